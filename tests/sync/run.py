"""A linked account in memory: both sides, what the mirror remembers, and a run that applies a plan."""

from dataclasses import replace

from pools.reference import keywords as known
from pools.sync.applying import renamed, resolved, sent_by
from pools.sync.compare import Comparison, compare_all
from pools.sync.existence import Read, Tombstone
from pools.sync.fields import EXISTS, IN_POOL, with_field
from pools.sync.judging import Status
from pools.sync.memory import Memory, agreed, created, deleted, imported
from pools.sync.plan import make_plan
from pools.sync.planned import Plan, Step
from pools.sync.state import POOL, Ref, State
from tests.sync.model import Model, arn_of


class Account:
    def __init__(self, base: Model, here: Model, aws: Model) -> None:
        self.aws = aws
        self.here: dict[Ref, State] = {
            ref: state if ref in base.rows else with_placeholders(state)
            for ref, state in here.states().items()
        }
        self.tombstones = {
            ref: Tombstone("maria", "2026-11-29", base.rows[ref]["created"])
            for ref in here.deleted & base.rows.keys()
        }
        self.memories: dict[Ref, Memory] = {
            ref: imported(state, at=0) for ref, state in base.states().items()
        }
        self.now = 10.0
        self.names: dict[Ref, Ref] = {}

    def compare(self) -> dict[Ref, Comparison]:
        """Read AWS once and compare."""
        self.now += 10
        there = self.aws.states()
        refs = {*there, *self.here, *self.memories}
        reads = {ref: Read(there.get(ref), self.now) for ref in refs}
        found = compare_all(self.memories, self.here, reads, self.tombstones, now=self.now)
        self.memories = {ref: one.memory for ref, one in found.items()}
        return found

    def refresh(self) -> dict[Ref, Comparison]:
        """Read and take over what AWS changed, until nothing of that is left."""
        while True:
            found = self.compare()
            for ref, one in found.items():
                for drift in one.of(Status.DRIFT):
                    self.take_over(ref, one.remote, drift)
            if not any(one.of(Status.DRIFT) or one.of(Status.UNCONFIRMED) for one in found.values()):
                return found

    def take_over(self, ref: Ref, remote: State, found) -> None:
        if found.field == EXISTS:
            self.here[ref] = remote
            self.memories[ref] = imported(remote, at=self.now)
            return
        self.here[ref] = with_field(self.here[ref], found.field, found.remote)
        memory = self.memories[ref]
        self.memories[ref] = agreed(memory, found.field, found.base, found.remote, at=self.now, ours=False)

    def apply(self, plan: Plan) -> None:
        """AWS gives each new pool an ID of its own, under which it goes from then on."""
        steps = list(plan.steps)
        while steps:
            step = steps.pop(0)
            new = Ref(POOL, f"{step.ref.key}-aws") if step.operation == "CreatePool" else step.ref
            self.aws.call(step.operation, resolved(step.request, self.arns()), new.key)
            if new != step.ref:
                old = step.ref
                self.rename(old, new)
                step, *steps = (renamed(one, old, new, arn_of(new)) for one in (step, *steps))
            self.done(step)

    def arns(self) -> dict[Ref, str]:
        return {ref: arn_of(ref) for ref in self.aws.rows}

    def rename(self, old: Ref, new: Ref) -> None:
        """As whoever reads our rows names a pool by the ID that AWS gave it."""
        self.names[old] = new
        self.here[new] = replace(self.here.pop(old), key=new.key)
        self.memories.pop(old, None)
        for ref, state in self.here.items():
            if state.facts.get("pool_id") == old.key:
                self.here[ref] = with_field(state, IN_POOL, new.key)

    def done(self, step: Step) -> None:
        for change in step.changes:
            ref = change.ref
            if change.field != EXISTS:
                if ref in self.memories:
                    memory = self.memories[ref]
                    self.memories[ref] = agreed(
                        memory, change.field, change.before, change.after, at=self.now
                    )
            elif change.after:
                made = self.aws.rows[ref]["created"]
                sent = sent_by(step, self.here[ref], key=ref.key, arn=arn_of(ref), created=made)
                self.memories[ref] = created(sent, at=self.now)
            else:
                self.memories[ref] = deleted(self.memories[ref].base, at=self.now)
                self.tombstones.pop(ref, None)

    def plan(self) -> Plan:
        return make_plan(self.refresh())


def with_placeholders(state: State) -> State:
    """What was made here has wordings of our own where AWS would have its."""
    words = {
        word: (known.DEFAULT_MESSAGES[word], action) if message.startswith("AWS ") else (message, action)
        for word, (message, action) in (state.keywords or {}).items()
    }
    return replace(state, keywords=words) if words else state
