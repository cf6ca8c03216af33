"""What a message is sent from, by any of the forms that the API takes."""

from django.db.models import Case, When

from pools.errors import ResourceNotFoundException
from pools.models import PhoneNumber, Pool, SenderId
from pools.models.scope import e164, kept_sender_id
from pools.operations.engine.caller import Caller, must_offer_pools
from pools.operations.engine.finding import SENDER_ID_LENGTH, resource_of

Sender = Pool | PhoneNumber | SenderId


def find_sender(caller: Caller, value: str, *, iso_country_code: str = "") -> Sender:
    """A pool by ID or ARN, a number by E.164, ID or ARN, or a sender ID by name or ARN.

    iso_country_code: of several sender IDs of a name, the one that is meant if there is one. Unlike in calls about
    pools, a sender ID needs no country here.
    """
    kind, wanted = resource_of(
        caller, value, "phone-number", "sender-id", "pool", member="OriginationIdentity"
    )
    kind = kind or kind_by_beginning(wanted)
    if kind == "pool":
        must_offer_pools(caller)
    for find in LOOKS[kind]:
        if row := find(caller, wanted, iso_country_code):
            return row
    raise ResourceNotFoundException(resource_type=kind or kind_by_look(wanted), resource_id=wanted)


def kind_by_beginning(wanted: str) -> str:
    """A plain ID says by its beginning what it is of, where it is longer than any sender ID."""
    is_long = len(wanted) > SENDER_ID_LENGTH
    return "pool" if is_long and wanted.startswith("pool-") else ""


def kind_by_look(wanted: str) -> str:
    """Of what is not there: a short text with a letter in it is a sender ID's name."""
    is_name = len(wanted) <= SENDER_ID_LENGTH and any(map(str.isalpha, wanted))
    return "sender-id" if is_name else "phone-number"


def pool_of(caller: Caller, wanted: str, _country: str) -> Pool | None:
    return Pool.objects.for_caller(caller).filter(pool_id=wanted).first()


def number_by_id(caller: Caller, wanted: str, _country: str) -> PhoneNumber | None:
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    return rows.filter(phone_number_id=wanted).first()


def number_itself(caller: Caller, wanted: str, _country: str) -> PhoneNumber | None:
    """A short code has no plus sign."""
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    return rows.filter(phone_number__in=[wanted, e164(wanted)]).first()


def sender_id_of(caller: Caller, wanted: str, country: str) -> SenderId | None:
    name, _, country_in_arn = wanted.partition("/")
    rows = SenderId.objects.for_caller(caller).filter(sender_id=kept_sender_id(name))
    if country_in_arn:
        return rows.filter(iso_country_code=country_in_arn).first()
    return rows.order_by(Case(When(iso_country_code=country, then=0), default=1), "pk").first()


LOOKS = {
    "pool": [pool_of],
    "phone-number": [number_by_id, number_itself],
    "sender-id": [sender_id_of],
    "": [number_by_id, number_itself, sender_id_of],
}
