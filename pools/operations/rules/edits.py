"""One setting changed on many: what it would be on each. Settings stand alone here, as in `PoolSettings.flat`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model

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


OF_TAGS = frozenset({Setting.PUT_TAG, Setting.REMOVE_TAG})
OF_KEYWORDS = frozenset({Setting.PUT_KEYWORDS, Setting.REMOVE_KEYWORD, Setting.COPY_KEYWORDS})


@dataclass(frozen=True)
class Edit:
    """What is wanted of each. values: by the settings' own names; of a tag or keywords by their keys, None removes."""

    setting: Setting
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """What the values are of, where they have keys."""
        if self.setting in OF_TAGS:
            return "tags"
        return "keywords" if self.setting in OF_KEYWORDS else ""

    def key(self, name: str) -> Key:
        return (self.part, name) if self.part else (name, "")


def state_of(edit: Edit, row: Model) -> dict[Key, Any]:
    """What the row has of what the edit is about."""
    if edit.part == "tags":
        found = {tag.key: tag.value for tag in row.tag_rows.all()}
    elif edit.part == "keywords":
        found = {one.keyword: (one.keyword_message, one.keyword_action) for one in row.keywords.all()}
    else:
        return {(name, ""): getattr(row, name) for name in edit.values}
    return {(edit.part, name): found.get(name) for name in edit.values}


def changes_of(edit: Edit, state: Mapping[Key, Any]) -> Moves:
    """What the edit would change; nothing where all is so already."""
    is_on = state.get(("two_way_enabled", ""))
    if edit.setting == Setting.TWO_WAY and not (is_on or edit.values["two_way_enabled"]):
        # A channel may be set before two-way SMS is turned on, and such a one waits on.
        return {}
    wanted = {edit.key(name): value for name, value in edit.values.items()}
    return {key: (state[key], value) for key, value in wanted.items() if state[key] != value}


def fingerprint(*values: Any) -> str:
    """A few characters that are others for other values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
