"""What to change on many: a setting, and only the fields that it has."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings as settings_of_console

from pools.errors import ValidationException
from pools.models import Pool
from pools.models.fast_reads.pool_forms import SettingsChoices
from pools.models.keywords import responses
from pools.models.opt_out_lists import DEFAULT
from pools.models.text import natural_key
from pools.operations.engine.caller import Caller
from pools.operations.rules import two_way
from pools.operations.rules.edits import OF_KEYWORDS, TWO_WAY_SETTINGS, Edit, Setting
from pools.pages.edits.words import setting_in_words
from pools.pages.kit import fields
from pools.pages.kit.keyword_rows import Keywords
from pools.pages.kit.tag_rows import reserved
from pools.reference import keywords as known

ON, OFF = "on", "off"
SWITCHES = (Setting.DELETION_PROTECTION, Setting.SHARED_ROUTES, Setting.SELF_MANAGED_OPT_OUTS)
DESTINATION = ("two_way_channel_arn", "two_way_channel_role")
FIELDS: Mapping[Setting, tuple[str, ...]] = {
    **dict.fromkeys(SWITCHES, ("value",)),
    Setting.TWO_WAY: ("value", *DESTINATION),
    Setting.PUT_TAG: ("tag_key", "tag_value"),
    Setting.REMOVE_TAG: ("tag_key",),
    Setting.OPT_OUT_LIST: ("opt_out_list_name",),
    Setting.PUT_KEYWORDS: (),
    Setting.REMOVE_KEYWORD: ("keyword",),
    Setting.COPY_KEYWORDS: ("pool",),
    Setting.ASSOCIATE: ("pool",),
    Setting.DISASSOCIATE: ("pool",),
    Setting.RELEASE: (),
}
LISTED_POOLS = 200  # of which the field of a pool suggests the ID


class EditForm(fields.Form):
    """settings: those that can be chosen."""

    setting = forms.ChoiceField(label="Setting", widget=forms.Select)
    value = fields.ChoiceField([(ON, "On"), (OFF, "Off")], label="New value", initial=ON)
    # Without the model's limits: the operations' rule can name the part that is wrong.
    two_way_channel_arn = fields.text_of({}, label="Topic ARN", strip=True, required=False)
    two_way_channel_role = fields.text_of({}, label="IAM role ARN", strip=True, required=False)
    tag_key = fields.tag_key(strip=True)
    tag_value = fields.tag_value()
    opt_out_list_name = fields.ChoiceField((), label="Opt-out list", widget=forms.Select)
    keyword = fields.text("DeleteKeyword", "keyword", label="Keyword")
    pool = fields.text_of({}, label="Pool", strip=True)

    def __init__(
        self,
        *args: Any,
        caller: Caller,
        resource_type: str,
        settings: tuple[Setting, ...],
        choices: SettingsChoices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.caller, self.resource_type, self.choices = caller, resource_type, choices
        self.fields["setting"].choices = [
            (one.value, setting_in_words(resource_type, one)) for one in settings
        ]
        self.fields["two_way_channel_arn"].widget.attrs["list"] = "known-topics"
        self.fields["pool"].widget.attrs["list"] = "known-pools"
        names = sorted(
            {DEFAULT, *choices.opt_out_lists}, key=lambda name: (name != DEFAULT, natural_key(name))
        )
        self.fields["opt_out_list_name"].choices = [(name, name) for name in names]
        given = self["setting"].value()
        self.chosen = Setting(given) if given in {*settings} else settings[0]
        for name in {*self.fields} - {"setting", *self.names}:
            del self.fields[name]
        given = self.data if self.is_bound else self.initial
        self.keywords = self.editor(given) if self.chosen == Setting.PUT_KEYWORDS else None

    @property
    def names(self) -> tuple[str, ...]:
        """A number leaves the pool that it is in, whichever that is."""
        if (self.resource_type, self.chosen) == ("phone-number", Setting.DISASSOCIATE):
            return ()
        return FIELDS[self.chosen]

    def editor(self, given: Mapping[str, str]) -> Keywords:
        """Rows of keywords, of which there is always one."""
        rows = Keywords({}, given, self.choices.keyword_limit, carriers_answer=False)
        if not rows.rows:
            rows.rows.append(rows.blank_row(0))
        return rows

    @property
    def shows_actions(self) -> bool:
        return settings_of_console.CONSOLE_KEYWORD_ACTIONS

    @cached_property
    def pools(self) -> list[tuple[str, str]]:
        """Pools to choose from, as ID and name."""
        rows = Pool.objects.for_caller(self.caller).order_by("name_key", "pk")
        return [(pool.pool_id, pool.label) for pool in rows.only("pool_id", "name")[:LISTED_POOLS]]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Of the setting; without two-way SMS there is no destination."""
        off = self.chosen == Setting.TWO_WAY and self["value"].value() == OFF
        return [self[name] for name in self.names if not (off and name in DESTINATION)]

    def clean_tag_key(self) -> str:
        key = self.cleaned_data["tag_key"]
        if problem := reserved(key):
            raise forms.ValidationError(problem)
        return key

    def clean_keyword(self) -> str:
        return known.in_upper_case(self.cleaned_data["keyword"].strip())

    def clean_pool(self) -> Pool:
        """By its ID, or by a name that only one has."""
        typed = self.cleaned_data["pool"]
        rows = Pool.objects.for_caller(self.caller)
        found = list(rows.filter(pool_id=typed)[:1]) or list(rows.named(typed)[:2])
        if len(found) != 1:
            why = (
                f"{len(found)} pools or more are called {typed}. Enter the ID."
                if found
                else f"There is no pool {typed}."
            )
            raise forms.ValidationError(why)
        return found[0]

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return (self.keywords is None or self.keywords.check()) and valid

    @property
    def problems(self) -> list[str]:
        """All that is wrong, in words that name the field."""
        found = [str(error) for errors in self.errors.values() for error in errors]
        rows = self.keywords.rows if self.keywords else ()
        return found + [text for row in rows for text in row.errors.values()]

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
        if self.chosen == Setting.OPT_OUT_LIST:
            return {self.chosen.value: given["opt_out_list_name"]}
        if self.chosen in OF_KEYWORDS:
            return self.wanted_keywords()
        if self.chosen == Setting.ASSOCIATE:
            return {given["pool"].pool_id: True}
        if self.chosen == Setting.DISASSOCIATE:
            return {given["pool"].pool_id: None} if "pool" in given else {}
        if self.chosen == Setting.RELEASE:
            return {"is_held": None}
        is_on = given["value"] == ON
        if self.chosen == Setting.TWO_WAY:
            channel = [given[name] if is_on else "" for name in DESTINATION]
            return dict(zip(TWO_WAY_SETTINGS, (is_on, *channel), strict=True))
        return {self.chosen.value: is_on}

    def wanted_keywords(self) -> dict[str, tuple[str, str] | None]:
        if self.chosen == Setting.REMOVE_KEYWORD:
            return {self.cleaned_data["keyword"]: None}
        if self.chosen == Setting.COPY_KEYWORDS:
            return responses(self.cleaned_data["pool"].keywords.all())
        # Where the page has no column for actions, each keeps what it has.
        typed = self.keywords.values().items()
        return {word: (text, action if self.shows_actions else "") for word, (text, action) in typed}
