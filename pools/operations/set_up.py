"""Setting up an account that has neither numbers nor pools: channel, numbers and a first pool, as one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
    invalid,
    refusals_of,
)
from pools.models import PhoneNumber, Pool, Project
from pools.models.identities import SMS
from pools.operations.engine.caller import Caller, Permission, must_offer_pools
from pools.operations.engine.verb import operation
from pools.operations.phone_numbers import request_phone_number
from pools.operations.pools import channel_enabled, create_pool
from pools.operations.projects import create_project, sms_settings_of, update_sms_settings
from pools.operations.rules.limits import lock_account_region
from pools.operations.tags import NAME, Tagged
from pools.reference import phone_numbers as known
from pools.refusals import AlreadySetUp, Unsettled

# 10DLC numbers need a registered campaign, and short codes are AWS Support's to lease.
OFFERED_TYPES = ("LONG_CODE", "TOLL_FREE", "SIMULATOR")
MOST_AT_ONCE = 10
# A toll-free number is PENDING until it is registered, and a pool begins with a number that is ACTIVE.
ACTIVE_AT_ONCE = ("LONG_CODE", "SIMULATOR")


@dataclass(frozen=True)
class NumbersWanted:
    """So many numbers of one kind."""

    iso_country_code: str
    number_type: str
    quantity: int = 1


@operation(needs=Permission.CHANGE_ACCOUNT)
def set_up_account(
    caller: Caller,
    *,
    numbers: Sequence[NumbersWanted],
    project_name: str = "",
    pool_name: str = "",
    message_type: str = "TRANSACTIONAL",
    deletion_protection_enabled: bool = True,
) -> Tagged:
    """Turn the SMS channel on, request numbers and make a pool of them all, in a Region that has none; or nothing.

    project_name: of the project that is made where the account has none; else its oldest gets the channel.
    message_type: the pool's, and each number's. Returns: the pool.
    Raises: ConflictException RESOURCE_ALREADY_EXISTS (AlreadySetUp), RESOURCE_NOT_ACTIVE (Unsettled);
            ValidationException about Name, MessageType, Tags or Numbers[n]; ServiceQuotaExceededException.
    """
    must_offer_pools(caller)
    must_be_had(numbers, message_type)
    # Before the Region's row: whoever removes an account locks them in this order, too.
    turn_channel_on(caller, project_name)
    lock_account_region(caller)
    must_be_empty(caller)
    must_settle_at_once(caller)
    first, *rest = in_order(numbers)
    pool = create_pool(
        caller,
        origination_identity=request_one(caller, first, message_type),
        message_type=message_type,
        deletion_protection_enabled=deletion_protection_enabled,
        tags=[{"Key": NAME, "Value": pool_name}] if pool_name else None,
    )
    for one in rest:
        request_one(caller, one, message_type, pool_id=pool.pool_id)
    return pool


def is_empty(caller: Caller) -> bool:
    """Whether the account has neither a phone number nor a pool in the Region."""
    pools = Pool.objects.for_caller(caller).present()
    return not (PhoneNumber.objects.for_caller(caller).exists() or pools.exists())


def must_be_empty(caller: Caller) -> None:
    if not is_empty(caller):
        raise ConflictException("RESOURCE_ALREADY_EXISTS", about=AlreadySetUp(caller.region))


def must_settle_at_once(caller: Caller) -> None:
    if delay := caller.account.status_delay_seconds:
        raise ConflictException("RESOURCE_NOT_ACTIVE", about=Unsettled(delay))


def must_be_had(numbers: Sequence[NumbersWanted], message_type: str) -> None:
    """Each kind where it is wanted, all that are not at once."""
    rules = [partial(must_be_kind, n, one, message_type) for n, one in enumerate(numbers)]
    if refusals := refusals_of(*rules):
        fields = [field for refusal in refusals for field in refusal.fields]
        raise ValidationException("INVALID_PARAMETER", fields=fields)
    if not any(one.number_type in ACTIVE_AT_ONCE for one in numbers):
        raise invalid("Numbers[0].NumberType", "not_at_once")


def must_be_kind(place: int, wanted: NumbersWanted, message_type: str) -> None:
    member = f"Numbers[{place}]"
    if wanted.number_type not in OFFERED_TYPES or not known.is_offered(
        wanted.iso_country_code, wanted.number_type
    ):
        raise invalid(f"{member}.NumberType", "not_offered", value=wanted.iso_country_code)
    if wanted.number_type == "SIMULATOR" and message_type != "TRANSACTIONAL":
        raise invalid(f"{member}.NumberType", "transactional_only")
    if not 1 <= wanted.quantity <= MOST_AT_ONCE:
        raise invalid(f"{member}.Quantity", "out_of_range", value=wanted.quantity)


def turn_channel_on(caller: Caller, project_name: str) -> None:
    if channel_enabled(caller):
        return
    projects = Project.objects.for_caller(caller).order_by("created_timestamp", "pk")
    project = projects.first() or create_project(caller, name=project_name)
    current = sms_settings_of(project, caller.account)
    update_sms_settings(
        caller,
        project_id=project.project_id,
        initial=current,
        **current | {"sms_channel_enabled": True},
    )


def in_order(numbers: Sequence[NumbersWanted]) -> list[tuple[int, NumbersWanted]]:
    """One for each number, with the place of its kind; the pool begins with one that is ACTIVE at once."""
    each = [(place, one) for place, one in enumerate(numbers) for _ in range(one.quantity)]
    return sorted(each, key=lambda item: item[1].number_type not in ACTIVE_AT_ONCE)


def request_one(
    caller: Caller, wanted: tuple[int, NumbersWanted], message_type: str, *, pool_id: str | None = None
) -> str:
    """Returns: the number's ID. It can send SMS, as every member of a pool can."""
    place, kind = wanted
    try:
        number = request_phone_number(
            caller,
            iso_country_code=kind.iso_country_code,
            number_type=kind.number_type,
            message_type=message_type,
            number_capabilities=[SMS],
            pool_id=pool_id,
        )
    except ResourceNotFoundException:
        raise invalid(f"Numbers[{place}].NumberType", "none_left", value=kind.iso_country_code) from None
    return number.phone_number_id
