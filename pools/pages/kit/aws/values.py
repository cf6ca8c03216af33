"""Settings of resources in words, as the sync's pages write them: their names, and their values on either side."""

import json
from collections.abc import Mapping
from typing import Any

from pools.models.identities import international
from pools.models.mirrors import NOUNS
from pools.pages.kit.words import labels

CHANNEL = ("two_way_channel_arn", "two_way_channel_role")
TWO_WAY = ("two_way_enabled", *CHANNEL)
EXISTS = ""
PARTS = {"keywords": "Keyword", "tags": "Tag", "members": "Member", "event_destinations": "Event destination"}
SETTING_NAMES = labels.SETTINGS | {
    "pool_id": "Pool",
    "international_sending_enabled": "International sending",
    "default_message_type": "Default message type",
    "default_sender_id": "Default sender ID",
    "default_message_feedback_enabled": "Default message feedback",
}
NOTHING = "none"
# What a value that is not there is called, where it once was: "Keyword removed".
REMOVED = {"keywords": "Keyword removed", "tags": "Tag removed", "members": "No longer a member"}

# A resource's kind and key; what resources are called.
Ref = tuple[str, str]
Names = Mapping[Ref, str]


def ref_text(kind: str, key: str) -> str:
    """As forms post it."""
    return f"{kind}:{key}"


def kind_title(kind: str) -> str:
    noun = NOUNS.get(kind, kind)
    return noun[0].upper() + noun[1:]


def setting_name(name: str, key: str) -> str:
    """What a field is called: "Two-way SMS", "Keyword INFO", "Tag Team"."""
    if name in PARTS:
        return f"{PARTS[name]} {member_name(key) if name == 'members' else key}".strip()
    return SETTING_NAMES.get(name, name.replace("_", " ").capitalize())


def member_name(key: str) -> str:
    """ "ACME/GB" as "ACME (GB)"."""
    sender_id, _, country = key.partition("/")
    return f"{sender_id} ({country})" if country else sender_id


def value_in_words(name: str, value: Any, names: Names | None = None) -> str:
    """A field's value; names: what resources are called, for a value that is one."""
    if value is None or value == "":
        return NOTHING
    if name == "keywords":
        message, action = value
        also = "" if action == "AUTOMATIC_RESPONSE" else f", {labels.KEYWORD_ACTIONS.get(action, action)}"
        return f"“{message}”{also}"
    if name == "members":
        return "In the pool"
    if name == "pool_id":
        return (names or {}).get(("pool", value), value)
    if name == "two_way_channel_arn":
        return f"On, to {channel_name(value)}"
    if name in ("default_message_type", "message_type"):
        return labels.MESSAGE_TYPES.get(value, str(value))
    if name == "event_destinations":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return labels.value_of(name, value)


def channel_name(arn: str) -> str:
    return "Amazon Connect" if arn.startswith("connect") else f"topic {arn.rpartition(':')[2]}"


def two_way_in_words(values: Mapping[str, Any]) -> str:
    """The switch with its channel, which are one setting to people: "On, to topic inbound".

    It is off where there was no channel: without one it can't be on.
    """
    is_on, arn = values.get("two_way_enabled"), values.get("two_way_channel_arn")
    if is_on is False:
        return "Off"
    if arn:
        return value_in_words("two_way_channel_arn", arn)
    if is_on is None and "two_way_channel_arn" in values:
        return "Off"
    role = values.get("two_way_channel_role")
    return f"On, as {role.rpartition('/')[2]}" if role else "On" if is_on else NOTHING


def removed_in_words(name: str, base: Any) -> str:
    """What stands for a value that one side does not have."""
    return REMOVED.get(name, NOTHING) if base is not None else NOTHING


def name_from(kind: str, key: str, state: Mapping[str, Any] | None) -> str:
    """What a resource is called by what is known of it: a pool its name, a number itself."""
    state = state or {}
    if kind == "pool":
        return (state.get("tags") or {}).get("Name") or key
    if kind == "phone-number":
        number = state.get("facts", {}).get("phone_number")
        return international(number) if number else key
    return member_name(key) if kind == "sender-id" else key
