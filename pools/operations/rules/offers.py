"""Which phone numbers AWS has to offer: what a country has, and what a type of number needs."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pools.errors import ResourceNotFoundException, invalid
from pools.models import PhoneNumber
from pools.models.counts import held
from pools.models.identities import PENDING
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import resource_of
from pools.operations.rules.limits import must_have_room
from pools.operations.rules.statuses import settles
from pools.reference import phone_numbers as known
from pools.reference import quotas
from pools.refusals import NoneOffered

AT_ONCE = 500  # candidates looked up in one query


def must_be_offered(country: str, number_type: str, message_type: str, capabilities: Sequence[str]) -> None:
    """AWS answers what it has no number for as not found; a promotional simulator number, too."""
    if (
        not known.is_offered(country, number_type)
        or not known.takes(number_type, message_type)
        or not set(capabilities) <= set(known.capabilities(country))
    ):
        raise none_available()


def none_available() -> ResourceNotFoundException:
    return ResourceNotFoundException(resource_type="phone-number", about=NoneOffered())


def must_have_registration(number_type: str, registration_id: str | None) -> None:
    # A 10DLC number belongs to a registered campaign from the start, which RegistrationId names.
    if number_type == "TEN_DLC" and not registration_id:
        raise invalid("RegistrationId", "missing", reason="MISSING_PARAMETER")


def registration_of(caller: Caller, registration_id: str | None) -> str:
    if not registration_id:
        return ""
    return resource_of(caller, registration_id, "registration", member="RegistrationId")[1]


def must_be_able_to_send_abroad(number: PhoneNumber) -> None:
    """Refuse international sending for any but a US toll-free number. Source: the SMS guide, toll-free numbers."""
    if number.international_sending_enabled and not number.is_us_toll_free:
        raise invalid(
            "InternationalSendingEnabled", "us_toll_free_only", reason="INTERNATIONAL_SENDING_NOT_SUPPORTED"
        )


def offered_number(caller: Caller, preference: Sequence[Mapping] | None, **columns: Any) -> PhoneNumber:
    """A number of this kind with these settings, not saved yet. Call it under the account's lock."""
    number = PhoneNumber(
        account=caller.account,
        region=caller.region,
        settling_status=PENDING,
        settled_timestamp=settles(caller),
        created_timestamp=caller.now,
        **columns,
    )
    must_be_able_to_send_abroad(number)
    if number.is_us_toll_free:
        number.carrier_status = PENDING
    must_have_room(caller, quotas.PHONE_NUMBERS_PER_ACCOUNT, held(caller, PhoneNumber))
    kind = (number.iso_country_code, number.number_type)
    number.monthly_leasing_price = known.monthly_leasing_price(*kind)
    number.phone_number = free_number(*kind, preference)
    return number


def free_number(iso_country_code: str, number_type: str, preference: Sequence[Mapping] | None) -> str:
    """A number that no account has, from a random place on, so that two who ask at once get different ones."""
    numbers = [n for n in known.numbers(iso_country_code, number_type) if suits(n, preference)]
    start = secrets.randbelow(len(numbers)) if numbers else 0
    numbers = numbers[start:] + numbers[:start]
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        # In every account and Region: there is only one of a number in the world.
        held = PhoneNumber.objects.filter(phone_number__in=some)
        gone = set(held.values_list("phone_number", flat=True))
        if free := next((number for number in some if number not in gone), ""):
            return free
    raise none_available()


PREFERENCES: dict[str, Callable[[str, str], bool]] = {
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
    "Contains": str.__contains__,
    "ExactMatch": str.__eq__,
}


def suits(number: str, preference: Sequence[Mapping] | None) -> bool:
    """Whether one of the preference's patterns fits. A pattern that has no + is held against the digits."""
    return not preference or any(
        PREFERENCES[kind](number if pattern.startswith("+") else number[1:], pattern)
        for one in preference
        for kind in one["PreferenceType"]
        for pattern in one["Filter"]
    )
