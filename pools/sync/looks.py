"""A look at AWS just before a step: only at what the step is about, one request for each part of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pools.models import AwsLink, Mirror
from pools.sync.applying import Fit, fit_of, value_there
from pools.sync.by_id import whole_of
from pools.sync.existence import in_effect
from pools.sync.fields import EXISTS, Field, fields, unread
from pools.sync.kinds import KINDS_READ
from pools.sync.memory import Memory, memory_from_json
from pools.sync.planned import Step
from pools.sync.reading import Ask, described, with_keywords, with_members, with_tags
from pools.sync.refusals import NOT_FOUND
from pools.sync.remote import Refused
from pools.sync.state import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    Ref,
    State,
    plain,
    same_incarnation,
)

PART_READS = {
    "keywords": ("DescribeKeywords", with_keywords),
    "tags": ("ListTagsForResource", with_tags),
    "members": ("ListPoolOriginationIdentities", with_members),
}
# Seconds after which something surprising is looked at once more, as one read may be old.
LATER = 1.0
# Their IDs are AWS's: what was made here has none, so that there is nothing to ask for.
NAMED_BY_AWS = (POOL, PHONE_NUMBER)
# Of the same name there may be another one by now: only when it was created tells.
MADE_AGAIN = (CONFIGURATION_SET, OPT_OUT_LIST)


def memories_of(link: AwsLink, refs: Iterable[Ref]) -> dict[Ref, Memory]:
    wanted = set(refs)
    rows = Mirror.objects.filter(link=link, key__in={ref.key for ref in wanted})
    found = {Ref(row.kind, row.key): row.memory for row in rows}
    return {ref: memory_from_json(found[ref]) for ref in wanted & found.keys() if found[ref]}


def reads_of(step: Step) -> list[str]:
    """The operations that a look takes, each once, to say what a plan costs."""
    return [name for ref in step.touches for name in _reads_of(step, ref)]


def _reads_of(step: Step, ref: Ref) -> list[str]:
    if _is_new(step, ref):
        return []
    names = {change.field[0] for change in step.changes if change.ref == ref}
    if _goes(step, ref):
        names |= {"tags"} | ({"keywords", "members"} if ref.kind == POOL else set())
    parts = [PART_READS[name][0] for name in sorted(names & PART_READS.keys())]
    if names <= PART_READS.keys() and ref.kind not in MADE_AGAIN:
        return parts
    return [KINDS_READ[ref.kind].operation, *parts]


def _is_new(step: Step, ref: Ref) -> bool:
    """Whether the step makes it, with an ID that AWS will give."""
    return _makes(step, ref) and ref.kind in NAMED_BY_AWS


def _makes(step: Step, ref: Ref) -> bool:
    return any(one.ref == ref and one.field == EXISTS and one.after for one in step.changes)


def _goes(step: Step, ref: Ref) -> bool:
    return any(one.ref == ref and one.field == EXISTS and not one.after for one in step.changes)


@dataclass(frozen=True)
class Seen:
    """How all that a step is about stands; of one that moved which, and each [name, key, planned value, value now]."""

    fit: Fit
    ref: Ref
    moved: tuple[list[Any], ...] = ()


def look_at(ask: Ask, step: Step, memories: Mapping[Ref, Memory], now: float) -> Seen:
    found = [look_at_one(ask, step, ref, memories, now) for ref in step.touches]
    for one in found:
        if one.fit == Fit.MOVED:
            return one
    is_so = all(one.fit == Fit.ALREADY_SO for one in found)
    return Seen(Fit.ALREADY_SO if is_so else Fit.AS_PLANNED, step.ref)


def look_at_one(ask: Ask, step: Step, ref: Ref, memories: Mapping[Ref, Memory], now: float) -> Seen:
    memory = memories.get(ref, Memory())
    known = memory.read or memory.base
    if _is_new(step, ref) or (known is None and ref.kind in NAMED_BY_AWS):
        return Seen(fit_of(step, ref, None), ref)
    seen = seen_now(ask, ref, known, _reads_of(step, ref))
    remote = in_effect(memory, seen, now)[0]
    found = fit_of(step, ref, remote)
    if remote is None:
        # To what AWS has not, only what makes it can be sent.
        is_moved = found == Fit.AS_PLANNED and not _makes(step, ref)
    else:
        is_moved = known and is_other(known, remote, step, memories, now)
    found = Fit.MOVED if is_moved else found
    return Seen(found, ref, moved_values(step, ref, remote) if found == Fit.MOVED else ())


def moved_values(step: Step, ref: Ref, remote: State | None) -> tuple[list[Any], ...]:
    found = []
    for change in step.changes:
        value = value_there(remote, change.field)
        if change.ref == ref and value not in (plain(change.before), plain(change.after)):
            found.append([*change.field, plain(change.before), value])
    return tuple(found)


def seen_now(ask: Ask, ref: Ref, known: State | None, operations: list[str]) -> State | None:
    """AWS's side, of which the parts that these operations do not give are as they were known; None: it has it not."""
    state = known
    if known is None or KINDS_READ[ref.kind].operation in operations:
        state = described(ask, ref.kind, [ref.key])[ref.key]
    try:
        for operation, read in PART_READS.values():
            if state and operation in operations:
                state = read(ask, state)
    except Refused as refused:
        if refused.refusal.code != NOT_FOUND:
            raise
        return None
    return state


def is_other(known: State, remote: State, step: Step, memories: Mapping[Ref, Memory], now: float) -> bool:
    """Whether it is another one of that name; or, to be deleted, has one more keyword, or number, than it had here."""
    if not same_incarnation(known, remote):
        return True
    if not _goes(step, known.ref):
        return False
    shown = in_effect(memories[known.ref], known, now)[0] or known
    if read_of(shown, remote) != read_of(remote, shown):
        return True
    listed = {Ref(kind, key) for key, kind in (remote.members or {}).items() if kind != SENDER_ID}
    before = {Ref(kind, key) for key, kind in (known.members or {}).items()}
    return bool(listed - before - {*step.touches})


def read_of(state: State, other: State) -> dict[Field, Any]:
    """Its fields, but those of parts that were never read of the other."""
    return {which: value for which, value in fields(state).items() if not unread(other, which[0])}


def all_of(ask: Ask, ref: Ref) -> State | None:
    """All of the resource, as a refresh reads it."""
    return whole_of(ask, described(ask, ref.kind, [ref.key])[ref.key])
