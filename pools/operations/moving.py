"""Moving phone numbers to a pool as one act, copying a pool's settings to them, and taking either back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import QuerySet

from pools.errors import ConflictException
from pools.models import PhoneNumber, Pool
from pools.models.keywords import responses
from pools.models.pools import SHARED_SETTINGS
from pools.operations.associations import associate_origination_identity, disassociate_origination_identity
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_phone_number, find_pool
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.verb import operation
from pools.operations.phone_number_settings import PhoneNumberSettings, phone_number_settings_of
from pools.operations.phone_numbers import update_phone_number
from pools.operations.pool_settings import write_settings
from pools.operations.rules.membership import is_member, taken
from pools.operations.rules.moving import fits_of
from pools.refusals import Blocked

Flat = dict[tuple[str, str], Any]


@dataclass(frozen=True)
class Former:
    """How a number was before: the pool that it was in, "" for none, and then its own settings that were changed.

    now_in: the pool that it was moved to, "" where only its settings were changed. settings: as in `flat`.
    """

    phone_number_id: str
    pool_id: str
    now_in: str
    settings: Mapping[tuple[str, str], Any] = field(default_factory=dict)


@operation
def move_to_pool(caller: Caller, *, phone_number_ids: Sequence[str], pool_id: str) -> list[Former]:
    """DisassociateOriginationIdentity where a number is in a pool, what gives it the pool's settings, and
    AssociateOriginationIdentity: all numbers or none.

    Whatever is in the way is said before anything leaves. On its way the number is in no pool, yet nobody sees it so.
    Returns: how each number was before, as undo_move takes it.
    Raises: as these operations; of several refusals the first.
    """
    pool, numbers = locked(caller, phone_number_ids, pool_id)
    must_be_welcome(caller, pool, numbers)
    former = [leave_old_pool(caller, number, pool) for number in numbers]
    for number in numbers:
        associate_origination_identity(
            caller, pool_id=pool.pool_id, origination_identity=number.phone_number_arn
        )
    return former


@operation
def copy_pool_settings(caller: Caller, *, phone_number_ids: Sequence[str], pool_id: str) -> list[Former]:
    """Give numbers that are in no pool the settings and keywords of one, so that they fit: all or none.

    Returns and raises as move_to_pool.
    """
    pool, numbers = locked(caller, phone_number_ids, pool_id)
    must_be_welcome(caller, pool, numbers, copies=True)
    return [
        Former(one.phone_number_id, "", "", take_over(caller, one.phone_number_id, pool)) for one in numbers
    ]


@operation
def undo_move(caller: Caller, *, former: Sequence[Former]) -> None:
    """Put numbers back where they were before move_to_pool or copy_pool_settings, under the rules as they are now.

    One that was in a pool goes back there, with the settings that this has by now.
    Raises: as move_to_pool, and ConflictException PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL or _ASSOCIATED_TO_POOL, where
            a number has been moved since.
    """
    # All of them before any is moved, in the order in which `locked` takes them.
    pools = {name for one in former for name in (one.pool_id, one.now_in)}
    lock_pools(Pool.objects.for_caller(caller).filter(pool_id__in=pools))
    back: dict[str, list[str]] = {}
    for one in former:
        if one.pool_id:
            back.setdefault(one.pool_id, []).append(one.phone_number_id)
    for pool_id, numbers in back.items():
        move_to_pool(caller, phone_number_ids=numbers, pool_id=pool_id)
    for one in former:
        if not one.pool_id:
            bring_back(caller, one)


def locked(caller: Caller, phone_number_ids: Sequence[str], pool_id: str) -> tuple[Pool, list[PhoneNumber]]:
    """The pool and the numbers. All pools that are concerned are locked before, in the order of their keys."""
    wanted = list(dict.fromkeys(phone_number_ids))
    pool = find_pool(caller, pool_id, lock=False)
    old = [find_phone_number(caller, one, lock=False).pool_id for one in wanted]
    keys = {pool.pk, *filter(None, old)}
    rows = {row.pk: row for row in lock_pools(Pool.objects.filter(pk__in=keys))}
    numbers = [find_phone_number(caller, one) for one in wanted]
    for number in numbers:
        if number.pool_id and number.pool_id not in rows:
            raise taken(number)
    return rows.get(pool.pk) or find_pool(caller, pool_id), numbers


def lock_pools(rows: QuerySet) -> list[Pool]:
    # Two acts that move numbers to and fro between the same two pools would wait for each other for ever.
    return list(rows.select_for_update().order_by("pk"))


def must_be_welcome(
    caller: Caller, pool: Pool, numbers: Sequence[PhoneNumber], *, copies: bool = False
) -> None:
    for fit in fits_of(caller, pool, numbers, copies=copies):
        for refusal in fit.refusals:
            raise refusal


def leave_old_pool(caller: Caller, number: PhoneNumber, pool: Pool) -> Former:
    old = number.pool.pool_id if number.pool else ""
    if number.pool:
        take_out(caller, number, old)
    changed = take_over(caller, number.phone_number_id, pool)
    return Former(number.phone_number_id, old, pool.pool_id, {} if old else changed)


def take_out(caller: Caller, number: PhoneNumber, pool_id: str) -> None:
    disassociate_origination_identity(caller, pool_id=pool_id, origination_identity=number.phone_number_arn)
    # It would be leaving for as long as the account's test delay says, and take no settings meanwhile.
    PhoneNumber.objects.filter(pk=number.pk).update(settled_timestamp=None)


def take_over(caller: Caller, phone_number_id: str, pool: Pool) -> Flat:
    """Give the number, which is in no pool, what the pool has. Returns what it had instead."""
    number = find_phone_number(caller, phone_number_id)
    current = phone_number_settings_of(number)
    return write_over(caller, number, current, with_settings_of(pool, current).flat())


def with_settings_of(pool: Pool, current: PhoneNumberSettings) -> PhoneNumberSettings:
    shared = {name: getattr(pool, name) for name in SHARED_SETTINGS}
    if not pool.two_way_enabled:
        # A channel that is not in use counts nowhere.
        for name in ("two_way_channel_arn", "two_way_channel_role"):
            shared[name] = getattr(current, name)
    return replace(current, **shared, keywords=responses(pool.keywords.all()))


def write_over(caller: Caller, number: PhoneNumber, current: PhoneNumberSettings, wanted: Flat) -> Flat:
    """wanted: as in `flat`; None, or nothing, takes a keyword away. Returns what stood there before."""
    before = current.flat()
    changes = {
        key: wanted.get(key) for key in before.keys() | wanted.keys() if wanted.get(key) != before.get(key)
    }
    update = partial(update_phone_number, caller, phone_number_id=number.phone_number_id)
    write_settings(caller, number, changes, update)
    return {key: before.get(key) for key in changes}


def bring_back(caller: Caller, former: Former) -> None:
    """A number that was in no pool."""
    if former.now_in:
        pool = find_pool(caller, former.now_in)
        number = find_phone_number(caller, former.phone_number_id)
        if not is_member(pool, number):
            about = Blocked(number.label)
            raise ConflictException("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", *kind_and_id(number), about=about)
        take_out(caller, number, pool.pool_id)
    number = find_phone_number(caller, former.phone_number_id)
    current = phone_number_settings_of(number)
    write_over(caller, number, current, current.flat() | dict(former.settings))
