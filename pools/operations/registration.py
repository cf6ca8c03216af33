"""Registration of numbers and sender IDs, which AWS and the carriers decide outside: here it is said to be through."""

from pools.models import PhoneNumber, SenderId
from pools.models.identities import ACTIVE, PENDING
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_sender_id
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.phone_numbers import find
from pools.operations.rules.statuses import settles


@operation
def mark_phone_number_as_registered(caller: Caller, *, phone_number_id: str) -> PhoneNumber:
    """Say that the number's registration is through, which AWS and the carriers decide: it becomes ACTIVE.

    phone_number_id: or ARN. A number that waits for no registration stays as it is.
    Raises: ResourceNotFoundException phone-number; ValidationException INVALID_ARN.
    Source: AWS End User Messaging SMS guide, toll-free number registration.
    """
    number = find(caller, phone_number_id)
    if number.awaits_registration:
        number.carrier_status = ACTIVE
        # It settles once more, as a number does that was just requested.
        number.settling_status, number.settled_timestamp = PENDING, settles(caller)
        number.save(update_fields=["carrier_status", "settling_status", "settled_timestamp"])
        changed(number, {"status": (PENDING, ACTIVE)})
    return number


@operation
def mark_sender_id_as_registered(caller: Caller, *, sender_id: str, iso_country_code: str) -> SenderId:
    """Say that the sender ID's registration is through, which AWS and the carriers decide.

    sender_id: name or ARN. One that is registered stays as it is.
    Raises: ResourceNotFoundException sender-id; ValidationException INVALID_ARN, COUNTRY_CODE_MISMATCH.
    Source: AWS End User Messaging SMS guide, sender ID registration.
    """
    row = find_sender_id(caller, sender_id, iso_country_code)
    if not row.registered:
        row.registered = True
        row.save(update_fields=["registered"])
        changed(row, {"registered": (False, True)})
    return row
