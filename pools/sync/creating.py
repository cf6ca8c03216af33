"""Resources as a whole: what creates and deletes them, as far as a plan may."""

from typing import Any

from pools.reference import countries
from pools.sync.fields import EXISTS, fields
from pools.sync.judging import Cause, Difference, Status
from pools.sync.kinds import sender_id_members
from pools.sync.own_wishes import set_wishes
from pools.sync.planned import (
    BY_HAND,
    CONFLICT,
    LOCAL_ONLY,
    NEEDS_REGISTRATION,
    PROTECTED,
    UNCONFIRMED,
    Change,
    Step,
)
from pools.sync.state import CONFIGURATION_SET, OPT_OUT_LIST, PHONE_NUMBER, POOL, SENDER_ID, Ref, State
from pools.sync.world import World, changes_of, moved


def held_changes(world: World, ref: Ref) -> bool:
    """Block what may not go now. Returns whether that is all of the resource."""
    one = world.comparisons[ref]
    why = world.hold(ref)
    # A wish for a value that AWS may have changed meanwhile is not sent before that is known.
    unsure = [
        found
        for found in one.of(Status.UNCONFIRMED)
        if found.local != found.base and found.cause != Cause.DECIDED
    ]
    waiting = [*one.of(Status.PENDING), *one.of(Status.CONFLICT), *unsure] if why else unsure
    if waiting:
        why_of_these = why or UNCONFIRMED
        step = Step(f"{why_of_these} {ref.kind} {ref.key}", "", ref, {}, changes_of(ref, waiting))
        world.block(step, why_of_these)
    return bool(why)


def create(world: World, ref: Ref) -> None:
    """Everything but a pool, which is made from a member: that is membership.py's."""
    local = world.local(ref)
    if ref.kind == PHONE_NUMBER:
        world.block(whole(ref, "RequestPhoneNumber", {}, True), LOCAL_ONLY)
    elif ref.kind == OPT_OUT_LIST:
        request = {"OptOutListName": ref.key} | tags_member(local)
        world.block(whole(ref, "CreateOptOutList", request, True), BY_HAND)
    elif ref.kind == SENDER_ID:
        request_sender_id(world, ref, local)
    elif ref.kind == CONFIGURATION_SET:
        request = {"ConfigurationSetName": ref.key} | tags_member(local)
        made = world.add(whole(ref, "CreateConfigurationSet", request, True))
        wishes = [
            Difference(which, Status.PENDING, Cause.CHANGED, None, value, None)
            for which, value in fields(local).items()
            if which[0] != "tags"
        ]
        set_wishes(world, ref, wishes, [made])


def request_sender_id(world: World, ref: Ref, local: State) -> None:
    names = sender_id_members(ref.key)
    request: dict[str, Any] = names | tags_member(local)
    if local.facts.get("message_types"):
        request["MessageTypes"] = list(local.facts["message_types"])
    if local.settings.get("deletion_protection_enabled"):
        request["DeletionProtectionEnabled"] = True
    step = whole(ref, "RequestSenderId", request, True)
    country = countries.country(names["IsoCountryCode"])
    refused = country and (country.requires_registration or not country.supports_sender_id)
    if refused or local.facts.get("registered"):
        world.block(step, NEEDS_REGISTRATION)
    else:
        world.add(step)


def delete(world: World, ref: Ref) -> None:
    remote = world.remote(ref)
    if ref.kind == POOL:
        delete_pool(world, ref, remote)
    elif ref.kind == CONFIGURATION_SET:
        world.add(whole(ref, "DeleteConfigurationSet", {"ConfigurationSetName": world.arn(ref)}, False))
    else:
        operation, request = {
            PHONE_NUMBER: ("ReleasePhoneNumber", {"PhoneNumberId": world.arn(ref)}),
            SENDER_ID: ("ReleaseSenderId", sender_id_members(ref.key)),
            OPT_OUT_LIST: ("DeleteOptOutList", {"OptOutListName": world.arn(ref)}),
        }[ref.kind]
        world.block(whole(ref, operation, request, False), BY_HAND)


def delete_pool(world: World, ref: Ref, remote: State) -> None:
    """It frees the pool's numbers: those that AWS has in it for another reason than ours hold it."""
    numbers = world.numbers_there.get(ref.key, [])
    changes = tuple(moved(number, ref, None) for number in numbers)
    step = whole(ref, "DeletePool", {"PoolId": world.arn(ref)}, False, changes)
    held = [number for number in numbers if world.hold(number) or not wants_out(world, number)]
    if remote.settings.get("deletion_protection_enabled"):
        world.block(step, PROTECTED)
    elif held:
        in_conflict = any(world.hold(number) == CONFLICT for number in held)
        world.block(step, CONFLICT if in_conflict else UNCONFIRMED, [number.key for number in held])
    else:
        world.add(step)


def wants_out(world: World, number: Ref) -> bool:
    """Whether we have it in another pool than AWS, or in none; or somebody deleted it here."""
    return world.is_to_delete(number) or world.wish(number, ("pool_id", "")) is not None


def whole(
    ref: Ref, operation: str, request: dict[str, Any], there: bool, more: tuple[Change, ...] = ()
) -> Step:
    change = Change(ref, EXISTS, not there, there)
    return Step(f"{operation} {ref.key}", operation, ref, request, (change, *more))


def tags_member(local: State) -> dict[str, Any]:
    tags = [{"Key": key, "Value": value} for (name, key), value in fields(local).items() if name == "tags"]
    return {"Tags": tags} if tags else {}
