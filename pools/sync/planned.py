"""A plan as data: steps in their order, and what is blocked, with why and the way out. Nothing here decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pools.sync.fields import Field
from pools.sync.state import Ref, plain

# Why a change is not in the run. What a page says about each is the page's.
BY_HAND = "BY_HAND"  # never written by this console: `operation` and `request` are the command
CONFLICT = "CONFLICT"
UNCONFIRMED = "UNCONFIRMED"
LEFT_ALONE = "LEFT_ALONE"
LOCAL_ONLY = "LOCAL_ONLY"  # a number that was requested here; AWS assigns the real one
PROTECTED = "PROTECTED"
IN_POOL_STILL = "IN_POOL_STILL"  # a setting of a number that stays in its pool
NO_SUCH_LIST = "NO_SUCH_LIST"
CANNOT_UNSET = "CANNOT_UNSET"
NEEDS_REGISTRATION = "NEEDS_REGISTRATION"
NO_MEMBER = "NO_MEMBER"
NO_NUMBER = "NO_NUMBER"
LAST_MEMBER = "LAST_MEMBER"
CYCLE = "CYCLE"
QUOTA = "QUOTA"
NEEDS = "NEEDS"  # `about` names the steps, blocked or not made, that it cannot do without

WAYS_OUT = {
    BY_HAND: "RUN_COMMAND",
    CONFLICT: "ANSWER_CONFLICT",
    UNCONFIRMED: "REFRESH",
    LEFT_ALONE: "CHANGE_IN_AWS",
    LOCAL_ONLY: "REPLACE_NUMBER",
    PROTECTED: "TURN_OFF_PROTECTION",
    IN_POOL_STILL: "TAKE_OUT_OF_POOL",
    NO_SUCH_LIST: "RUN_COMMAND",
    CANNOT_UNSET: "DISCARD",
    NEEDS_REGISTRATION: "REGISTER",
    NO_MEMBER: "ADD_MEMBER",
    NO_NUMBER: "ADD_NUMBER",
    LAST_MEMBER: "ADD_MEMBER",
    CYCLE: "ADD_SECOND_MEMBER",
    QUOTA: "FREE_QUOTA",
    NEEDS: "SEE_NEEDED",
}
# In a request, the place of an ARN that AWS gives in an earlier step: {"ArnOf": ["pool", "pool-…"]}.
ARN_OF = "ArnOf"


@dataclass(frozen=True, order=True)
class Change:
    """One field of one resource, from AWS's value to ours; None is absent."""

    ref: Ref
    field: Field
    before: Any = field(compare=False)
    after: Any = field(compare=False)


@dataclass(frozen=True)
class Step:
    """One call. id: the same in every plan that has this step. ref: whose step it is, read again just before.

    request: in wire form, without a ClientToken, which is for whoever stores the step. needs: steps before it.
    """

    id: str
    operation: str
    ref: Ref
    request: Mapping[str, Any]
    changes: tuple[Change, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def before(self) -> dict[str, Any]:
        return {label_of(change): plain(change.before) for change in self.changes}

    @property
    def after(self) -> dict[str, Any]:
        return {label_of(change): plain(change.after) for change in self.changes}

    @property
    def destroys(self) -> bool:
        """Whether a person must tick it: it deletes or disassociates."""
        return self.operation.startswith(("Delete", "Disassociate"))

    @property
    def touches(self) -> tuple[Ref, ...]:
        """Every resource that must be as it was when the plan was made."""
        return tuple(sorted({self.ref, *(change.ref for change in self.changes)}))


@dataclass(frozen=True)
class Blocked:
    """A change that is not in the run. id, operation, request: of the step, or the command to run by hand."""

    id: str
    operation: str
    ref: Ref
    why: str
    request: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def way_out(self) -> str:
        return WAYS_OUT[self.why]


@dataclass(frozen=True)
class Plan:
    """steps: in the order in which they run. sources: a digest of each resource that they were made from."""

    steps: tuple[Step, ...]
    blocked: tuple[Blocked, ...]
    sources: Mapping[Ref, str]
    digest: str


def label_of(change: Change) -> str:
    name, key = change.field
    return " ".join(part for part in (change.ref.kind, change.ref.key, name, key) if part)


def plain_step(step: Step | Blocked) -> dict[str, Any]:
    changes = [[*vars(c.ref).values(), *c.field, plain(c.before), plain(c.after)] for c in step.changes]
    return {**plain(vars(step)), "ref": [step.ref.kind, step.ref.key], "changes": changes}


def step_from_json(stored: Mapping[str, Any]) -> Step:
    """stored: as plain_step has it, and what only people read."""
    changes = tuple(
        Change(Ref(kind, key), (name, part), before, after)
        for kind, key, name, part, before, after in stored["changes"]
    )
    known = {name: value for name, value in stored.items() if name != "name"}
    return Step(**{**known, "ref": Ref(*stored["ref"]), "changes": changes, "needs": tuple(stored["needs"])})
