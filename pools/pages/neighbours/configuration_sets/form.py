"""The defaults and tags of a configuration set in a form: for a new set, and for one that is there."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms

from pools.models import SenderId
from pools.models.scope import kept_sender_id
from pools.operations.configuration_set_settings import ConfigurationSetSettings
from pools.operations.engine.caller import Caller
from pools.pages.frame.tagged_form import TaggedForm
from pools.pages.kit import fields
from pools.pages.kit.words import labels
from pools.shapes import limits

NO_DEFAULT = "None"
LONGEST_SENDER_ID = limits("SetDefaultSenderId", "sender_id")["max"]
# Beyond these many, what is typed helps more than a list.
OFFERED = 500
NOT_HELD = "Not in this account."


class DefaultsForm(fields.Form):
    default_sender_id = fields.text(
        "SetDefaultSenderId",
        "sender_id",
        label="Default sender ID",
        required=False,
        strip=True,
        constraint=f"Up to {LONGEST_SENDER_ID} characters. {fields.NAME_WORDS}",
        help_text="Used only when a message names no pool and its country supports sender IDs.",
    )
    default_sender_id.widget.attrs |= {
        "list": "sender-ids-held",
        "autocapitalize": "off",
        "spellcheck": "false",
    }
    default_message_type = fields.ChoiceField(
        [("", NO_DEFAULT), *labels.MESSAGE_TYPES.items()],
        label="Default message type",
        required=False,
        help_text="What a message is when nothing else says so.",
    )
    default_message_feedback_enabled = forms.BooleanField(
        label="Message feedback",
        required=False,
        help_text="Applications report what became of a message, such as whether its code was entered.",
    )


class SetForm(TaggedForm):
    """Defaults and tags of a set, which is called by its key."""

    fields_type, settings_type, owner = DefaultsForm, ConfigurationSetSettings, "configuration set"
    members: ClassVar = {"SenderId": "default_sender_id"}
    kind = "configuration-set"

    @property
    def held(self) -> Sequence[str]:
        """Sender IDs to choose from; any other can be typed."""
        rows = SenderId.objects.for_caller(self.caller).order_by("sender_id")
        return list(rows.values_list("sender_id", flat=True).distinct()[:OFFERED])

    @cached_property
    def note(self) -> str:
        return note_on(self.caller, self.fields["default_sender_id"].value() or "")

    def in_words(self, setting: str, value: Any) -> str:
        if isinstance(value, bool):
            return labels.ON_OFF[value]
        return labels.MESSAGE_TYPES.get(value, value) or NO_DEFAULT


def note_on(caller: Caller, sender_id: str) -> str:
    """Where a default names no sender ID of the account, which AWS lets it."""
    if not sender_id.strip() or len(sender_id) > LONGEST_SENDER_ID:
        return ""
    held = SenderId.objects.for_caller(caller).filter(sender_id=kept_sender_id(sender_id.strip()))
    return "" if held.exists() else NOT_HELD


def notes_on(caller: Caller, sender_ids: Sequence[str]) -> Mapping[str, str]:
    """As `note_on`, of many at once."""
    named = {kept_sender_id(one) for one in sender_ids if one}
    rows = SenderId.objects.for_caller(caller).filter(sender_id__in=named)
    held = set(rows.values_list("sender_id", flat=True)) if named else set()
    return {one: "" if not one or kept_sender_id(one) in held else NOT_HELD for one in sender_ids}
