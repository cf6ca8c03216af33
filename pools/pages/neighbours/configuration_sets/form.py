"""The defaults and tags of a configuration set in a form: for a new set, and for one that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from pools.errors import ServiceError
from pools.models import SenderId
from pools.models.scope import kept_sender_id
from pools.operations.configuration_set_settings import ConfigurationSetSettings
from pools.operations.engine.caller import Caller
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import fields
from pools.pages.kit.sealed import rebased, sealed, unsealed
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import labels, refusals
from pools.refusals import Stale
from pools.shapes import limits

NO_DEFAULT = "None"
LONGEST_SENDER_ID = limits("SetDefaultSenderId", "sender_id")["max"]
# Beyond these many, what is typed helps more than a list.
OFFERED = 500
LABELS = {
    "default_sender_id": "Default sender ID",
    "default_message_type": "Default message type",
    "default_message_feedback_enabled": "Message feedback",
}
SALT = "configuration-set-settings:"
NOT_HELD = "Not in this account."


class DefaultsForm(fields.Form):
    default_sender_id = fields.text(
        "SetDefaultSenderId",
        "sender_id",
        label=LABELS["default_sender_id"],
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
        label=LABELS["default_message_type"],
        required=False,
        help_text="What a message is when nothing else says so.",
    )
    default_message_feedback_enabled = forms.BooleanField(
        label=LABELS["default_message_feedback_enabled"],
        required=False,
        help_text="Applications report what became of a message, such as whether its code was entered.",
    )


class SetForm:
    """Defaults and tags together, and the settings that they were drawn with.

    data: what was posted; checked=False only shows it. name: of the set, "" of a new one.
    """

    def __init__(
        self,
        caller: Caller,
        current: ConfigurationSetSettings,
        name: str = "",
        *,
        data: QueryDict | None = None,
        checked: bool = True,
    ) -> None:
        self.caller, self.name, self.is_posted = caller, name, data is not None
        self.problem, self.stale = "", []
        # None of a form of an earlier release, or of one that somebody has tampered with.
        self.base = of_form(name, data.get("drawn", "")) if data is not None else current
        self.initial = self.base or current
        given = asdict(self.initial)
        if data is None:
            self.defaults = DefaultsForm(initial=given)
        elif checked:
            self.defaults = DefaultsForm(data)
        else:
            # A box that is not ticked posts nothing.
            self.defaults = DefaultsForm(initial={one: data.get(one, "") for one in LABELS})
        self.tags = Tags(self.initial.tags, data, owner="configuration set")

    @property
    def drawn(self) -> str:
        return sealed(SALT + self.name, asdict(self.initial))

    def check(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        return all([self.defaults.is_valid(), self.tags.check()])

    @property
    def posted(self) -> ConfigurationSetSettings:
        """What a valid form asks for."""
        return ConfigurationSetSettings(**self.defaults.cleaned_data, tags=self.tags.values())

    @property
    def has_errors(self) -> bool:
        rows = any(row.errors for row in self.tags.rows)
        return bool(self.problem or self.stale or self.defaults.errors or rows)

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than is saved."""
        before = DefaultsForm(initial=asdict(self.initial))
        controls = [control_of(self.defaults[name]) for name in changed_fields(self.defaults, before)]
        return [*controls, *map(self.tags.control_of, self.tags.changed)]

    @property
    def held(self) -> Sequence[str]:
        """Sender IDs to choose from; any other can be typed."""
        rows = SenderId.objects.for_caller(self.caller).order_by("sender_id")
        return list(rows.values_list("sender_id", flat=True).distinct()[:OFFERED])

    @cached_property
    def note(self) -> str:
        return note_on(self.caller, self.defaults["default_sender_id"].value() or "")

    def blame(self, error: ServiceError) -> None:
        """Say a refusal where it belongs: at the field, else above the buttons."""
        rest = self.defaults.blame(error, {"SenderId": "default_sender_id"})
        self.problem = refusals.sentence(error) if rest or not error.fields else ""

    def overtaken(self, moved: Sequence[Stale]) -> None:
        """Show what somebody else has changed; saving once more is meant then."""
        self.stale = [compared(item) for item in moved]
        self.initial = rebased(self.initial, moved)


def of_form(name: str, text: str) -> ConfigurationSetSettings | None:
    values = unsealed(SALT + name, text)
    try:
        return ConfigurationSetSettings(**values) if values else None
    except TypeError:  # an earlier release knew other settings
        return None


def compared(item: Stale) -> dict[str, str]:
    setting = LABELS.get(item.setting, f"Tag {item.key}")
    return {
        "setting": setting,
        "yours": in_words(item.setting, item.yours),
        "current": in_words(item.setting, item.current),
    }


def in_words(setting: str, value: Any) -> str:
    if setting == "tags":
        return "no such tag" if value is None else value or "no value"
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
