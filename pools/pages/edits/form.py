"""What to change on many: a setting, and only the fields that it has."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pools.errors import ValidationException
from pools.models.fast_reads.pool_forms import SettingsChoices
from pools.operations.engine.caller import Caller
from pools.operations.rules import two_way
from pools.operations.rules.edits import TWO_WAY_SETTINGS, Edit, Setting
from pools.pages.edits.words import SETTINGS
from pools.pages.kit import fields
from pools.pages.kit.tag_rows import reserved

ON, OFF = "on", "off"
SWITCHES = (Setting.DELETION_PROTECTION, Setting.SHARED_ROUTES, Setting.SELF_MANAGED_OPT_OUTS)
DESTINATION = ("two_way_channel_arn", "two_way_channel_role")
FIELDS: Mapping[Setting, tuple[str, ...]] = {
    **dict.fromkeys(SWITCHES, ("value",)),
    Setting.TWO_WAY: ("value", *DESTINATION),
    Setting.PUT_TAG: ("tag_key", "tag_value"),
    Setting.REMOVE_TAG: ("tag_key",),
}


class EditForm(fields.Form):
    """settings: those that can be chosen."""

    setting = forms.ChoiceField(label="Setting", widget=forms.Select)
    value = fields.ChoiceField([(ON, "On"), (OFF, "Off")], label="New value", initial=ON)
    # Without the model's limits: the operations' rule can name the part that is wrong.
    two_way_channel_arn = fields.text_of({}, label="Topic ARN", strip=True, required=False)
    two_way_channel_role = fields.text_of({}, label="IAM role ARN", strip=True, required=False)
    tag_key = fields.tag_key(strip=True)
    tag_value = fields.tag_value()

    def __init__(
        self,
        *args: Any,
        caller: Caller,
        settings: tuple[Setting, ...],
        choices: SettingsChoices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        self.fields["setting"].choices = [(one.value, SETTINGS[one]) for one in settings]
        self.fields["two_way_channel_arn"].widget.attrs["list"] = "known-topics"
        given = self["setting"].value()
        self.chosen = Setting(given) if given in {*settings} else settings[0]
        for name in {*self.fields} - {"setting", *FIELDS[self.chosen]}:
            del self.fields[name]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Of the setting; without two-way SMS there is no destination."""
        off = self.chosen == Setting.TWO_WAY and self["value"].value() == OFF
        return [self[name] for name in FIELDS[self.chosen] if not (off and name in DESTINATION)]

    def clean_tag_key(self) -> str:
        key = self.cleaned_data["tag_key"]
        if problem := reserved(key):
            raise forms.ValidationError(problem)
        return key

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.chosen == Setting.TWO_WAY and values.get("value") == ON:
            self.must("two_way_channel_arn", two_way.must_be_channel)
            self.must("two_way_channel_role", two_way.must_be_role)
        return values

    def must(self, name: str, rule: Any) -> None:
        if name in self.errors:
            return
        value = self.cleaned_data[name]
        if name == DESTINATION[0] and not value:
            self.add_error(name, fields.message(fields.Field("", "missing"), self.fields[name].label))
            return
        try:
            rule(self.caller, value)
        except ValidationException as error:
            self.blame(error, {problem.name: name for problem in error.fields})

    @property
    def edit(self) -> Edit:
        """What a valid form asks for."""
        return Edit(self.chosen, self.values())

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.chosen == Setting.PUT_TAG:
            return {given["tag_key"]: given["tag_value"]}
        if self.chosen == Setting.REMOVE_TAG:
            return {given["tag_key"]: None}
        is_on = given["value"] == ON
        if self.chosen == Setting.TWO_WAY:
            channel = [given[name] if is_on else "" for name in DESTINATION]
            return dict(zip(TWO_WAY_SETTINGS, (is_on, *channel), strict=True))
        return {self.chosen.value: is_on}
