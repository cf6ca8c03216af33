"""One field, three ways: in sync, our wish, changed in AWS, or a conflict."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pools.reference import keywords as known
from pools.sync.fields import ALL_KEYWORDS, IN_POOL, SWITCH, Field, fields, unread
from pools.sync.memory import Memory
from pools.sync.state import CHANNEL, FROM_POOL, PHONE_NUMBER, POOL, SENDER_ID, Ref, State
from pools.sync.unmanaged import LeftAlone, is_left_alone


class Status(StrEnum):
    PENDING = "pending"
    UNCONFIRMED = "unconfirmed"
    DRIFT = "drift"
    CONFLICT = "conflict"


class Cause(StrEnum):
    CHANGED = "changed"
    NO_BASE = "no base"
    NOT_KEPT = "not kept"
    DECIDED = "decided by AWS"
    # The resource itself.
    ADDED = "added"
    VANISHED = "vanished here"
    GONE = "gone in AWS"
    REPLACED = "deleted and created again"
    DELETED_HERE = "deleted here, changed in AWS"


@dataclass(frozen=True)
class Difference:
    """One field in which the sides are not the same; None is absent, of EXISTS the values are true or false.

    A DRIFT is to be taken over now. UNCONFIRMED changes nothing until a later read shows the same.
    """

    field: Field
    status: Status
    cause: Cause
    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True)
class Case:
    """What one resource's fields are judged from. remote: as it is in effect, old values in the read put right.

    unkept: fields of which AWS has not kept what we sent. at: when remote was read.
    """

    memory: Memory
    local: State
    remote: State
    at: float
    trusted: bool = False
    unkept: Collection[Field] = ()
    vanished: Collection[Ref] = ()
    reasons: tuple[LeftAlone, ...] = ()


def differences(case: Case) -> tuple[Difference, ...]:
    base = fields(case.memory.base) if case.memory.base else {}
    local, remote = fields(case.local), fields(case.remote)
    found = []
    for which in sorted({*base, *local, *remote}):
        if is_compared_here(case, which):
            values = base.get(which), local.get(which), remote.get(which)
            found.append(judge(case, which, *values))
    found = [one for one in found if one]
    switch = next((one for one in found if one.field == SWITCH), None)
    return tuple(one for one in found if not (switch and went_with_its_switch(switch, one)))


def is_compared_here(case: Case, which: Field) -> bool:
    if unread(case.local, which[0]) or unread(case.remote, which[0]) or is_left_alone(case.reasons, which):
        return False
    return not (is_member(case.local, case.remote) and is_from_pool(case.remote.kind, which))


def is_member(*sides: State) -> bool:
    return any(side.kind == PHONE_NUMBER and side.facts.get("pool_id") for side in sides)


def is_from_pool(kind: str, which: Field) -> bool:
    """Whether a pool decides that of the numbers that are in it."""
    return kind == PHONE_NUMBER and (which[0] in FROM_POOL or which[0] == "keywords")


def judge(case: Case, which: Field, base: Any, local: Any, remote: Any) -> Difference | None:
    if local == remote or wish(case, which, base, local) == remote:
        return None
    local = wish(case, which, base, local)
    status, cause = verdict(case, which, base, local, remote)
    return Difference(which, status, cause, base, local, remote)


def wish(case: Case, which: Field, base: Any, local: Any) -> Any:
    """Our value, where somebody wanted it: not a wording of our own, nor that a row is missing which vanished."""
    if which[0] == "keywords" and local and local[0] == known.DEFAULT_MESSAGES.get(which[1]):
        return None
    if local is None and which == IN_POOL and Ref(POOL, base) in case.vanished:
        return base
    if local is None and which[0] == "members" and Ref(SENDER_ID, which[1]) in case.vanished:
        return base
    return local


def verdict(case: Case, which: Field, base: Any, local: Any, remote: Any) -> tuple[Status, Cause]:
    if which in case.unkept:
        return Status.CONFLICT, Cause.NOT_KEPT
    if is_decided_by_aws(case, which):
        # Of a new pool what a person set is a wish; a number that left its pool has but a copy.
        if case.local.kind == POOL and local is not None:
            return Status.PENDING, Cause.CHANGED
        return seen_twice(case, which, remote), Cause.DECIDED
    if local is None and which[0] == "keywords" and which[1] in known.REQUIRED:
        # It cannot be deleted: nobody set it here, so whatever AWS has is right.
        return Status.DRIFT if remote == base else seen_twice(case, which, remote), Cause.DECIDED
    if case.memory.base is None or which in case.memory.open:
        return Status.CONFLICT, Cause.NO_BASE
    if remote == base:
        return Status.PENDING, Cause.CHANGED
    status = seen_twice(case, which, remote)
    if status == Status.DRIFT and local != base:
        status = Status.CONFLICT
    return status, Cause.CHANGED


def is_decided_by_aws(case: Case, which: Field) -> bool:
    theirs, base = case.memory.theirs, case.memory.base
    if base and is_member(base) and is_from_pool(base.kind, which):
        return True
    return which in theirs or (which[0] == "keywords" and ALL_KEYWORDS in theirs)


def seen_twice(case: Case, which: Field, remote: Any) -> Status:
    """DRIFT once a read later than the first has shown the same value."""
    first = case.memory.suspects.get(which)
    confirmed = first is not None and first.value == remote and case.at > first.at
    return Status.DRIFT if confirmed or case.trusted else Status.UNCONFIRMED


def went_with_its_switch(switch: Difference, found: Difference) -> bool:
    """A channel that one side lacks as two-way SMS was turned off there, and that the other side left as it was."""
    if found.field[0] not in CHANNEL:
        return False
    off_here = switch.status == Status.PENDING and not switch.local
    off_there = switch.status != Status.PENDING and not switch.remote
    return (off_here and found.local is None and found.remote == found.base) or (
        off_there and found.remote is None and found.local == found.base
    )
