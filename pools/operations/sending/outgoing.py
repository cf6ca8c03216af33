"""A request to send a message, and what in it decides whom the message is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pools.models import Account
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_configuration_set
from pools.operations.rules.choosing import Wanted
from pools.operations.rules.parts import Parts, parts_of
from pools.operations.sending.originators import Asked
from pools.reference import destinations, prices


@dataclass(frozen=True)
class Outgoing:
    """A request to send, whatever its kind. Its members are called as the API's; `max_price` of a call is by minute."""

    kind: str
    destination_phone_number: str
    origination_identity: str | None = None
    message_body: str | None = None
    message_type: str | None = None
    media_urls: Sequence[str] | None = None
    configuration_set_name: str | None = None
    max_price: str | None = None
    time_to_live: int | None = None
    context: Mapping[str, str] | None = None
    protect_configuration_id: str | None = None
    message_feedback_enabled: bool | None = None
    destination: str = field(init=False)
    iso_country_code: str = field(init=False)

    def __post_init__(self) -> None:
        destination = e164(self.destination_phone_number)
        object.__setattr__(self, "destination", destination)
        object.__setattr__(self, "iso_country_code", destinations.country_of(destination))

    @property
    def parts(self) -> Parts:
        """A call and a media message are one."""
        return parts_of(self.message_body or "") if self.kind == "TEXT" else Parts(1, "")

    @property
    def units(self) -> int:
        return prices.units(self.kind, self.iso_country_code, self.parts.count)


def asked_of(caller: Caller, outgoing: Outgoing) -> Asked:
    """What decides who sends it. Its account and configuration set are read, two queries at most."""
    named = outgoing.configuration_set_name
    return Asked(
        origination_identity=outgoing.origination_identity or "",
        destination=outgoing.destination,
        wanted=Wanted(
            iso_country_code=outgoing.iso_country_code,
            message_type=outgoing.message_type or "",
            kind=outgoing.kind,
            to_simulator=destinations.is_simulator(outgoing.destination),
        ),
        # Read anew, as the caller's comes with only the columns that every request needs.
        account=Account.objects.get(pk=caller.account.pk),
        configuration_set=find_configuration_set(caller, named, lock=False) if named else None,
        now=caller.now,
    )
