"""The plan: from how each resource stands to steps in order. Pure, and the same for the same.

What AWS changed is taken over before, by whoever compared: a plan is made of wishes only.
"""

from collections.abc import Collection, Iterable, Mapping

from pools.reference import quotas
from pools.sync.compare import Comparison
from pools.sync.creating import create, delete, held_changes
from pools.sync.fields import IN_POOL, fields
from pools.sync.membership import join_number, leave, number_wishes, sender_id_wishes
from pools.sync.new_pools import create_pool
from pools.sync.order import in_order
from pools.sync.own_wishes import own_wishes
from pools.sync.planned import Blocked, Plan, Step, plain_step
from pools.sync.state import PHONE_NUMBER, POOL, Ref, State, digest_of
from pools.sync.world import World

# Of a plan that was made by another version nothing is known.
VERSION = 1


def make_plan(
    comparisons: Mapping[Ref, Comparison],
    *,
    only: Collection[Ref] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Plan:
    """All wishes of an account and Region as steps. It raises nothing: what cannot be is blocked.

    only: of these resources, and what they need. limits: the account's own quotas, by their Reason.
    """
    world = World(comparisons)
    gather(world)
    steps = in_order(world, {name: quotas.default(name) for name in quotas.QUOTAS} | dict(limits or {}))
    blocked = sorted(world.blocked.values(), key=lambda one: (one.ref, one.id))
    if only is not None:
        steps = with_needed(steps, only)
        blocked = [one for one in blocked if one.ref in only]
    sources = {
        ref: source(comparisons[ref]) for step in steps for ref in pools_too(step) if ref in comparisons
    }
    return Plan(tuple(steps), tuple(blocked), sources, digest_of_plan(steps, blocked, sources))


def gather(world: World) -> None:
    """Every step, without an order. What others build on comes first: a pool's own settings before its members'."""
    free = [ref for ref in sorted(world.comparisons) if not held_changes(world, ref)]
    there = [ref for ref in free if world.local(ref) and world.remote(ref)]
    for ref in free:
        if world.is_to_delete(ref):
            delete(world, ref)
        elif world.is_to_create(ref) and ref.kind != POOL:
            create(world, ref)
    for ref in there:
        own_wishes(world, ref)
    gather_members(world, free, there)


def gather_members(world: World, free: list[Ref], there: list[Ref]) -> None:
    for ref in of_kind(PHONE_NUMBER, there):
        number_wishes(world, ref)
    for ref in filter(world.is_to_delete, of_kind(PHONE_NUMBER, free)):
        # It cannot be released by hand before it is out of its pool.
        if old := world.pool_of(ref):
            leave(world, old, ref)
    for ref in filter(world.is_to_create, of_kind(POOL, free)):
        create_pool(world, ref)
    for ref in of_kind(POOL, there):
        sender_id_wishes(world, ref)
    for ref in of_kind(PHONE_NUMBER, there):
        wish = world.wish(ref, IN_POOL)
        if wish and wish.local:
            join_number(world, ref, Ref(POOL, wish.local))
        elif wish:
            leave(world, world.pool_of(ref), ref)


def of_kind(kind: str, refs: Iterable[Ref]) -> list[Ref]:
    return [ref for ref in refs if ref.kind == kind]


def with_needed(steps: list[Step], only: Collection[Ref]) -> list[Step]:
    """The steps of those resources and all that they need, in the order they had."""
    wanted: set[str] = set()
    for step in reversed(steps):
        if step.id in wanted or any(ref in only for ref in step.touches):
            wanted |= {step.id, *step.needs}
    return [step for step in steps if step.id in wanted]


def pools_too(step: Step) -> set[Ref]:
    """What the step touches, and the pools that its numbers leave or join."""
    named = {
        value for change in step.changes if change.field == IN_POOL for value in (change.before, change.after)
    }
    return {*step.touches, *(Ref(POOL, key) for key in named if key)}


def source(comparison: Comparison) -> str:
    """A digest of what a plan takes from a resource: another one means that it moved since."""
    sides = [side and side_of(side) for side in (comparison.local, comparison.remote)]
    return digest_of(*sides, [list(vars(one).values()) for one in comparison.differences])


def side_of(state: State) -> list:
    values = [[*which, value] for which, value in sorted(fields(state).items())]
    return [state.arn, state.created, values, sorted(state.members or ())]


def digest_of_plan(steps: list[Step], blocked: list[Blocked], sources: Mapping[Ref, str]) -> str:
    return digest_of(
        VERSION,
        [plain_step(one) for one in (*steps, *blocked)],
        [[ref.kind, ref.key, digest] for ref, digest in sorted(sources.items())],
    )
