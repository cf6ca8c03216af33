"""What the wishes of each kind of resource take, who is in which pool aside. What no plan writes is for people."""

from collections.abc import Iterable
from typing import Any

from pools.sync.judging import Difference
from pools.sync.kinds import sender_id_members
from pools.sync.planned import Step
from pools.sync.state import CONFIGURATION_SET, POOL, SENDER_ID, SETTINGS, Ref
from pools.sync.wishes import (
    api_name_of,
    by_hand,
    keyword_steps,
    settings_wishes,
    tag_steps,
)
from pools.sync.world import World, changes_of


def own_wishes(world: World, ref: Ref) -> None:
    """Of a resource that AWS has and keeps: all but a number's settings and who is in which pool."""
    settings = [one for one in world.pending(ref) if one.field[0] in SETTINGS[ref.kind]]
    if ref.kind == POOL:
        settings_wishes(world, ref, settings)
    elif ref.kind == CONFIGURATION_SET:
        set_wishes(world, ref, [*settings, *world.pending(ref, "event_destinations")])
    elif ref.kind == SENDER_ID:
        for one in settings:
            by_hand(
                world,
                ref,
                "UpdateSenderId",
                {**sender_id_members(ref.key), api_name_of(one.field[0]): one.local},
                [one],
            )
    if words := world.pending(ref, "keywords"):
        keyword_steps(world, ref, changes_of(ref, words))
    if tags := world.pending(ref, "tags"):
        tag_steps(world, ref, tags)


def set_wishes(world: World, ref: Ref, found: list[Difference], needs: Iterable[str] = ()) -> None:
    """Of a configuration set only the default sender ID is ours to write."""
    request = {"ConfigurationSetName": world.arn(ref)}
    for one in found:
        name, key = one.field
        if name == "default_sender_id":
            operation = "SetDefaultSenderId" if one.local else "DeleteDefaultSenderId"
            value = {"SenderId": one.local} if one.local else {}
            asked = [f"RequestSenderId {key}" for key in world.new_sender_ids.get(one.local, ())]
            world.add(
                Step(f"{operation} {ref.key}", operation, ref, request | value, changes_of(ref, [one])),
                [*needs, *asked],
            )
        elif name == "event_destinations":
            verb = "Delete" if one.local is None else "Update" if one.remote else "Create"
            named = {"EventDestinationName": key, **(one.local or {})}
            by_hand(world, ref, f"{verb}EventDestination", request | named, [one])
        else:
            operation, value = default_command(name, one.local)
            by_hand(world, ref, operation, request | value, [one])


def default_command(name: str, value: Any) -> tuple[str, dict[str, Any]]:
    """How people set another default of a configuration set, or take it away: the operation, and its value."""
    if name == "default_message_feedback_enabled":
        # AWS has no operation to unset it, and unset it is off.
        return "SetDefaultMessageFeedbackEnabled", {"MessageFeedbackEnabled": bool(value)}
    if value is None:
        return "DeleteDefaultMessageType", {}
    return "SetDefaultMessageType", {"MessageType": value}
