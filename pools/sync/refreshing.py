"""Reading everything that AWS has: the import, a refresh, a check. Each can be killed, and goes on where it was.

First all lists are read, which says how much there is. Then each resource is read with all its parts, compared and
taken over, a few at a time; what was known and is in no list any more is asked for by its ID. At last, what one read
alone has shown is read again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from pools.models import AwsLink, RunStatus, SyncRun
from pools.models.request_turns import FromNow
from pools.operations.from_aws.naming import STORED_IN_ORDER
from pools.sync import clock
from pools.sync.asking import Asker
from pools.sync.batches import batched
from pools.sync.by_id import completed_reads, read_now
from pools.sync.existence import Read
from pools.sync.here import same_numbers
from pools.sync.interruptions import works_again
from pools.sync.leases import Lease
from pools.sync.mirroring import compare_and_store, locked
from pools.sync.reading import AT_ONCE, listed
from pools.sync.state import PHONE_NUMBER, Ref, State

# Seconds for which what a list gave counts as read: well below those for which a former value may be an old one.
LISTED_FOR = 120.0
# How often in a row what one read alone has shown is read again. What moves on and on is for the next refresh.
AGAIN = 3


@dataclass
class Listed:
    """What a list gave of a resource, asked for at that time."""

    state: State
    at: float


@dataclass
class Reading:
    """A run that reads, in a worker's hands. since: when it began, before any worker was killed."""

    run: SyncRun
    ask: Asker
    lease: Lease
    since: datetime = field(init=False)

    @property
    def link(self) -> AwsLink:
        return self.run.link

    @property
    def is_trusted(self) -> bool:
        """The first import has nothing here to protect."""
        return self.link.imported_timestamp is None

    def save(self, **columns: object) -> None:
        """Raises: LeaseLost."""
        self.lease.keep_while_waiting()
        for name, value in columns.items():
            setattr(self.run, name, value)
        self.run.save(update_fields=list(columns))


def read_everything(reading: Reading) -> None:
    """Raises: Refused, ThisConsole, OtherAccount, Stopped, EndlessListError, LeaseLost; AwsLink.DoesNotExist."""
    begin(reading)
    found = {kind: dict(read_lists(reading, kind)) for kind in STORED_IN_ORDER}
    works_again(reading.link)
    for kind in STORED_IN_ORDER:
        read_kind(reading, kind, found[kind])
    read_again(reading.ask, reading.link)
    compare_and_store(reading.link, {})
    finish(reading)


def begin(reading: Reading) -> None:
    run = reading.run
    if "since" not in run.cursor:
        run.cursor = run.cursor | {"since": clock.now().isoformat()}
    reading.since = datetime.fromisoformat(run.cursor["since"])
    # What went on after a break shows what was read before it, while all is counted anew.
    reading.save(cursor=run.cursor, progress={kind: [0, None] for kind in STORED_IN_ORDER} | run.progress)


def read_lists(reading: Reading, kind: str) -> Iterator[tuple[str, Listed]]:
    pages, count = listed(reading.ask, kind), 0
    before = reading.run.progress[kind][0]
    while True:
        # Before it is asked for: what came to be meanwhile may be in the answer or not.
        at = clock.seconds()
        page = next(pages, None)
        if page is None:
            break
        count += len(page)
        yield from ((state.key, Listed(state, at)) for state in page)
    reading.save(progress=reading.run.progress | {kind: [before, count]})


def read_kind(reading: Reading, kind: str, found: dict[str, Listed]) -> None:
    """Each of a kind, but for those that were read since the run began, before its worker was killed."""
    mirrors = reading.link.mirrors.filter(kind=kind)
    done = set(mirrors.filter(seen_timestamp__gte=reading.since).values_list("key", flat=True))
    known = set(mirrors.exclude(arn="").values_list("key", flat=True))
    count = len(done & found.keys())
    for keys in batched(sorted(found.keys() - done), AT_ONCE):
        reading.save(progress=reading.run.progress | {kind: [count, len(found)]})
        take_in(reading, read_listed(reading, kind, [found[key] for key in keys]))
        count += len(keys)
    for keys in batched(sorted(known - found.keys() - done), AT_ONCE):
        take_in(reading, read_now(reading.ask, [Ref(kind, key) for key in keys]))
    reading.save(progress=reading.run.progress | {kind: [count, len(found)]})


def read_listed(reading: Reading, kind: str, some: Collection[Listed]) -> dict[Ref, Read]:
    at = min(one.at for one in some)
    if clock.seconds() - at > LISTED_FOR:
        return read_now(reading.ask, [one.state.ref for one in some], trusted=reading.is_trusted)
    return completed_reads(reading.ask, [one.state for one in some], at, trusted=reading.is_trusted)


def take_in(reading: Reading, reads: dict[Ref, Read]) -> None:
    states = [read.state for read in reads.values() if read.state and read.state.kind == PHONE_NUMBER]
    if states:
        adopt(reading.link, states)
    compare_and_store(reading.link, reads, reads.keys())


def adopt(link: AwsLink, states: Collection[State]) -> None:
    """A number that we have under an ID of our own is AWS's from now on, compared without a base."""
    with transaction.atomic():
        locked(link)
        for ref, local_key in same_numbers(link, states).items():
            mirrors = link.mirrors.filter(kind=ref.kind)
            mirrors.filter(local_key=local_key).delete()
            mirrors.update_or_create(link=link, kind=ref.kind, key=ref.key, defaults={"local_key": local_key})


def read_again(ask: Asker, link: AwsLink, *, last_seen: float = 0.0) -> None:
    """What one read alone has shown changes nothing here: a later one must show the same.

    last_seen: only what was not read for so many seconds.
    """
    for _ in range(AGAIN):
        rows = link.mirrors.filter(is_unconfirmed=True, seen_timestamp__lte=FromNow(-last_seen))
        refs = [Ref(kind, key) for kind, key in rows.order_by("kind", "key").values_list("kind", "key")]
        if not refs:
            return
        for some in batched(refs, AT_ONCE):
            compare_and_store(link, read_now(ask, some), some)


def finish(reading: Reading) -> None:
    link, ended = reading.link, clock.now()
    AwsLink.objects.filter(pk=link.pk, imported_timestamp=None).update(imported_timestamp=ended)
    AwsLink.objects.filter(pk=link.pk).update(read_timestamp=reading.since)
    reading.save(status=RunStatus.DONE, ended_timestamp=ended, about={})
