"""A configuration set's defaults and tags, made or saved as one act of several calls, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pools.models import ConfigurationSet
from pools.operations.configuration_sets import (
    create_configuration_set,
    delete_default_message_type,
    delete_default_sender_id,
    set_default_message_feedback_enabled,
    set_default_message_type,
    set_default_sender_id,
)
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_configuration_set
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.verb import operation
from pools.operations.tags import retag

DEFAULTS = ("default_sender_id", "default_message_type", "default_message_feedback_enabled")


@dataclass(frozen=True)
class ConfigurationSetSettings:
    """What the forms show and post; an empty default is none, and feedback that nobody set is off."""

    default_sender_id: str = ""
    default_message_type: str = ""
    default_message_feedback_enabled: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[tuple[str, str], Any]:
        """Every setting on its own, as a pool's."""
        defaults = {(name, ""): getattr(self, name) for name in DEFAULTS}
        return defaults | {("tags", key): value for key, value in self.tags.items()}


def configuration_set_settings_of(row: ConfigurationSet) -> ConfigurationSetSettings:
    return ConfigurationSetSettings(
        row.default_sender_id,
        row.default_message_type,
        bool(row.default_message_feedback_enabled),
        {tag.key: tag.value for tag in row.tag_rows.all()},
    )


@operation
def create_configuration_set_with_defaults(
    caller: Caller, *, configuration_set_name: str, settings: ConfigurationSetSettings
) -> ConfigurationSet:
    """Make a set, then its defaults: CreateConfigurationSet and SetDefault… as needed.

    Raises: what CreateConfigurationSet and SetDefaultSenderId raise.
    """
    tags = [{"Key": key, "Value": value} for key, value in sorted(settings.tags.items())]
    # Without tags the call has none: an empty list is no request that AWS takes.
    made = create_configuration_set(caller, configuration_set_name=configuration_set_name, tags=tags or None)
    none = ConfigurationSetSettings(tags=settings.tags)
    write(caller, made.row, merge(made.row, none.flat(), settings.flat(), none.flat()))
    return made.row


@operation
def save_configuration_set_settings(
    caller: Caller,
    *,
    configuration_set_name: str,
    initial: ConfigurationSetSettings | None,
    posted: ConfigurationSetSettings,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> int:
    """Save the defaults and tags of a set: SetDefault…, DeleteDefault…, UntagResource, TagResource, as needed.

    initial, choices: as save_pool_settings takes them.
    Returns: how many settings changed; with 0 nothing is written.
    Raises: ResourceNotFoundException configuration-set; ConflictException (Overtaken); what the operations raise.
    """
    row = find_configuration_set(caller, configuration_set_name)
    current = configuration_set_settings_of(row).flat()
    changes = merge(row, initial and initial.flat(), posted.flat(), current, choices)
    write(caller, row, changes)
    return len(changes)


def write(caller: Caller, row: ConfigurationSet, changes: Mapping[tuple[str, str], Any]) -> None:
    """changes: as `merge` gives them."""
    name = row.configuration_set_name
    calls = {
        "default_sender_id": (set_default_sender_id, "sender_id", delete_default_sender_id),
        "default_message_type": (set_default_message_type, "message_type", delete_default_message_type),
        "default_message_feedback_enabled": (
            set_default_message_feedback_enabled,
            "message_feedback_enabled",
            None,
        ),
    }
    for setting, (put, member, remove) in calls.items():
        if (setting, "") in changes:
            value = changes[setting, ""]
            act = remove if value == "" else partial(put, **{member: value})
            act(caller, configuration_set_name=name)
    retag(
        caller,
        row.configuration_set_arn,
        {key: value for (setting, key), value in changes.items() if setting == "tags"},
    )
