"""What nobody may judge while AWS's answer to a CreatePool is lost: the pool may be ours, or somebody else's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pools.models import AwsLink, SyncStep
from pools.models.sync_steps import UNANSWERED_STATUSES
from pools.sync.existence import Read
from pools.sync.state import POOL, Ref, State

# By so much AWS lets a clock be off.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Hidden:
    """since: pools of this age or younger may be ours. refs: what the lost steps are about."""

    since: float
    refs: frozenset[Ref]

    def covers(self, ref: Ref, state: State | None, known: Collection[Ref]) -> bool:
        if ref in self.refs:
            return True
        return ref.kind == POOL and ref not in known and state is not None and is_young(state, self.since)


def is_young(state: State, since: float) -> bool:
    """An unknown age is that of a new one."""
    return not state.created or datetime.fromisoformat(state.created).timestamp() >= since


def without_lost(link: AwsLink, reads: Mapping[Ref, Read], known: Collection[Ref]) -> dict[Ref, Read]:
    """The reads, but those that wait until it is known what became of a pool. known: what the mirror has."""
    hidden = hidden_of(link)
    if hidden is None:
        return dict(reads)
    return {ref: read for ref, read in reads.items() if not hidden.covers(ref, read.state, known)}


def hidden_of(link: AwsLink) -> Hidden | None:
    rows = SyncStep.objects.filter(run__link=link, operation="CreatePool", status__in=UNANSWERED_STATUSES)
    lost = [row for row in rows if row.first_sent_timestamp]
    if not lost:
        return None
    refs = {Ref(kind, key) for row in lost for kind, key, *_ in row.planned["changes"]}
    return Hidden(min(sent_after(row) for row in lost), frozenset(refs))


def sent_after(row: SyncStep) -> float:
    """By AWS's clock, a pool that the step made is no older."""
    return (row.first_sent_timestamp - SKEW).timestamp()
