"""Making a plan: what it is about is read again, compared, and written down as steps in their order.

`plan_run` is all that a worker calls. Killed at any line, it begins anew: nothing but reads went out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from pools.models import AwsLink, Mirror, Quota, RunStatus, Standing, SyncRun
from pools.reference import quotas
from pools.sync import clock
from pools.sync.asking import Asker, Stopped
from pools.sync.batches import batched, by_kind
from pools.sync.by_id import read_now
from pools.sync.interruptions import TROUBLES, about_trouble, note_trouble, works_again
from pools.sync.leases import Lease, LeaseLost
from pools.sync.looks import NAMED_BY_AWS
from pools.sync.mirror_rows import CHUNK, refs_of
from pools.sync.mirroring import compare_and_store, comparisons
from pools.sync.plan import make_plan
from pools.sync.plan_rows import is_wanted, write_down
from pools.sync.planned import Plan
from pools.sync.reading import AT_ONCE
from pools.sync.refreshing import AGAIN
from pools.sync.state import Ref
from pools.sync.work import Work

# What was read so shortly ago is not read again: each step reads once more before it is sent.
JUST_NOW = timedelta(seconds=30)
# A plan may name more than it was to be about: that is read too, and it is made again.
ROUNDS_OF_READING = 5
QUIET = (Standing.IN_SYNC, Standing.LEFT_ALONE)


def plan_run(run: SyncRun, ask: Asker, lease: Lease) -> None:
    """Take an APPLY that is COMPARING to READY, or to NOTHING where both sides are the same already.

    It ends FAILED where AWS cannot be read, with why. ask, lease: as in running.py.
    """
    work = Work(run, ask, lease)
    try:
        plan = made_now(work)
        if plan:
            write_down(work, plan)
    except (Stopped, LeaseLost):
        return
    except TROUBLES as error:
        about = about_trouble(error)
        with work.fenced():
            note_trouble(run.link_id, about)
            if is_wanted(work):
                about = {"why": "TROUBLE", **about}
                work.put(status=RunStatus.FAILED, about=about, ended_timestamp=clock.now())


def made_now(work: Work) -> Plan | None:
    """The plan of both sides as they are now; None where people have given it up meanwhile."""
    link, read = work.link, set()
    only = None if work.run.only is None else {Ref(kind, key) for kind, key in work.run.only}
    wanted = only or changed_refs(link)
    for _ in range(ROUNDS_OF_READING):
        read_and_compare(work, wanted - read)
        read |= wanted
        if not is_wanted(work):
            return None
        plan = make_plan(comparisons(link), only=only, limits=limits_of(link))
        wanted = {*plan.sources, *(one.ref for one in plan.blocked)}
        if wanted <= read:
            break
    return plan


def changed_refs(link: AwsLink) -> set[Ref]:
    """All that is not as it is in AWS, as far as anybody knows."""
    rows = link.mirrors.exclude(standing__in=QUIET).values_list("kind", "key")
    unsure = link.mirrors.filter(is_unconfirmed=True).values_list("kind", "key")
    return {Ref(*row) for row in (*rows, *unsure)} | refs_of(link, link.dirty_keys.all())


def read_and_compare(work: Work, refs: Collection[Ref]) -> None:
    """What people changed is compared in any case; what AWS may have changed meanwhile is read first."""
    link = work.link
    compare_and_store(link, {}, refs)
    todo = sorted(to_read(link, refs))
    counts, done = Counter(ref.kind for ref in todo), Counter()
    for some in batched(todo, AT_ONCE):
        if not is_wanted(work):
            return
        compare_and_store(link, read_now(work.ask, some), some)
        works_again(link)
        done.update(ref.kind for ref in some)
        with work.fenced():
            work.put(progress={kind: [done[kind], count] for kind, count in counts.items()})
    for _ in range(AGAIN):
        unsure = [Ref(row.kind, row.key) for row in rows_of(link, refs) if row.is_unconfirmed]
        for some in batched(unsure, AT_ONCE):
            compare_and_store(link, read_now(work.ask, some), some)


def to_read(link: AwsLink, refs: Collection[Ref]) -> set[Ref]:
    """Those that AWS may have, and that were not read just now."""
    since = clock.now() - JUST_NOW
    left_out = {ref for ref in refs if ref.kind in NAMED_BY_AWS}
    for row in rows_of(link, refs):
        is_fresh = row.seen_timestamp and row.seen_timestamp > since and not row.is_unconfirmed
        if is_fresh:
            left_out.add(Ref(row.kind, row.key))
        elif row.arn:
            left_out.discard(Ref(row.kind, row.key))
    return {*refs} - left_out


def rows_of(link: AwsLink, refs: Iterable[Ref]) -> Iterator[Mirror]:
    for kind, keys in by_kind(refs, CHUNK):
        yield from link.mirrors.filter(kind=kind, key__in=keys).defer("memory", "differences")


def limits_of(link: AwsLink) -> dict[str, int]:
    """The account's own quotas, where they are not AWS's defaults."""
    rows = Quota.objects.filter(account_id=link.account_id, region=link.region, name__in=quotas.QUOTAS)
    return {name: quotas.applied(name, own) for name, own in rows.values_list("name", "value")}
