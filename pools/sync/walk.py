"""One way through the steps of a plan, played on the pools as AWS has them: none is ever without a sender.

Where it lets a step go only because of an earlier one (a member that came before one leaves, a quota that was freed),
that one becomes a need of it too.
"""

import heapq
from collections import Counter
from collections.abc import Mapping

from pools.reference import quotas
from pools.sync.fields import IN_POOL
from pools.sync.planned import Step
from pools.sync.state import CONFIGURATION_SET, PHONE_NUMBER, POOL, SENDER_ID, Ref, State
from pools.sync.world import World

# Among steps that nothing orders. Associate comes before disassociate, and what deletes comes last.
RANKS = (
    ("RequestSenderId", "CreateConfigurationSet"),
    ("UntagResource", "DeleteKeyword"),
    (
        "UpdatePool",
        "UpdatePhoneNumber",
        "PutKeyword",
        "TagResource",
        "SetDefaultSenderId",
        "DeleteDefaultSenderId",
    ),
    ("CreatePool",),
    ("AssociateOriginationIdentity",),
    ("DisassociateOriginationIdentity",),
    ("DeleteConfigurationSet",),
    ("DeletePool",),
)
RANK = {operation: number for number, operations in enumerate(RANKS) for operation in operations}
LEAVE, JOIN = "DisassociateOriginationIdentity", "AssociateOriginationIdentity"
QUOTA_OF = {
    "CreatePool": (POOL, quotas.POOLS_PER_ACCOUNT),
    "CreateConfigurationSet": (CONFIGURATION_SET, quotas.CONFIGURATION_SETS_PER_ACCOUNT),
    "RequestSenderId": (SENDER_ID, quotas.SENDER_IDS_PER_ACCOUNT),
}
FREES = {"DeletePool": POOL, "DeleteConfigurationSet": CONFIGURATION_SET}


class Walk:
    """One way through the graph. done: the steps in order; waiting: those that never could go."""

    def __init__(self, world: World, limits: Mapping[str, int], hurry: list[str]) -> None:
        self.world, self.limits = world, limits
        self.hurry = {step_id: number for number, step_id in enumerate(hurry)}
        there = {ref: one.remote for ref, one in world.comparisons.items() if one.remote}
        pools = {ref.key: state for ref, state in there.items() if ref.kind == POOL}
        self.members = {key: members_of(world, key, state) for key, state in pools.items()}
        self.first = {pool: frozenset(members) for pool, members in self.members.items()}
        self.two_way = {key: bool(state.settings.get("two_way_enabled")) for key, state in pools.items()}
        self.counts = Counter(ref.kind for ref in there)
        self.needs = {step_id: set(needs) for step_id, needs in world.needs.items()}
        # Each with its place.
        self.done: dict[str, int] = {}
        self.waiting: set[str] = set()
        # By pool and member, pool, or kind: the steps that brought, took away, made and freed.
        self.brought: dict[tuple[str, str], str] = {}
        self.switched: dict[str, str] = {}
        self.left: dict[str, list[str]] = {}
        self.joined: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.freed: dict[str, list[str]] = {}

    def run(self) -> None:
        open_needs = {step_id: len(needs) for step_id, needs in self.needs.items()}
        dependents: dict[str, list[str]] = {}
        for step_id, needs in self.needs.items():
            for need in needs:
                dependents.setdefault(need, []).append(step_id)
        ready = [self.place(step_id) for step_id, count in open_needs.items() if not count]
        heapq.heapify(ready)
        while ready:
            step_id = heapq.heappop(ready)[-1]
            because = self.allowed(self.world.steps[step_id])
            if because is None:
                self.waiting.add(step_id)
                continue
            self.needs[step_id] |= because
            self.done[step_id] = len(self.done)
            if self.play(self.world.steps[step_id]):
                for one in self.waiting:
                    heapq.heappush(ready, self.place(one))
                self.waiting.clear()
            for one in dependents.get(step_id, ()):
                open_needs[one] -= 1
                if not open_needs[one]:
                    heapq.heappush(ready, self.place(one))

    def place(self, step_id: str) -> tuple:
        step = self.world.steps[step_id]
        return RANK[step.operation], self.hurry.get(step_id, len(self.hurry)), step.ref, step_id

    def allowed(self, step: Step) -> set[str] | None:
        """What else it needs to have been done; None while it may not go."""
        if step.operation == LEAVE:
            return self.may_leave(*moves(step)[0][:2])
        if step.operation == JOIN:
            pool = moves(step)[0][0]
            limit = self.limits[quotas.ORIGINATION_IDENTITIES_PER_POOL]
            over = len(self.first.get(pool, ())) + self.joined[pool] + 1 - limit
            return room(over, self.left.get(pool, []))
        if step.operation in QUOTA_OF:
            kind, quota = QUOTA_OF[step.operation]
            over = self.counts[kind] + self.made[kind] + 1 - self.limits[quota]
            return room(over, self.freed.get(kind, []))
        if step.operation == "UpdatePool" and step.request.get("TwoWayEnabled") is True:
            return self.one_of(step.ref.key, numbers(self.members[step.ref.key]))
        return set()

    def may_leave(self, pool: str, member: str) -> set[str] | None:
        others = {key: kind for key, kind in self.members[pool].items() if key != member}
        because = self.one_of(pool, others)
        if because is None or self.members[pool].get(member) != PHONE_NUMBER:
            return because
        rest = self.one_of(pool, numbers(others))
        if self.two_way.get(pool):
            return None if rest is None else because | rest
        # Two-way SMS needs a number: it was turned off for this one to go.
        switched = self.switched.get(pool)
        return because | {switched} if rest is None and switched else because

    def one_of(self, pool: str, members: Mapping[str, str]) -> set[str] | None:
        """Nothing, where one of them was there before; else the step that brought the first of them."""
        if members.keys() & self.first.get(pool, frozenset()):
            return set()
        steps = [self.brought[pool, key] for key in members if (pool, key) in self.brought]
        return {min(steps, key=self.done.__getitem__)} if steps else None

    def play(self, step: Step) -> bool:
        """Do it to the pools. Returns whether others may go now that could not."""
        for pool, member, kind, joins in moves(step):
            if joins:
                self.members.setdefault(pool, {})[member] = kind
                self.brought[pool, member] = step.id
                self.joined[pool] += 1
            else:
                self.members[pool].pop(member, None)
                self.left.setdefault(pool, []).append(step.id)
        if step.operation == "UpdatePool" and "TwoWayEnabled" in step.request:
            self.two_way[step.ref.key] = step.request["TwoWayEnabled"]
            self.switched[step.ref.key] = step.id
        if step.operation in QUOTA_OF:
            kind = QUOTA_OF[step.operation][0]
            self.made[kind] += 1
        if step.operation in FREES:
            self.freed.setdefault(FREES[step.operation], []).append(step.id)
        return bool(self.waiting) and (
            bool(moves(step)) or step.operation in FREES or step.operation == "UpdatePool"
        )


def members_of(world: World, pool: str, state: State) -> dict[str, str]:
    """Key and kind. Whether one of our numbers is in it, the number says: a list of members may be older."""
    listed = {
        key: kind
        for key, kind in (state.members or {}).items()
        if kind != PHONE_NUMBER or Ref(PHONE_NUMBER, key) not in world.comparisons
    }
    return listed | {ref.key: PHONE_NUMBER for ref in world.numbers_there.get(pool, ())}


def moves(step: Step) -> list[tuple[str, str, str, bool]]:
    """Pool, member, its kind, and whether it joins, of each that the step brings or takes away."""
    found = []
    for change in step.changes:
        if change.field == IN_POOL:
            pool = change.after or change.before
            found.append((pool, change.ref.key, PHONE_NUMBER, change.after is not None))
        elif change.field[0] == "members":
            found.append((change.ref.key, change.field[1], SENDER_ID, change.after is not None))
    return found


def numbers(members: Mapping[str, str]) -> dict[str, str]:
    return {key: kind for key, kind in members.items() if kind == PHONE_NUMBER}


def room(over: int, freed: list[str]) -> set[str] | None:
    """over: by how many the quota would be passed, had nothing been freed."""
    if over <= 0:
        return set()
    return {freed[over - 1]} if over <= len(freed) else None
