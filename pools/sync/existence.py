"""Whether a resource is there at all: here, in AWS, or in a read that may be old."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from pools.reference import keywords as known
from pools.sync.fields import EXISTS, Field, fields, with_field
from pools.sync.judging import Case, Cause, Difference, Status, differences
from pools.sync.memory import Memory
from pools.sync.state import State, digest_of

# A pool or number with one of these is on its way out, for some seconds.
LEAVING = ("DELETING", "DELETED")


@dataclass(frozen=True)
class Read:
    """AWS's answer about one resource, None where it has none of that ID, and when it was asked for, in seconds.

    trusted: the first import, which has nothing here to protect: what is new is taken over at once.
    """

    state: State | None
    at: float
    trusted: bool = False


@dataclass(frozen=True)
class Tombstone:
    """Somebody deleted it here. created: AWS's CreatedTimestamp of what they deleted, "" where it has none."""

    who: str
    when: str
    created: str = ""


def in_effect(
    memory: Memory, seen: State | None, now: float, *, is_read: bool = True
) -> tuple[State | None, Memory, frozenset[Field]]:
    """AWS's side without what is only an old read; the memory of what was seen; and what AWS has not kept.

    is_read: False of what is but remembered, which shows our own writes before AWS does.
    """
    seen = None if seen is not None and seen.status in LEAVING else seen
    sent, unkept = dict(memory.sent), set()
    there = seen is not None
    shown = fields(seen) if there else {}
    base = fields(memory.base) if memory.base else {}
    for which, one in memory.sent.items():
        if which != EXISTS and not there:
            continue
        # A deleted resource is told from the next of its name by when it was created.
        value = (seen.created or True if there else False) if which == EXISTS else shown.get(which)
        is_former = value in one.formers and (which == EXISTS or value != base.get(which))
        if not is_former:
            sent[which] = replace(one, seen=one.seen or is_read)
        elif which == EXISTS and one.may_be_hidden(now):
            seen, shown, there = memory.read, fields(memory.read) if memory.read else {}, bool(memory.read)
        elif which != EXISTS and one.is_fresh(now):
            seen = with_field(seen, which, base.get(which))
        elif one.ours and not one.seen:
            unkept.add(which)
    return seen, replace(memory, sent=sent), frozenset(unkept)


def gone(memory: Memory, local: State | None, read: Read, unkept: bool) -> tuple[Difference, ...]:
    """AWS has none. Ours is a wish to create it, unless AWS had it: then people choose, once it is certain."""
    if local is None:
        return ()
    if memory.base is None:
        return (Difference(EXISTS, Status.PENDING, Cause.CHANGED, False, True, False),)
    status = Status.CONFLICT if unkept or confirmed(memory, False, read) else Status.UNCONFIRMED
    return (Difference(EXISTS, status, Cause.NOT_KEPT if unkept else Cause.GONE, True, True, False),)


def missing_here(
    memory: Memory, remote: State, read: Read, tombstone: Tombstone | None, unkept: Collection[Field]
) -> tuple[Difference, ...]:
    """AWS has it and we do not: a wish to delete it only where somebody deleted that very one here."""
    base, was = memory.base, memory.base is not None
    if EXISTS in unkept:
        return (Difference(EXISTS, Status.CONFLICT, Cause.NOT_KEPT, was, False, True),)
    if tombstone and tombstone.created in ("", remote.created):
        moved = differences(Case(memory, base, remote, read.at)) if base else ()
        # What AWS gave it by itself is no change of anybody's.
        is_untouched = all(one.cause == Cause.DECIDED for one in moved)
        if is_untouched and not (base and may_be_somebody_s(base, remote)):
            return (Difference(EXISTS, Status.PENDING, Cause.CHANGED, was, False, True),)
        certain = confirmed(memory, suspicion(remote), read)
        status = Status.CONFLICT if certain else Status.UNCONFIRMED
        return (Difference(EXISTS, status, Cause.DELETED_HERE, was, False, True),)
    certain = read.trusted or confirmed(memory, suspicion(remote), read)
    status = Status.DRIFT if certain else Status.UNCONFIRMED
    return (Difference(EXISTS, status, Cause.VANISHED if was else Cause.ADDED, was, False, True),)


def may_be_somebody_s(base: State, remote: State) -> bool:
    """Whether a pool whose keywords were never read has some that not every pool has."""
    return base.keywords is None and bool({*(remote.keywords or ())} - {*known.REQUIRED})


def suspicion(remote: State | None) -> Any:
    """What two reads of a whole resource must agree in to be believed."""
    return False if remote is None else digest_of(remote.created, sorted(map(list, fields(remote).items())))


def confirmed(memory: Memory, value: Any, read: Read) -> bool:
    first = memory.suspects.get(EXISTS)
    return first is not None and first.value == value and read.at > first.at
