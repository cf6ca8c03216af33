"""Steps that several kinds of resources have: settings in one call, keywords one by one, tags; and commands by hand."""

from collections.abc import Iterable
from typing import Any

from pools.reference import keywords as known
from pools.reference import quotas
from pools.sync.fields import fields
from pools.sync.judging import Difference, Status
from pools.sync.planned import (
    BY_HAND,
    CANNOT_UNSET,
    NO_SUCH_LIST,
    UNCONFIRMED,
    Change,
    Step,
)
from pools.sync.state import (
    CHANNEL,
    PHONE_NUMBER,
    POOL,
    Ref,
)
from pools.sync.world import World, changes_of

UPDATES = {POOL: ("UpdatePool", "PoolId"), PHONE_NUMBER: ("UpdatePhoneNumber", "PhoneNumberId")}
TWO_WAY = ("two_way_enabled", *CHANNEL)


def api_name_of(setting: str) -> str:
    return "".join(part.capitalize() for part in setting.split("_"))


def update(world: World, ref: Ref, wanted: dict[str, Any], changes: Iterable[Change]) -> str:
    """UpdatePool or UpdatePhoneNumber with these settings, joined to the one that there is already.

    wanted: of the two-way settings all that are to hold, as the API takes a channel only together with its switch.
    """
    operation, member = UPDATES[ref.kind]
    step_id = f"{operation} {ref.key}"
    before = world.steps.get(step_id)
    request = dict(before.request) if before else {member: world.arn(ref)}
    for name, value in wanted.items():
        request[api_name_of(name)] = world.opt_out_list(value) if name == "opt_out_list_name" else value
    # A later wish for the same field, to fit a pool, is what counts.
    merged = {change.field: change for change in (*(before.changes if before else ()), *changes)}
    needs = world.needs.get(step_id, ())
    step = Step(step_id, operation, ref, request, tuple(sorted(merged.values())))
    if before:
        world.ids[ref].remove(step_id)
    return world.add(step, needs)


def settings_wishes(world: World, ref: Ref, found: list[Difference]) -> str | None:
    """One call for all settings that a person changed; None where there is nothing to send."""
    operation, member = UPDATES[ref.kind]
    sent = []
    for one in found:
        if why := obstacle_to(world, ref, one):
            request = {member: world.arn(ref)}
            step_id = f"{operation} {ref.key} {one.field[0]}"
            world.block(Step(step_id, operation, ref, request, changes_of(ref, [one])), why)
        else:
            sent.append(one)
    if not sent:
        return None
    wanted = {one.field[0]: one.local for one in sent}
    return update(world, ref, with_two_way(wanted, world.local(ref).settings), changes_of(ref, sent))


def obstacle_to(world: World, ref: Ref, one: Difference) -> str:
    name = one.field[0]
    if name == "opt_out_list_name" and not world.has_list(one.local):
        return NO_SUCH_LIST
    # They are sent together: what somebody may have changed of one in AWS would be overwritten with another.
    one_side = (Status.UNCONFIRMED, Status.DRIFT)
    unsure = {other.field[0] for other in world.comparisons[ref].differences if other.status in one_side}
    if name in TWO_WAY and unsure & {*TWO_WAY}:
        return UNCONFIRMED
    # A channel goes by itself, with its switch.
    went = name in CHANNEL and not world.local(ref).settings.get("two_way_enabled")
    return CANNOT_UNSET if one.local is None and not went else ""


def with_two_way(wanted: dict[str, Any], settings: Any) -> dict[str, Any]:
    """Whoever turns two-way SMS on, or changes its channel, says all three; to turn it off, the switch alone."""
    if not wanted.keys() & {*TWO_WAY}:
        return wanted
    rest = {name: value for name, value in wanted.items() if name not in TWO_WAY}
    if not settings.get("two_way_enabled"):
        return rest | {"two_way_enabled": False}
    return rest | {name: settings[name] for name in TWO_WAY if name in settings}


def keyword_steps(
    world: World, owner: Ref, changes: Iterable[Change], needs: Iterable[str] = ()
) -> list[str]:
    """PutKeyword and DeleteKeyword, one a keyword; what makes room goes before what needs it."""
    needs, added, gone, made = list(needs), [], [], []
    for change in sorted(changes):
        word, value = change.field[1], change.after
        request = {"OriginationIdentity": world.arn(owner), "Keyword": word}
        if value is None:
            gone.append(
                world.add(
                    Step(f"DeleteKeyword {owner.key} {word}", "DeleteKeyword", owner, request, (change,)),
                    needs,
                )
            )
            continue
        request["KeywordMessage"] = value[0]
        if word not in known.REQUIRED:
            request["KeywordAction"] = value[1]
        made.append(
            world.add(Step(f"PutKeyword {owner.key} {word}", "PutKeyword", owner, request, (change,)), needs)
        )
        if change.before is None:
            added.append(made[-1])
    remote = world.remote(owner)
    room = quotas.default(quotas.KEYWORDS_PER_POOL) - len((remote and remote.keywords) or ())
    for late, freed in zip(added[max(room, 0) :], gone, strict=False):
        world.need(late, freed)
    return [*gone, *made]


def tag_steps(world: World, ref: Ref, found: list[Difference]) -> None:
    gone = [one for one in found if one.local is None]
    put = [one for one in found if one.local is not None]
    untag = []
    if gone:
        request = {"ResourceArn": world.arn(ref), "TagKeys": [one.field[1] for one in gone]}
        step = Step(
            f"UntagResource {ref.kind} {ref.key}", "UntagResource", ref, request, changes_of(ref, gone)
        )
        untag = [world.add(step)]
    if put:
        tags = [{"Key": one.field[1], "Value": one.local} for one in put]
        step = Step(
            f"TagResource {ref.kind} {ref.key}",
            "TagResource",
            ref,
            {"ResourceArn": world.arn(ref), "Tags": tags},
            changes_of(ref, put),
        )
        now = sum(name == "tags" for name, _ in fields(world.remote(ref)))
        total = now + sum(one.remote is None for one in put)
        world.add(step, untag if total > quotas.default(quotas.TAGS_PER_RESOURCE) else ())


def by_hand(world: World, ref: Ref, operation: str, request: dict[str, Any], found: list[Difference]) -> None:
    """The command that people run themselves, as this console never writes it."""
    part = " ".join(filter(None, (found[0].field[1],)))
    world.block(
        Step(f"{operation} {ref.key} {part}".strip(), operation, ref, request, changes_of(ref, found)),
        BY_HAND,
    )
