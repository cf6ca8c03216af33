"""In which order steps run, and which of them cannot."""

from collections.abc import Mapping

from pools.sync.planned import CYCLE, LAST_MEMBER, NEEDS, NO_NUMBER, QUOTA, Step
from pools.sync.walk import LEAVE, Walk, moves
from pools.sync.world import World, with_needs

# How often the walk begins anew with those leaving first that could not.
TRIES = 8


def in_order(world: World, limits: Mapping[str, int]) -> list[Step]:
    """The steps that can run, in their order and with all their needs. The rest is blocked, with why."""
    while True:
        without_what_is_needed(world)
        walk = best_walk(world, limits)
        block_the_rest(world, walk)
        if not without_what_is_for_nothing(world):
            return [with_needs(world.steps[one], walk.needs[one]) for one in walk.done]


def best_walk(world: World, limits: Mapping[str, int]) -> Walk:
    hurry: list[str] = []
    best: Walk | None = None
    for _ in range(TRIES):
        walk = Walk(world, limits, hurry)
        walk.run()
        if best is None or len(walk.waiting) < len(best.waiting):
            best = walk
        stuck = [one for one in sorted(walk.waiting) if world.steps[one].operation == LEAVE]
        # It may have been another one's turn: a pool's last member has to wait for the next to come.
        if not stuck or set(stuck) <= set(hurry):
            break
        hurry = [*stuck, *(one for one in hurry if one not in stuck)]
    return best


def without_what_is_for_nothing(world: World) -> bool:
    """Block what was to be done for a step that is blocked: a number is not left without a pool halfway."""
    idle = [one for one, sake in world.sakes.items() if one in world.steps and sake not in world.steps]
    for step_id in idle:
        world.block(world.steps.pop(step_id), NEEDS, [world.sakes[step_id]])
        del world.needs[step_id]
    return bool(idle)


def without_what_is_needed(world: World) -> None:
    """Block every step that needs one that is blocked, and those that need it."""
    dependents: dict[str, list[str]] = {}
    for step_id, needs in world.needs.items():
        for need in needs:
            dependents.setdefault(need, []).append(step_id)
    missing = [need for need in dependents if need not in world.steps]
    lacking: dict[str, set[str]] = {}
    while missing:
        need = missing.pop()
        for step_id in dependents.get(need, ()):
            if step_id not in lacking:
                missing.append(step_id)
            lacking.setdefault(step_id, set()).add(need)
    for step_id in sorted(lacking):
        world.block(world.steps.pop(step_id), NEEDS, lacking[step_id])
        del world.needs[step_id]


def block_the_rest(world: World, walk: Walk) -> None:
    """What no walk gets to: what waits for room, or for a member, and what needs those."""
    rest = [step_id for step_id in world.steps if step_id not in walk.done]
    coming = {pool for one in rest for pool, _, _, joins in moves(world.steps[one]) if joins}
    for step_id in sorted(rest):
        step, needs = world.steps.pop(step_id), world.needs.pop(step_id)
        if step_id not in walk.waiting:
            world.block(step, NEEDS, needs - walk.done.keys())
        elif step.operation == LEAVE:
            pool = moves(step)[0][0]
            # Of a two-way pool a sender ID is not enough.
            alone = len(walk.members[pool]) == 1
            world.block(step, CYCLE if pool in coming else LAST_MEMBER if alone else NO_NUMBER, [pool])
        else:
            world.block(step, NO_NUMBER if step.operation == "UpdatePool" else QUOTA)
