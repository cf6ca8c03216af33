"""Three ways: what both sides last agreed on, what is here now, what was read from AWS. Pure, and level-triggered.

It decides; whoever calls it writes, in one transaction: stores the memory, and takes over what is DRIFT. Of the
resource itself (EXISTS) that is to store AWS's where it was ADDED or VANISHED here, and then `imported`; where it was
REPLACED nothing but to list it, as its differences are asked about. Of a field it is AWS's value, and then `agreed`.
A tombstone stays until a read no longer shows what it is for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pools.sync.existence import Read, Tombstone, confirmed, gone, in_effect, missing_here, suspicion
from pools.sync.fields import ALL_KEYWORDS, EXISTS, SWITCH, Field, fields, with_field
from pools.sync.judging import Case, Cause, Difference, Status, differences, is_member
from pools.sync.memory import Memory, Suspect
from pools.sync.state import CHANNEL, FROM_POOL, PARTS, Ref, State, same_incarnation
from pools.sync.unmanaged import LeftAlone, is_left_alone, left_alone


@dataclass(frozen=True)
class Comparison:
    """How one resource stands. remote: AWS's side in effect. memory: to be stored."""

    ref: Ref
    local: State | None
    remote: State | None
    differences: tuple[Difference, ...]
    memory: Memory
    reasons: tuple[LeftAlone, ...] = ()

    def of(self, status: Status) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.status == status)

    @property
    def is_left_alone(self) -> bool:
        return is_left_alone(self.reasons)

    @property
    def is_held(self) -> bool:
        """Whether nothing of it may go to AWS: a conflict waits for its answer, or AWS's side is not certain."""
        return any(
            one.status == Status.CONFLICT or (one.status == Status.UNCONFIRMED and one.field == EXISTS)
            for one in self.differences
        )


def compare(
    ref: Ref,
    memory: Memory,
    local: State | None,
    read: Read | None = None,
    *,
    now: float,
    tombstone: Tombstone | None = None,
    vanished: Collection[Ref] = (),
    whole: str = "",
) -> Comparison:
    """read: None, or older than the last, judges by the last. vanished: resources without a row and a tombstone."""
    is_read = read is not None and read.at >= memory.read_at
    if not is_read:
        read = Read(memory.read, memory.read_at)
    remote, memory, unkept = in_effect(memory, read.state, now, is_read=is_read)
    side = remote or memory.base or local
    reasons = left_alone(side, whole=whole) if side else ()
    if remote is None:
        found = gone(memory, local, read, EXISTS in unkept)
    elif local is None:
        found = missing_here(memory, remote, read, tombstone, unkept)
    elif memory.base and not same_incarnation(memory.base, remote):
        return replaced(ref, memory, local, replace(read, state=remote), reasons)
    else:
        case = Case(memory, local, remote, read.at, read.trusted, unkept, vanished, reasons)
        found = () if is_left_alone(reasons) else differences(case)
    return Comparison(ref, local, remote, found, remembered(memory, local, remote, found, read), reasons)


def replaced(
    ref: Ref, memory: Memory, local: State, read: Read, reasons: tuple[LeftAlone, ...]
) -> Comparison:
    """Another incarnation under the same name: shown so, and compared without a base."""
    remote = read.state
    certain = confirmed(memory, suspicion(remote), read)
    status = Status.DRIFT if certain else Status.UNCONFIRMED
    found = (Difference(EXISTS, status, Cause.REPLACED, True, True, True),)
    if not certain:
        return Comparison(ref, local, remote, found, remembered(memory, local, remote, found, read), reasons)
    fresh = Memory(read=remote, read_at=read.at)
    anew = () if is_left_alone(reasons) else differences(Case(fresh, local, remote, read.at, reasons=reasons))
    return Comparison(
        ref, local, remote, (*found, *anew), remembered(fresh, local, remote, anew, read), reasons
    )


def remembered(
    memory: Memory, local: State | None, remote: State | None, found: tuple[Difference, ...], read: Read
) -> Memory:
    """The memory after this comparison: what is in sync is the base; what AWS changed is suspected since when."""
    suspects, last = {}, memory.read_at if memory.read_at < read.at else 0
    for one in found:
        if one.status == Status.PENDING or one.cause in (Cause.NO_BASE, Cause.NOT_KEPT):
            continue
        value = suspicion(remote) if one.field == EXISTS else one.remote
        before = memory.suspects.get(one.field)
        is_known = before is not None and before.value == value
        suspects[one.field] = before if is_known else Suspect(value, read.at, last)
    memory = replace(memory, suspects=suspects, read=remote, read_at=read.at)
    if remote is None:
        return replace(memory, base=memory.base if local else None)
    if local is None or any(one.field == EXISTS for one in found):
        return memory
    return with_base(memory, local, remote, found)


def with_base(memory: Memory, local: State, remote: State, found: tuple[Difference, ...]) -> Memory:
    old = fields(memory.base) if memory.base else {}
    base = replace(
        remote, **{part: getattr(memory.base, part, None) for part in PARTS if getattr(remote, part) is None}
    )
    for one in found:
        # Of a wish, AWS's value is the one it starts from, also where nobody had agreed on any.
        if one.status != Status.PENDING:
            base = with_field(base, one.field, old.get(one.field))
        if one.field == SWITCH:
            base = with_channel_of(base, memory.base)
    return replace(
        memory,
        base=base,
        open=frozenset(one.field for one in found if one.cause == Cause.NO_BASE),
        theirs=still_theirs(local, remote, found),
    )


def with_channel_of(state: State, other: State | None) -> State:
    """The channel goes with its switch, and is not compared without it."""
    for name in CHANNEL:
        state = with_field(state, (name, ""), other.settings.get(name) if other else None)
    return state


def still_theirs(local: State, remote: State, found: tuple[Difference, ...]) -> frozenset[Field]:
    """While a number is in a pool, all that the pool decides; after it left, and of a new pool, what still differs."""
    if is_member(local, remote):
        return frozenset([*((name, "") for name in FROM_POOL), ALL_KEYWORDS])
    return frozenset(one.field for one in found if one.cause == Cause.DECIDED)


def compare_all(
    memories: Mapping[Ref, Memory],
    here: Mapping[Ref, State],
    reads: Mapping[Ref, Read],
    tombstones: Mapping[Ref, Tombstone],
    *,
    now: float,
    whole: Mapping[Ref, str] | None = None,
) -> dict[Ref, Comparison]:
    """All resources of an account and Region, in their order.

    reads: of what was asked for this time, also of what AWS does not have. whole: why all of one is left alone.
    """
    vanished = frozenset(
        ref for ref, memory in memories.items() if memory.base and ref not in here and ref not in tombstones
    )
    return {
        ref: compare(
            ref,
            memories.get(ref, Memory()),
            here.get(ref),
            reads.get(ref),
            now=now,
            tombstone=tombstones.get(ref),
            vanished=vanished,
            whole=(whole or {}).get(ref, ""),
        )
        for ref in sorted({*memories, *here, *reads})
    }
