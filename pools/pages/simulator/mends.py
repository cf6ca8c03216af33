"""What helps where a sender or a message is refused: links to what there is, for who may. They prefill, never act."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from pools.errors import ServiceError
from pools.models import Pool, VerifiedDestinationNumber
from pools.models.identities import international
from pools.models.scope import name_and_country
from pools.operations.engine.caller import Caller, Permission
from pools.operations.practice import may_be_set_back
from pools.operations.rules.choosing import BY_SENDER_ID, Why
from pools.pages.kit.places import channel_settings, to
from pools.pages.kit.words import labels
from pools.pages.simulator.conversation import Conversation
from pools.pages.simulator.senders import value_of
from pools.reference.destinations import SIMULATORS
from pools.reference.phone_numbers import is_offered, numbers
from pools.refusals import NoSender, NotActive, NotVerified, OptedOut, OtherType, SpentUp

FATES = ("succeeds", "fails")
MOST_VERIFIED = 10
NOT_THERE = ("SENDER_ID_NOT_SUPPORTED", "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY")


class Mend(NamedTuple):
    """fills: a part of this page changes by it, and what is typed there stays."""

    text: str
    href: str
    fills: bool = False


@dataclass(frozen=True)
class Place:
    """What the page is about. chosen: the sender. phone: the recipient in E.164, "" if there is none."""

    caller: Caller
    chosen: Any
    phone: str

    def address(self, **more: str) -> str:
        """The page with this sender and recipient, without the message."""
        state = {"from": value_of(self.chosen) if self.chosen else "", "to": self.phone, **more}
        query = urlencode({name: value for name, value in state.items() if value})
        return f"{to(self.caller, 'simulator')}?{query}"

    def fill(self, text: str, *, part: str = "", **more: str) -> Mend:
        return Mend(text, self.address(**more) + part, fills=True)

    @property
    def pool(self) -> Pool | None:
        return self.chosen if isinstance(self.chosen, Pool) else None

    @property
    def may_change(self) -> bool:
        return self.caller.may(Permission.CHANGE_RESOURCES)

    @cached_property
    def may_set_back(self) -> bool:
        return self.caller.may(Permission.CHANGE_ACCOUNT) and may_be_set_back(self.caller.account)

    def coverage(self, text: str) -> list[Mend]:
        """Coverage has a picture of a sender, and none of the whole account."""
        if not self.chosen:
            return []
        return [Mend(text, f"{to(self.caller, 'coverage')}?{urlencode({'from': value_of(self.chosen)})}")]

    def add_identity(self, text: str) -> list[Mend]:
        if not self.pool or not self.may_change:
            return []
        return [Mend(text, to(self.caller, "pool-detail", self.pool.pool_id))]


# Of a sender


def mends_of_sender(place: Place, why: Why | None, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    """country: of the recipient. Without one there is nothing to mend."""
    find = OF_SENDERS.get(why) if place.phone else None
    return find(place, verdict, country) if find else []


def of_country(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    there = verdict["iso_country_code"]
    number = number_there(there)
    text = [place.fill(f"Text a number in {labels.country_name(there)}", to=number)] if number else []
    return [*text, *place.add_identity(f"Add an identity for {labels.country_name(country)}")]


def of_pool_countries(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    return place.coverage("Countries of this pool") if place.pool else []


def of_itself(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    return [Mend(f"Open {verdict['label']}", page_of_identity(place.caller, verdict))]


def of_capability(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    return [Mend("Numbers with SMS", to(place.caller, "phone-number-list") + "?number_capabilities=SMS")]


def of_type(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    """A pool's messages are of the pool's type, whatever its identities send."""
    types = () if place.pool else verdict.get("message_types", ())[:1]
    return [send_as(place, one) for one in types]


def of_order(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    name = "sender-id" if verdict["kind"] == BY_SENDER_ID else "phone-number"
    return [place.fill("Send from this one", **{"from": f"{name}/{verdict['origination_identity']}"})]


def of_receipts(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    query = urlencode({"q": verdict["label"]})
    return [Mend("View its messages", f"{to(place.caller, 'message-list')}?{query}")]


def of_sticky(place: Place, verdict: Mapping[str, Any], country: str) -> list[Mend]:
    return [Mend("Move the clock 25 hours", to(place.caller, "practice-data"))] if place.may_set_back else []


OF_SENDERS = {
    Why.STICKY: of_sticky,
    Why.RECEIPTS: of_receipts,
    Why.COUNTRY: of_country,
    Why.NO_SENDER_IDS: of_pool_countries,
    Why.REGISTRATION: of_itself,
    Why.CAPABILITY: of_capability,
    Why.TYPE: of_type,
    Why.STATUS: of_itself,
    Why.ORDER: of_order,
    Why.SIMULATOR: lambda place, verdict, country: [CHOOSE],
}
CHOOSE = Mend("Choose a test number", "#test-number-list")


def send_as(place: Place, message_type: str) -> Mend:
    return place.fill(f"Send as {labels.MESSAGE_TYPES[message_type]}", message_type=message_type)


def page_of_identity(caller: Caller, verdict: Mapping[str, Any]) -> str:
    identity = verdict["origination_identity"]
    if verdict["kind"] == BY_SENDER_ID:
        return to(caller, "sender-id-detail", *name_and_country(identity))
    return to(caller, "phone-number-detail", identity)


# Of a message


def mends_of_refusal(place: Place, error: ServiceError, phone: Conversation) -> list[Mend]:
    if find := OF_REFUSALS.get(type(error.about)):
        return find(place, error.about, phone)
    return place.coverage("Coverage") if error.reason in NOT_THERE else []


def of_opted_out(place: Place, about: OptedOut, phone: Conversation) -> list[Mend]:
    if place.may_change and phone.receiver_for(about.opt_out_list_name) and phone.opt_in_word:
        return [place.fill(f"Reply {phone.opt_in_word}", reply=phone.opt_in_word, part="#reply")]
    return [Mend("Open opt-out list", to(place.caller, "opt-out-list-detail", about.opt_out_list_name))]


def of_spent(place: Place, about: SpentUp, phone: Conversation) -> list[Mend]:
    return [Mend(*channel_settings(place.caller))]


OF_REFUSALS = {
    OptedOut: of_opted_out,
    NotVerified: lambda place, about, phone: [CHOOSE],
    NoSender: lambda place, about, phone: [
        *place.add_identity("Add an identity"),
        *place.coverage("Coverage"),
    ],
    OtherType: lambda place, about, phone: [send_as(place, one) for one in about.theirs[:1]],
    SpentUp: of_spent,
    NotActive: lambda place, about, phone: of_sender_chosen(place),
}


def of_sender_chosen(place: Place) -> list[Mend]:
    """The one that is named, and is not active."""
    if place.chosen is None:
        return []
    name, _, rest = value_of(place.chosen).partition("/")
    return [Mend(f"Open {place.chosen.label}", to(place.caller, f"{name}-detail", *rest.split("/")))]


# Whom to text


def number_there(country: str) -> str:
    """AWS's test number that succeeds there, else one that is nobody's; "" where there is neither."""
    if country in SIMULATORS:
        return SIMULATORS[country][0]
    return numbers(country, "LONG_CODE")[0] if is_offered(country, "LONG_CODE") else ""


def test_numbers(place: Place) -> list[tuple[str, list[Mend]]]:
    """The account's verified numbers, and AWS's own destinations by country, each with what becomes of a message."""
    rows = VerifiedDestinationNumber.objects.for_caller(place.caller).filter(status="VERIFIED")
    found = rows.order_by("destination_phone_number").values_list("destination_phone_number", flat=True)
    verified = [place.fill(international(number), to=number) for number in found[:MOST_VERIFIED]]
    simulators = [
        (labels.country_name(country), [to_simulator(place, *one) for one in zip(pair, FATES, strict=True)])
        for country, pair in SIMULATORS.items()
    ]
    return [*([("Verified numbers", verified)] if verified else []), *simulators]


def to_simulator(place: Place, number: str, fate: str) -> Mend:
    return place.fill(f"{international(number)} {fate}", to=number)
