"""What a plan is made from, and what is gathered for it: steps that can be, and changes that cannot."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pools.models.scope import name_and_country
from pools.reference.aws_calls import WRITES
from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS, IN_POOL, Field, with_field
from pools.sync.judging import Difference, Status
from pools.sync.planned import ARN_OF, CONFLICT, LEFT_ALONE, UNCONFIRMED, Blocked, Change, Step
from pools.sync.state import OPT_OUT_LIST, PHONE_NUMBER, POOL, SENDER_ID, Ref, State

DEFAULT_LIST = "Default"


class World:
    """The account and Region as compared, and the drafts of the plan by their ids."""

    def __init__(self, comparisons: Mapping[Ref, Comparison]) -> None:
        self.comparisons = comparisons
        self.steps: dict[str, Step] = {}
        self.blocked: dict[str, Blocked] = {}
        self.needs: dict[str, set[str]] = {}
        self.ids: dict[Ref, list[str]] = {}
        # What is done only for another step: a number leaves its pool, and is changed, to join one.
        self.sakes: dict[str, str] = {}
        # AWS's side as the steps so far would leave it.
        self.after: dict[Ref, State] = {ref: one.remote for ref, one in comparisons.items() if one.remote}
        # Which numbers are in which pool, by what the numbers say: in AWS, and here.
        self.numbers_there: dict[str, list[Ref]] = {}
        self.numbers_here: dict[str, list[Ref]] = {}
        # {"ACME": ["ACME/GB", …]}, of those to be requested.
        self.new_sender_ids: dict[str, list[str]] = {}
        for ref, one in sorted(comparisons.items()):
            if ref.kind == SENDER_ID and self.is_to_create(ref):
                self.new_sender_ids.setdefault(name_and_country(ref.key)[0], []).append(ref.key)
            for state, index in ((one.remote, self.numbers_there), (one.local, self.numbers_here)):
                if ref.kind == PHONE_NUMBER and state and state.facts.get("pool_id"):
                    index.setdefault(state.facts["pool_id"], []).append(ref)

    def remote(self, ref: Ref) -> State | None:
        return self.comparisons[ref].remote if ref in self.comparisons else None

    def local(self, ref: Ref) -> State | None:
        return self.comparisons[ref].local if ref in self.comparisons else None

    def arn(self, ref: Ref) -> Any:
        """AWS's ARN, or the place for it where an earlier step makes the resource."""
        remote = self.remote(ref)
        return remote.arn if remote else {ARN_OF: [ref.kind, ref.key]}

    def hold(self, ref: Ref) -> str:
        """Why nothing of it may go to AWS, or ""."""
        one = self.comparisons.get(ref)
        if one is None or one.is_left_alone:
            return LEFT_ALONE
        if one.is_held:
            return CONFLICT if one.of(Status.CONFLICT) else UNCONFIRMED
        return UNCONFIRMED if self.is_in_no_known_pool(ref) else ""

    def is_in_no_known_pool(self, number: Ref) -> bool:
        """Whether AWS is said to have it in a pool of which it is said to have none: one of both was read too early."""
        pool = self.pool_of(number)
        return pool in self.comparisons and not self.remote(pool)

    def pending(self, ref: Ref, name: str = "") -> list[Difference]:
        """Its wishes, or those of one part. Of a resource to be created or deleted that is all there is."""
        wishes = self.comparisons[ref].of(Status.PENDING)
        return [one for one in wishes if one.field[0] == name] if name else list(wishes)

    def wish(self, ref: Ref, which: Field) -> Difference | None:
        found = self.comparisons.get(ref)
        wishes = found.of(Status.PENDING) if found else ()
        return next((one for one in wishes if one.field == which), None)

    def is_to_create(self, ref: Ref) -> bool:
        wish = self.wish(ref, EXISTS)
        return wish is not None and wish.local

    def is_to_delete(self, ref: Ref) -> bool:
        wish = self.wish(ref, EXISTS)
        return wish is not None and not wish.local

    def has_list(self, name: str) -> bool:
        ref = Ref(OPT_OUT_LIST, name)
        return name == DEFAULT_LIST or ref not in self.comparisons or self.remote(ref) is not None

    def opt_out_list(self, name: str) -> str:
        remote = self.remote(Ref(OPT_OUT_LIST, name))
        return remote.arn if remote and remote.arn else name

    def pool_of(self, number: Ref) -> Ref | None:
        """The pool that AWS has the number in."""
        remote = self.remote(number)
        pool_id = remote.facts.get("pool_id") if remote else None
        return Ref(POOL, pool_id) if pool_id else None

    def add(self, step: Step, needs: Iterable[str] = ()) -> str:
        """Take the step into the plan. Raises ValueError for an operation that no plan may hold."""
        if step.operation not in WRITES:
            raise ValueError(step.operation)
        self.steps[step.id] = step
        self.needs[step.id] = set(needs)
        self.ids.setdefault(step.ref, []).append(step.id)
        for change in step.changes:
            state = self.after.get(change.ref)
            if state and change.field != EXISTS:
                self.after[change.ref] = with_field(state, change.field, change.after)
        return step.id

    def block(self, step: Step, why: str, about: Iterable[str] = ()) -> str:
        self.blocked[step.id] = Blocked(
            step.id, step.operation, step.ref, why, step.request, step.changes, tuple(sorted(about))
        )
        self.ids.setdefault(step.ref, []).append(step.id)
        return step.id

    def need(self, step_id: str, *needs: str) -> None:
        if step_id in self.needs:
            self.needs[step_id] |= {*needs} - {step_id}

    def of(self, ref: Ref, *operations: str) -> list[str]:
        """The ids of that resource's own steps, blocked ones too, of those operations."""
        found = (self.steps.get(one) or self.blocked[one] for one in self.ids.get(ref, ()))
        return [one.id for one in found if one.operation in operations]


def changes_of(ref: Ref, differences: Iterable[Difference]) -> tuple[Change, ...]:
    return tuple(Change(ref, one.field, one.remote, one.local) for one in differences)


def moved(ref: Ref, before: Ref | None, after: Ref | None) -> Change:
    return Change(ref, IN_POOL, before and before.key, after and after.key)


def with_needs(step: Step, needs: Iterable[str]) -> Step:
    return replace(step, needs=tuple(sorted(needs)))
