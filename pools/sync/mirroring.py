"""Comparing, and what follows from it at once, in one transaction: take over what AWS changed, store how all stands.

Whoever changes what the mirror remembers does it under the link's lock (`locked`), and with no call to AWS in between.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db import transaction

from pools.models import AwsLink, Project
from pools.operations.engine.caller import pools_available
from pools.operations.from_aws.naming import STORED_IN_ORDER
from pools.sync import clock
from pools.sync.batches import batched
from pools.sync.compare import Comparison, compare_all
from pools.sync.existence import Read
from pools.sync.here import states_here
from pools.sync.hidden import without_lost
from pools.sync.house import House
from pools.sync.mirror_rows import CHUNK, Mirrors, load
from pools.sync.state import POOL, Ref
from pools.sync.taking_over import better_known, take_over

BLOCKED_REGION, CHANNEL_OFF, NOT_MANAGED = "BLOCKED_REGION", "CHANNEL_OFF", "NOT_MANAGED"
# What was taken over makes others follow once more: a pool that was added has its numbers.
ROUNDS = 3


def locked(link: AwsLink) -> AwsLink:
    """The link, which nobody else's comparison has until the transaction ends.

    Acts that leave a dirty key need not wait for it: their keys only refer to the row.
    Raises: AwsLink.DoesNotExist once it is gone.
    """
    return AwsLink.objects.select_for_update(no_key=True).select_related(None).get(pk=link.pk)


def compare_and_store(
    link: AwsLink, reads: Mapping[Ref, Read], refs: Collection[Ref] | None = None
) -> dict[Ref, Comparison]:
    """How these resources stand, and those that were read; without `refs` all there are.

    refs: by the mirror's keys. What AWS changed and is certain is taken over here, and listed.
    Raises: AwsLink.DoesNotExist once the link is gone.
    """
    if refs is None:
        return compare_everything(link, reads)
    with transaction.atomic():
        return settle(load(locked(link), {*refs, *reads}), reads)


def compare_everything(link: AwsLink, reads: Mapping[Ref, Read]) -> dict[Ref, Comparison]:
    """Thousands, of which few have moved: only those are locked and stored, some at a time, as others want to write."""
    mirrors = load(link)
    found = compared(mirrors, {}, clock.seconds())
    moved = sorted({*mirrors.moved(found), *reads}, key=lambda ref: (STORED_IN_ORDER.index(ref.kind), ref))
    for some in batched(moved, CHUNK):
        found |= compare_and_store(link, {ref: reads[ref] for ref in some if ref in reads}, some)
    return found


def settle(mirrors: Mirrors, reads: Mapping[Ref, Read], house: House | None = None) -> dict[Ref, Comparison]:
    """Compare what is loaded, take over and store; in the caller's transaction, under the link's lock."""
    now = clock.seconds()
    reads = without_lost(mirrors.link, reads, mirrors.rows)
    house = house or House(mirrors.link)
    found = compared(mirrors, reads, now)
    for _ in range(ROUNDS):
        if not take_over(mirrors, house, found, now):
            break
        found = compared(mirrors, {}, now)
    house.know(better_known(found.values()))
    mirrors.store(found, reads.keys(), now)
    return found


def comparisons(link: AwsLink, refs: Collection[Ref] | None = None) -> dict[Ref, Comparison]:
    """How these resources stand, or all there are, by our rows as they are now and AWS's side as it was last read.

    It writes nothing. Whoever plans on it compares and stores first.
    """
    mirrors = load(link, refs)
    return compared(mirrors, {}, clock.seconds())


def compared(mirrors: Mirrors, reads: Mapping[Ref, Read], now: float) -> dict[Ref, Comparison]:
    """Compare all that is loaded, and remember it; nothing is written yet."""
    here = states_here(mirrors.link, None if mirrors.is_all else {*mirrors.memories, *reads})
    found = compare_all(
        mirrors.memories, here, reads, mirrors.tombstones, now=now, whole=whole_reasons(mirrors, here)
    )
    found = {
        ref: one if is_managed(mirrors, ref) else replace(one, differences=()) for ref, one in found.items()
    }
    mirrors.memories = {ref: one.memory for ref, one in found.items()}
    return found


def is_managed(mirrors: Mirrors, ref: Ref) -> bool:
    return ref not in mirrors.rows or mirrors.rows[ref].is_managed


def whole_reasons(mirrors: Mirrors, here: Collection[Ref]) -> dict[Ref, str]:
    """Why all of a resource is left alone, where it is not the resource that says so."""
    why = dict.fromkeys((ref for ref, row in mirrors.rows.items() if not row.is_managed), NOT_MANAGED)
    link = mirrors.link
    if not pools_available(link.region):
        no_pools = BLOCKED_REGION
    elif not Project.objects.filter(account_id=link.account_id).with_channel().exists():
        no_pools = CHANNEL_OFF
    else:
        return why
    pools = {ref for ref in (*mirrors.memories, *here) if ref.kind == POOL}
    return dict.fromkeys(pools, no_pools) | why
