"""Who is in which pool in AWS, put into rows: settled at once, and matching is AWS's business."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from pools import clock
from pools.models import DirtyKey, Mirror, PhoneNumber, Pool, PoolSenderId, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.from_aws.making import Draft
from pools.operations.from_aws.naming import (
    IN_POOL,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    Named,
    rows_by_key,
)


def put_into_pools(caller: Caller, drafts: Sequence[Draft], keys: Mapping[Named, str]) -> None:
    """Give each number that is to be written the pool that AWS says it is in, where that is here."""
    said = {one.local_key: one.state["facts"].get("pool_id") for one in drafts}
    local = {pool: keys.get((POOL, pool), pool) for pool in said.values() if pool}
    pools = rows_by_key(caller, POOL, local.values(), lock=False)
    for draft in drafts:
        pool = said[draft.local_key] and pools.get(local[said[draft.local_key]])
        if pool and not pool.deleted_timestamp:
            draft.pool = pool
        elif said[draft.local_key]:
            draft.unkept.add(IN_POOL)


def link_sender_ids(caller: Caller, drafts: Sequence[Draft]) -> None:
    """The sender IDs of pools, in place of those that were there. One that is not here is not kept."""
    read = [draft for draft in drafts if draft.row and draft.part("members") is not None]
    wanted = {key for draft in read for key in _members(draft, SENDER_ID)}
    rows = rows_by_key(caller, SENDER_ID, wanted, lock=False)
    PoolSenderId.objects.filter(pool__in=[draft.row.pk for draft in read if draft.before]).delete()
    links, now = [], clock.real_now()
    for draft in read:
        for key in _members(draft, SENDER_ID):
            if key in rows:
                links.append(PoolSenderId(pool=draft.row, sender_id=rows[key], associated_timestamp=now))
            else:
                draft.unkept.add(("members", key))
    PoolSenderId.objects.bulk_create(links)


def link_numbers(
    caller: Caller, drafts: Sequence[Draft], keys: Mapping[Named, str], *, held_too: bool
) -> None:
    """Numbers that were here before their pool was. Which pool one is in is the number's to say, so none moves.

    Nor does one that somebody here has taken out, or may have, unless held_too.
    """
    pools = {
        keys.get((PHONE_NUMBER, key), key): draft.row
        for draft in drafts
        if draft.row
        for key in _members(draft, PHONE_NUMBER)
    }
    free = PhoneNumber.objects.for_caller(caller).filter(pool=None, phone_number_id__in=list(pools))
    found = dict(free.select_for_update().order_by("pk").values_list("phone_number_id", "pk"))
    for key in found.keys() - (set() if held_too else held_here(caller, found)):
        PhoneNumber.objects.filter(pk=found[key]).update(pool=pools[key], settling_status="")


def held_here(caller: Caller, numbers: Collection[str]) -> set[str]:
    """The numbers about whose pool somebody here may have a wish."""
    if not numbers:
        return set()
    mine = Q(link__account=caller.account, link__region=caller.region, kind=PHONE_NUMBER)
    mine &= Q(local_key__in=list(numbers))
    held = set(DirtyKey.objects.filter(mine).values_list("local_key", flat=True))
    for key, differences in Mirror.objects.filter(mine).values_list("local_key", "differences"):
        if any(difference[0] == IN_POOL[0] for difference in differences):
            held.add(key)
    return held


def _members(draft: Draft, kind: str) -> list[str]:
    return [key for key, of in (draft.part("members") or {}).items() if of == kind]


def pools_of(drafts: Sequence[Draft]) -> list[int]:
    """The keys of the pools that are found by what was written."""
    senders = [draft.row.pk for draft in drafts if isinstance(draft.row, SenderId)]
    of_senders = PoolSenderId.objects.filter(sender_id__in=senders).values_list("pool", flat=True)
    of_numbers = {draft.row.pool_id for draft in drafts if isinstance(draft.row, PhoneNumber)} - {None}
    mine = {draft.row.pk for draft in drafts if isinstance(draft.row, Pool)}
    return sorted(mine | of_numbers | set(of_senders))
