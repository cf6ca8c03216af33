"""What of a resource is compared, each thing by itself: a setting, a keyword, a tag, a member, the pool of a number."""

from dataclasses import replace
from typing import Any

from pools.sync.state import CHANNEL, PARTS, SENDER_ID, State

# The tag by which a console finds again what it created.
MARKER = "sms-console:created"
# Tags of AWS's own, and markers of any console: neither is anybody's wish.
NOBODYS_TAGS = ("aws:", MARKER)

# What is compared by itself: ("two_way_enabled", ""), ("keywords", "HELP"), ("tags", "Name"), ("members", "ACME/GB").
Field = tuple[str, str]
SWITCH: Field = ("two_way_enabled", "")
IN_POOL: Field = ("pool_id", "")
# Stands for every keyword there is.
ALL_KEYWORDS: Field = ("keywords", "")
# Whether the resource is there at all.
EXISTS: Field = ("", "")


def fields(state: State) -> dict[Field, Any]:
    """Everything of it that is compared, each with its value; what is unset has no entry.

    The two-way channel counts only while two-way SMS is on: AWS keeps the old one and has no way to clear it.
    Which pool a number is in is compared on the number, and of a pool's members only the sender IDs.
    """
    flat: dict[Field, Any] = {(name, ""): value for name, value in state.settings.items()}
    if not state.settings.get("two_way_enabled"):
        for name in CHANNEL:
            flat.pop((name, ""), None)
    if "pool_id" in state.facts:
        flat[IN_POOL] = state.facts["pool_id"]
    for part in PARTS:
        for key, value in (getattr(state, part) or {}).items():
            if is_compared(part, key, value):
                flat[part, key] = value
    return flat


def is_compared(part: str, key: str, value: Any) -> bool:
    if part == "tags":
        return not key.startswith(NOBODYS_TAGS)
    return part != "members" or value == SENDER_ID


def unread(state: State, name: str) -> bool:
    """Whether nothing is known of that part, such as "keywords", of this side."""
    return name in PARTS and getattr(state, name) is None


def with_field(state: State, which: Field, value: Any) -> State:
    """The same with another value of that field; None unsets it."""
    name, key = which
    if which == IN_POOL:
        return replace(state, facts={**state.facts, name: value})
    if name not in PARTS:
        return replace(state, settings={**state.settings, name: value})
    entries = {**(getattr(state, name) or {}), key: value}
    return replace(state, **{name: {k: v for k, v in entries.items() if v is not None}})
