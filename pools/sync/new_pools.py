"""CreatePool: which member a new pool is made from, and what it takes until it is as it is here."""

from typing import Any

from pools.reference import keywords as known
from pools.sync.creating import tags_member
from pools.sync.fields import EXISTS, fields
from pools.sync.membership import (
    NUMBER_STEPS,
    candidates,
    country_of,
    from_pool,
    join_sender_id,
    leave,
)
from pools.sync.planned import NEEDS, NO_MEMBER, NO_SUCH_LIST, Change, Step
from pools.sync.state import FROM_POOL, PHONE_NUMBER, POOL, SENDER_ID, SETTINGS, Ref, State
from pools.sync.wishes import keyword_steps, update, with_two_way
from pools.sync.world import DEFAULT_LIST, World, moved


def create_pool(world: World, pool: Ref) -> None:
    local = world.local(pool)
    senders = [Ref(SENDER_ID, key) for key, kind in (local.members or {}).items() if kind == SENDER_ID]
    numbers = world.numbers_here.get(pool.key, [])
    usable = sorted(one for one in (*numbers, *senders) if rank(world, one) is not None)
    step_id = f"CreatePool {pool.key}"
    exists = Change(pool, EXISTS, False, True)
    if not usable:
        why = NEEDS if numbers or senders else NO_MEMBER
        step = Step(step_id, "CreatePool", pool, {}, (exists,))
        world.block(step, why, [one.key for one in (*numbers, *senders)])
    else:
        seed = min(usable, key=lambda one: (rank(world, one), one))
        world.add(creation(world, pool, seed, exists), needs_of(world, seed))
        take_after(world, pool, seed)
        settings_of_new(world, pool, seed)
    for one in senders:
        if not usable or one != seed:
            join_sender_id(world, one, pool, [step_id])


def rank(world: World, member: Ref) -> int | None:
    """How soon a pool can be made from it, None for never. Of a number all is known that the pool will take from it."""
    if world.is_to_create(member):
        return 3 if f"RequestSenderId {member.key}" in world.steps else None
    if world.hold(member) or not world.remote(member):
        return None
    if member.kind == SENDER_ID:
        return 2
    old = world.pool_of(member)
    if old and (world.hold(old) or f"DeletePool {old.key}" in world.blocked):
        return None
    return 1 if old else 0


def creation(world: World, pool: Ref, seed: Ref, exists: Change) -> Step:
    local = world.local(pool)
    request = {
        "OriginationIdentity": world.arn(seed),
        "IsoCountryCode": country_of(world, seed),
        "MessageType": local.facts["message_type"],
    }
    if local.settings.get("deletion_protection_enabled"):
        request["DeletionProtectionEnabled"] = True
    joined = (
        moved(seed, None, pool)
        if seed.kind == PHONE_NUMBER
        else Change(pool, ("members", seed.key), None, SENDER_ID)
    )
    return Step(f"CreatePool {pool.key}", "CreatePool", pool, request | tags_member(local), (exists, joined))


def needs_of(world: World, seed: Ref) -> list[str]:
    if seed.kind == SENDER_ID:
        return [f"RequestSenderId {seed.key}"] if world.is_to_create(seed) else []
    old = world.pool_of(seed)
    own = [one for one in world.of(seed, *NUMBER_STEPS) if one in world.steps]
    return [*own, *([leave(world, old, seed)] if old else [])]


def take_after(world: World, pool: Ref, seed: Ref) -> None:
    """The pool as CreatePool leaves it: with its first number's settings and keywords, or AWS's own."""
    settings: dict[str, Any] = {name: False for name in SETTINGS[POOL] if name.endswith("_enabled")}
    settings |= {"opt_out_list_name": DEFAULT_LIST}
    settings["deletion_protection_enabled"] = bool(
        world.local(pool).settings.get("deletion_protection_enabled")
    )
    keywords = None
    if seed.kind == PHONE_NUMBER:
        first = candidates(world, seed)[0]
        settings |= {name: value for name, value in from_pool(first).items() if value is not None}
        keywords = first.keywords
    world.after[pool] = State(POOL, pool.key, settings=settings, keywords=keywords, members={})


def settings_of_new(world: World, pool: Ref, seed: Ref) -> None:
    """What was set here and the pool does not get by itself. Keywords that AWS gives it are taken over later."""
    local, made = world.local(pool), f"CreatePool {pool.key}"
    given = world.after[pool]
    likely = candidates(world, seed) if seed.kind == PHONE_NUMBER else [given]
    wanted, odd = fields(local), []
    for name in SETTINGS[POOL]:
        value = wanted.get((name, ""))
        shown = [from_pool(one)[name] for one in likely] if name in FROM_POOL else [given.settings.get(name)]
        if value is not None and any(one != value for one in shown):
            odd.append(Change(pool, (name, ""), shown[0], value))
    lists = [one for one in odd if one.field[0] == "opt_out_list_name" and not world.has_list(one.after)]
    for one in lists:
        request = {"PoolId": world.arn(pool)}
        world.block(
            Step(f"UpdatePool {pool.key} {one.field[0]}", "UpdatePool", pool, request, (one,)), NO_SUCH_LIST
        )
    odd = [one for one in odd if one not in lists]
    if odd:
        send = with_two_way({one.field[0]: one.after for one in odd}, local.settings)
        world.need(update(world, pool, send, odd), made)
    changes = [
        Change(pool, ("keywords", word), (given.keywords or {}).get(word), value)
        for word, value in (local.keywords or {}).items()
        if value[0] != known.DEFAULT_MESSAGES.get(word)
        and any((one.keywords or {}).get(word) != value for one in likely)
    ]
    keyword_steps(world, pool, changes, [made])
