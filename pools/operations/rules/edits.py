"""One setting changed on many: what it would be on each. Settings stand alone here, as in `PoolSettings.flat`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model

from pools.models import PhoneNumber, SenderId
from pools.models.keywords import responses
from pools.reference import keywords as known

Key = tuple[str, str]
# A setting's values before and after; None for what is not there.
Moves = Mapping[Key, tuple[Any, Any]]
TWO_WAY_SETTINGS = ("two_way_enabled", "two_way_channel_arn", "two_way_channel_role")


class Setting(StrEnum):
    """What can be changed on many at once."""

    DELETION_PROTECTION = "deletion_protection_enabled"
    TWO_WAY = "two_way"
    SHARED_ROUTES = "shared_routes_enabled"
    OPT_OUT_LIST = "opt_out_list_name"
    SELF_MANAGED_OPT_OUTS = "self_managed_opt_outs_enabled"
    PUT_TAG = "put_tag"
    REMOVE_TAG = "remove_tag"
    PUT_KEYWORDS = "put_keywords"
    REMOVE_KEYWORD = "remove_keyword"
    COPY_KEYWORDS = "copy_keywords"
    ASSOCIATE = "associate"
    DISASSOCIATE = "disassociate"
    RELEASE = "release"


OF_TAGS = frozenset({Setting.PUT_TAG, Setting.REMOVE_TAG})
OF_POOLS = frozenset({Setting.ASSOCIATE, Setting.DISASSOCIATE})
OF_KEYWORDS = frozenset({Setting.PUT_KEYWORDS, Setting.REMOVE_KEYWORD, Setting.COPY_KEYWORDS})


@dataclass(frozen=True)
class Edit:
    """What is wanted of each.

    values: by the settings' own names; of tags, keywords and pools by their keys, where None removes. A keyword without
    an action keeps what it has.
    """

    setting: Setting
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """What the values are of, where they have keys."""
        if self.setting in OF_TAGS:
            return "tags"
        if self.setting in OF_KEYWORDS:
            return "keywords"
        return "pools" if self.setting in OF_POOLS else ""

    def key(self, name: str) -> Key:
        return (self.part, name) if self.part else (name, "")


def state_of(edit: Edit, row: Model) -> dict[Key, Any]:
    """What the row has of what the edit is about."""
    if edit.part == "tags":
        found = {tag.key: tag.value for tag in row.tag_rows.all()}
    elif edit.part == "keywords":
        found = responses(row.keywords.all())
    elif edit.part == "pools":
        found = dict.fromkeys(pool_ids_of(row), True)
        if isinstance(row, PhoneNumber):
            # In one pool at most, whichever that is.
            return {("pools", name): True for name in found} or {
                ("pools", name): None for name in edit.values
            }
    elif edit.setting == Setting.RELEASE:
        return {("is_held", ""): True}
    else:
        return {(name, ""): getattr(row, name) for name in edit.values}
    return {(edit.part, name): found.get(name) for name in edit.values}


def pool_ids_of(row: PhoneNumber | SenderId) -> list[str]:
    """The IDs of the pools that it is in."""
    if isinstance(row, SenderId):
        return [link.pool.pool_id for link in row.pool_links.all()]
    return [row.pool.pool_id] if row.pool else []


def changes_of(edit: Edit, state: Mapping[Key, Any]) -> Moves:
    """What the edit would change; nothing where all is so already."""
    is_on = state.get(("two_way_enabled", ""))
    if edit.setting == Setting.TWO_WAY and not (is_on or edit.values["two_way_enabled"]):
        # A channel may be set before two-way SMS is turned on, and such a one waits on.
        return {}
    wanted = {edit.key(name): value for name, value in edit.values.items()}
    if edit.setting == Setting.DISASSOCIATE and not wanted:
        # From wherever it is.
        wanted = {key: None for key, is_in in state.items() if is_in}
    if edit.setting in OF_KEYWORDS:
        wanted = {key: with_action(key[1], value, state[key]) for key, value in wanted.items()}
    return {key: (state.get(key), value) for key, value in wanted.items() if state.get(key) != value}


def with_action(word: str, wanted: tuple | None, now: tuple | None) -> tuple | None:
    if wanted is None or wanted[1]:
        return wanted
    usual = known.DEFAULT_ACTIONS.get(word, "AUTOMATIC_RESPONSE")
    return (wanted[0], now[1] if now else usual)


def fingerprint(*values: Any) -> str:
    """A few characters that are others for other values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
