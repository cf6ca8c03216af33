"""Setting up an account that has neither numbers nor pools: channel, numbers and a first pool, as one act."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
    invalid,
    refusals_of,
)
from pools.models import PhoneNumber, Pool, Project
from pools.models.ids import new_uuid
from pools.operations.engine.caller import Caller, Permission, must_offer_pools
from pools.operations.engine.verb import operation
from pools.operations.number_requests import MOST_AT_ONCE, NumberKind, request_phone_numbers
from pools.operations.phone_numbers import Answer
from pools.operations.pools import channel_enabled, create_pool
from pools.operations.projects import create_project, sms_settings_of, update_sms_settings
from pools.operations.rules.limits import lock_account_region
from pools.operations.tags import NAME, Tagged
from pools.reference import phone_numbers as known
from pools.refusals import AlreadySetUp, Unsettled

# 10DLC numbers need a registered campaign, and short codes are AWS Support's to lease.
OFFERED_TYPES = ("LONG_CODE", "TOLL_FREE", "SIMULATOR")
# A toll-free number is PENDING until it is registered, and a pool begins with a number that is ACTIVE.
ACTIVE_AT_ONCE = ("LONG_CODE", "SIMULATOR")


@operation(needs=Permission.CHANGE_ACCOUNT)
def set_up_account(
    caller: Caller,
    *,
    numbers: Sequence[NumberKind],
    project_name: str = "",
    pool_name: str = "",
    deletion_protection_enabled: bool = True,
) -> Tagged:
    """Turn the SMS channel on, request numbers and make a pool of them all, in a Region that has none; or nothing.

    project_name: of the project that is made where the account has none; else its oldest gets the channel.
    numbers: all of one message type, which the pool gets, too. Returns: the pool.
    Raises: ConflictException RESOURCE_ALREADY_EXISTS (AlreadySetUp), RESOURCE_NOT_ACTIVE (Unsettled);
            ValidationException about Name, MessageType, Tags or Numbers[n]; ServiceQuotaExceededException.
    """
    must_offer_pools(caller)
    must_be_had(numbers)
    # Before the Region's row: whoever removes an account locks them in this order, too.
    turn_channel_on(caller, project_name)
    lock_account_region(caller)
    must_be_empty(caller)
    must_settle_at_once(caller)
    first = next(place for place, one in enumerate(numbers) if one.number_type in ACTIVE_AT_ONCE)
    rest = [replace(one, quantity=one.quantity - (place == first)) for place, one in enumerate(numbers)]
    (begun,) = request_all(caller, [replace(numbers[first], quantity=1)], [first])
    pool = create_pool(
        caller,
        origination_identity=begun.phone_number_id,
        message_type=begun.message_type,
        deletion_protection_enabled=deletion_protection_enabled,
        tags=[{"Key": NAME, "Value": pool_name}] if pool_name else None,
    )
    request_all(caller, rest, range(len(rest)), pool_id=pool.pool_id)
    return pool


def request_all(
    caller: Caller, wanted: Sequence[NumberKind], places: Sequence[int], *, pool_id: str | None = None
) -> list[Answer]:
    """places: of the kinds among those that were asked for."""
    # The act as a whole cannot be done twice, so nothing has to be known again.
    token = str(new_uuid("set-up"))
    try:
        return request_phone_numbers(caller, wanted=wanted, request_token=token, pool_id=pool_id)
    except ResourceNotFoundException as error:
        place = int(error.row.key)
        country = wanted[place].iso_country_code
        raise invalid(f"Numbers[{places[place]}].NumberType", "none_left", value=country) from None


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


def must_be_had(numbers: Sequence[NumberKind]) -> None:
    """Each kind where it is wanted, all that are not at once."""
    rules = [partial(must_be_kind, n, one) for n, one in enumerate(numbers)]
    if refusals := refusals_of(*rules):
        fields = [field for refusal in refusals for field in refusal.fields]
        raise ValidationException("INVALID_PARAMETER", fields=fields)
    if not any(one.number_type in ACTIVE_AT_ONCE for one in numbers):
        raise invalid("Numbers[0].NumberType", "not_at_once")


def must_be_kind(place: int, wanted: NumberKind) -> None:
    member = f"Numbers[{place}]"
    if wanted.number_type not in OFFERED_TYPES or not known.is_offered(
        wanted.iso_country_code, wanted.number_type
    ):
        raise invalid(f"{member}.NumberType", "not_offered", value=wanted.iso_country_code)
    if not known.takes(wanted.number_type, wanted.message_type):
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
