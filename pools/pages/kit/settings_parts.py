"""What the settings forms of pools and of numbers share: switches, keywords and tags, shown or checked together."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.http import QueryDict

from pools.errors import ServiceError
from pools.pages.kit.asking import Asking
from pools.pages.kit.keyword_rows import Keywords
from pools.pages.kit.rows import Editor
from pools.pages.kit.switches import EXISTING, KEPT, NEW, Switches
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import refusals

ROW_PARTS = {"KeywordMessage": "keyword_message", "KeywordAction": "keyword_action"}


class SettingsParts(Asking):
    """members: which field of the switches a member of the request is.

    choices: what it offers, as settings_choices gives it.
    """

    switches_type: ClassVar[type[Switches]]
    members: ClassVar[Mapping[str, str]]
    choices: Any

    def draw(self, data: QueryDict | None, checked: bool, owner: str) -> None:
        """Make the parts. owner: what the tags are on."""
        self.switches = self.make_switches(data, checked)
        self.keywords = Keywords(
            self.initial_settings.keywords,
            data,
            self.choices.keyword_limit,
            carriers_answer=self.choices.has_us_toll_free,
        )
        self.tags = Tags(self.initial_settings.tags, data, owner=owner)

    def make_switches(self, data: QueryDict | None, checked: bool) -> Switches:
        more = {
            "caller": self.caller,
            "initial_settings": self.initial_settings,
            "lists": self.choices.opt_out_lists,
        }
        if data is None:
            return self.switches_type(initial=self.initial, **more)
        if checked:
            return self.switches_type(data, **more)
        # A switch that is off posts nothing.
        shown = {name: data.get(name, "") for name in self.switches_type.base_fields}
        return self.switches_type(initial=shown, **more)

    def unpacked(self, values: dict[str, Any]) -> Any:
        keywords = {word: tuple(response) for word, response in values["keywords"].items()}
        return self.settings_type(**values | {"keywords": keywords})

    @property
    def editors(self) -> Mapping[str, Editor]:
        return {"keywords": self.keywords, "tags": self.tags}

    @property
    def has_errors(self) -> bool:
        rows = (*self.keywords.rows, *self.tags.rows)
        return bool(self.alert or self.conflict or self.switches.errors or any(row.errors for row in rows))

    @property
    def initial(self) -> dict[str, Any]:
        shown = self.initial_settings
        return {name: getattr(shown, name) for name in self.members.values()} | {
            "destination": self.destination,
            # The field takes ARNs; what is kept stands beside a radio of its own.
            "two_way_channel_arn": "" if self.destination == KEPT else shown.two_way_channel_arn,
        }

    @property
    def destination(self) -> str:
        if self.other_channel:
            return KEPT
        return EXISTING if self.initial_settings.two_way_channel_arn or self.choices.topics else NEW

    @property
    def other_channel(self) -> str:
        """A channel that this form cannot express, such as Amazon Connect: shown, and kept."""
        channel = self.initial_settings.two_way_channel_arn
        return "" if not channel or channel.startswith("arn:") else channel

    @property
    def chosen(self) -> str:
        return self.switches["destination"].value()

    @property
    def is_new(self) -> bool:
        return self.chosen == NEW

    @property
    def is_existing(self) -> bool:
        return self.chosen == EXISTING

    @property
    def is_kept(self) -> bool:
        return self.chosen == KEPT

    @property
    def topic_format(self) -> str:
        return f"Format: arn:aws:sns:{self.caller.region}:{{12 digits}}:{{name}}"

    @property
    def shows_actions(self) -> bool:
        return settings.CONSOLE_KEYWORD_ACTIONS

    @cached_property
    def is_valid(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        return all([self.switches.is_valid(), self.keywords.check(), self.tags.check()])

    @property
    def asked(self) -> dict[str, Any]:
        """What a valid form asks for, by the names of the settings."""
        values = self.switches.cleaned_data
        plain = {name: values[name] for name in self.members.values() if name in values}
        return plain | {
            "two_way_channel_arn": values["channel"],
            "two_way_channel_role": values["role"],
            # There is always a list: a post without one leaves it as it is.
            "opt_out_list_name": values["opt_out_list_name"] or self.initial_settings.opt_out_list_name,
            "keywords": self.keywords.values(),
            "tags": self.tags.values(),
        }

    def mark_rows(self, keywords: Mapping[str, str], tags: Mapping[str, str]) -> None:
        """Say at each row what AWS has in its place, by the rows' keys."""
        for rows, words in ((self.keywords.rows, keywords), (self.tags.rows, tags)):
            for row in rows:
                row.in_aws = words.get(row.key, "")

    def blame(self, error: ServiceError) -> None:
        """Say a refusal where it belongs: at a row, at a field, else above the form."""
        text = refusals.sentence(error)
        # The list was deleted meanwhile, and a ResourceNotFoundException names no field.
        if error.resource_type == "opt-out-list":
            self.switches.add_error("opt_out_list_name", text)
        elif not self.blame_row(error, text):
            rest = self.switches.blame(error, self.members)
            self.alert = text if len(rest) == len(error.fields) else ""

    def blame_row(self, error: ServiceError, text: str) -> bool:
        if error.row:
            part = next((ROW_PARTS[f.name] for f in error.fields if f.name in ROW_PARTS), "keyword")
            return self.keywords.blame(error.row.key, part, text)
        return any(
            # By key: only tags that changed are sent, so an index counts other rows than the form's.
            self.tags.blame(problem.value, "key", text)
            for problem in error.fields
            if problem.name.startswith("Tags[") and isinstance(problem.value, str)
        )
