"""Who is in which pool: leaving, joining, and what a number must be like before a pool takes it."""

from collections.abc import Iterable
from typing import Any

from pools.models.scope import name_and_country
from pools.reference import keywords as known
from pools.sync.fields import IN_POOL, fields
from pools.sync.planned import CANNOT_UNSET, IN_POOL_STILL, LEFT_ALONE, NEEDS, Change, Step
from pools.sync.state import CHANNEL, FROM_POOL, PHONE_NUMBER, POOL, SENDER_ID, SETTINGS, Ref, State
from pools.sync.wishes import UPDATES, keyword_steps, settings_wishes, update, with_two_way
from pools.sync.world import World, changes_of, moved

POOL_STEPS = ("UpdatePool", "PutKeyword", "DeleteKeyword")
NUMBER_STEPS = ("UpdatePhoneNumber", "PutKeyword", "DeleteKeyword")


def association(world: World, pool: Ref, member: Ref, *, joins: bool) -> Step:
    """A number's change is the number's own; that of a sender ID, which may be in many pools, is the pool's."""
    operation = "AssociateOriginationIdentity" if joins else "DisassociateOriginationIdentity"
    request = {
        "PoolId": world.arn(pool),
        "OriginationIdentity": member_arn(world, pool, member),
        "IsoCountryCode": country_of(world, member),
    }
    step_id = f"{operation} {pool.key} {member.key}"
    if member.kind == PHONE_NUMBER:
        change = moved(member, None, pool) if joins else moved(member, pool, None)
        return Step(step_id, operation, member, request, (change,))
    values = (None, SENDER_ID) if joins else (SENDER_ID, None)
    return Step(step_id, operation, pool, request, (Change(pool, ("members", member.key), *values),))


def member_arn(world: World, pool: Ref, member: Ref) -> Any:
    """Of an identity that another account shares, only the pool's list of members has it."""
    remote = world.remote(pool)
    if member in world.comparisons or remote is None:
        return world.arn(member)
    return (
        remote.unknown.get("OriginationIdentities", {}).get(member.key, {}).get("OriginationIdentityArn", "")
    )


def country_of(world: World, member: Ref) -> str:
    if member.kind == SENDER_ID:
        return name_and_country(member.key)[1]
    return world.remote(member).facts.get("iso_country_code", "")


def leave(world: World, pool: Ref, member: Ref) -> str:
    """The id of the step after which it is out of the pool."""
    if world.is_to_delete(pool):
        return f"DeletePool {pool.key}"
    step = association(world, pool, member, joins=False)
    if step.id in world.steps or step.id in world.blocked:
        return step.id
    if why := world.hold(pool) or ("" if step.request["OriginationIdentity"] else LEFT_ALONE):
        return world.block(step, why, [pool.key])
    return world.add(step)


def number_wishes(world: World, number: Ref) -> None:
    """What a person set of a number itself: AWS refuses it while the number is in a pool."""
    wishes = [one for one in world.pending(number) if one.field[0] in SETTINGS[PHONE_NUMBER]]
    pool = world.pool_of(number)
    if not wishes:
        return
    if pool and not world.wish(number, IN_POOL):
        operation, member = UPDATES[PHONE_NUMBER]
        request = {member: world.arn(number)}
        step = Step(f"{operation} {number.key}", operation, number, request, changes_of(number, wishes))
        world.block(step, IN_POOL_STILL, [pool.key])
        return
    made = settings_wishes(world, number, wishes)
    if made and pool:
        world.need(made, leave(world, pool, number))


def join_number(world: World, number: Ref, pool: Ref) -> None:
    """Out of the old pool, made like the new one, into it; unless the new one is made from it."""
    old = world.pool_of(number)
    needs = [leave(world, old, number)] if old else []
    created = f"CreatePool {pool.key}"
    if created in world.steps and moved(number, None, pool) in world.steps[created].changes:
        for_the_sake_of(world, created, needs)
        return
    step = association(world, pool, number, joins=True)
    why, about = obstacle_to_joining(world, number, pool, created)
    if why:
        world.block(step, why, [about])
        for_the_sake_of(world, step.id, needs)
        return
    demanded = demanded_by(world, pool)
    first = [one for one in world.of(pool, *POOL_STEPS) if not waits_for_number(world, pool, one)]
    made = fit(world, number, demanded, needs)
    own = world.of(number, *NUMBER_STEPS)
    ready = [one for one in (*first, *own) if one in world.steps]
    world.add(step, [*needs, *ready, *([created] if world.is_to_create(pool) else [])])
    for_the_sake_of(world, step.id, [*needs, *made])


def for_the_sake_of(world: World, step_id: str, others: Iterable[str]) -> None:
    """A pool that is deleted goes for its own sake, whoever is to join another then."""
    world.sakes |= {other: step_id for other in others if not other.startswith("DeletePool")}


def obstacle_to_joining(world: World, number: Ref, pool: Ref, created: str) -> tuple[str, str]:
    """Why it cannot join, and what that is about."""
    if created in world.blocked:
        return NEEDS, created
    if why := world.hold(pool) or ("" if pool in world.after else NEEDS):
        return why, pool.key
    demanded = demanded_by(world, pool)
    if any(role_stays(one, demanded) for one in candidates(world, number)):
        return CANNOT_UNSET, number.key
    return "", ""


def waits_for_number(world: World, pool: Ref, step_id: str) -> bool:
    """Whether the step turns two-way SMS on in a pool without a number, which needs one first."""
    step = world.steps.get(step_id)
    turns_on = step and step.operation == "UpdatePool" and step.request.get("TwoWayEnabled") is True
    return bool(turns_on and world.remote(pool)) and pool.key not in world.numbers_there


def demanded_by(world: World, pool: Ref) -> State:
    """The pool as a number that joins it meets it."""
    after = world.after[pool]
    if waits_for_number(world, pool, f"UpdatePool {pool.key}"):
        return State(POOL, pool.key, settings=world.remote(pool).settings, keywords=after.keywords)
    return after


def candidates(world: World, number: Ref) -> list[State]:
    """What the number may be like by then: as it leaves its pool it has that one's settings, of before or after."""
    old = world.pool_of(number)
    if old and world.remote(old):
        return [world.remote(old), world.after[old]]
    return [world.remote(number)]


def from_pool(state: State) -> dict[str, Any]:
    flat = fields(state)
    return {name: flat.get((name, "")) for name in FROM_POOL}


def role_stays(state: State, demanded: State) -> bool:
    """AWS has no way to take a role or a channel away while two-way SMS is on."""
    here, wanted = from_pool(state), from_pool(demanded)
    return bool(wanted["two_way_enabled"]) and any(here[name] and not wanted[name] for name in CHANNEL)


def fit(world: World, number: Ref, demanded: State, needs: Iterable[str]) -> list[str]:
    """The number's settings and keywords before it joins a pool that demands them. Returns the steps' ids."""
    made = []
    likely, wanted = candidates(world, number), from_pool(demanded)
    odd = [name for name in FROM_POOL if any(from_pool(one)[name] != wanted[name] for one in likely)]
    if odd:
        send = with_two_way(
            {name: wanted[name] for name in odd if wanted[name] is not None}, demanded.settings
        )
        changes = [Change(number, (name, ""), from_pool(likely[0])[name], wanted[name]) for name in odd]
        made.append(update(world, number, send, changes))
        world.need(made[0], *needs)
    if demanded.keywords is None or any(one.keywords is None for one in likely):
        return made
    words = {word for one in (*likely, demanded) for word in one.keywords}
    changes = [
        Change(number, ("keywords", word), likely[0].keywords.get(word), demanded.keywords.get(word))
        for word in sorted(words)
        if any(one.keywords.get(word) != demanded.keywords.get(word) for one in likely)
        # Every number has these two: what a pool without a number was given for them is not known.
        and (word in demanded.keywords or word not in known.REQUIRED)
    ]
    return made + keyword_steps(world, number, changes, needs)


def sender_id_wishes(world: World, pool: Ref) -> None:
    for one in world.pending(pool, "members"):
        member = Ref(SENDER_ID, one.field[1])
        if one.local is None:
            leave(world, pool, member)
        else:
            join_sender_id(world, member, pool)


def join_sender_id(world: World, member: Ref, pool: Ref, needs: Iterable[str] = ()) -> None:
    step = association(world, pool, member, joins=True)
    if world.is_to_create(member):
        world.add(step, [*needs, f"RequestSenderId {member.key}"])
    elif why := world.hold(member) or ("" if world.remote(member) else LEFT_ALONE):
        world.block(step, why, [member.key])
    else:
        world.add(step, needs)
