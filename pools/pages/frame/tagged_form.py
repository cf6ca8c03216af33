"""A few settings and the tags of one resource in a form, saved together, with what they were drawn with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from django.http import QueryDict

from pools.errors import ServiceError
from pools.operations.engine.caller import Caller
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import fields
from pools.pages.kit.sealed import rebased, sealed, unsealed
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import refusals
from pools.refusals import Stale


class TaggedForm:
    """fields_type: the settings without the tags, each by its name. settings_type: all of them, as saving takes them.

    members: which field a member of the request is. salt: of the seal. owner: what the tags are on.
    data: what was posted; checked=False only shows it. key: the resource's own, "" of a new one.
    """

    fields_type: ClassVar[type[fields.Form]]
    settings_type: ClassVar[type]
    members: ClassVar[Mapping[str, str]]
    salt: ClassVar[str]
    owner: ClassVar[str]

    def __init__(
        self,
        caller: Caller,
        current: Any,
        key: str = "",
        *,
        data: QueryDict | None = None,
        checked: bool = True,
    ) -> None:
        self.caller, self.key, self.is_posted = caller, key, data is not None
        self.alert, self.stale = "", []
        # None of a form of an earlier release, or of one that somebody has tampered with.
        self.base = self.drawn_with(data.get("drawn", "")) if data is not None else current
        self.initial = self.base or current
        if data is None:
            self.fields = self.fields_type(initial=asdict(self.initial))
        elif checked:
            self.fields = self.fields_type(data)
        else:
            # A box that is not ticked posts nothing.
            shown = {name: data.get(name, "") for name in self.fields_type.base_fields}
            self.fields = self.fields_type(initial=shown)
        self.tags = Tags(self.initial.tags, data, owner=self.owner)

    @property
    def drawn(self) -> str:
        return sealed(self.salt + self.key, asdict(self.initial))

    def drawn_with(self, text: str) -> Any:
        values = unsealed(self.salt + self.key, text)
        try:
            return self.settings_type(**values) if values else None
        except TypeError:  # an earlier release knew other settings
            return None

    def check(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        return all([self.fields.is_valid(), self.tags.check()])

    @property
    def posted(self) -> Any:
        """What a valid form asks for."""
        return self.settings_type(**self.fields.cleaned_data, tags=self.tags.values())

    @property
    def has_errors(self) -> bool:
        rows = any(row.errors for row in self.tags.rows)
        return bool(self.alert or self.stale or self.fields.errors or rows)

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than is saved."""
        before = self.fields_type(initial=asdict(self.initial))
        controls = [control_of(self.fields[name]) for name in changed_fields(self.fields, before)]
        return [*controls, *map(self.tags.control_of, self.tags.changed)]

    def blame(self, error: ServiceError) -> None:
        """Say a refusal where it belongs: at the field, else above the form."""
        rest = self.fields.blame(error, self.members)
        self.alert = refusals.sentence(error) if rest or not error.fields else ""

    def overtaken(self, moved: Sequence[Stale]) -> None:
        """Show what somebody else has changed; saving once more is meant then."""
        self.stale = [self.compared(item) for item in moved]
        self.initial = rebased(self.initial, moved)

    def compared(self, item: Stale) -> dict[str, str]:
        named = self.fields_type.base_fields.get(item.setting)
        return {
            "setting": named.label if named else f"Tag {item.key}",
            "yours": self.in_words(item.setting, item.yours),
            "current": self.in_words(item.setting, item.current),
        }

    def in_words(self, setting: str, value: Any) -> str:
        if setting == "tags":
            return "no such tag" if value is None else value or "no value"
        return self.word_of(setting, value)

    def word_of(self, setting: str, value: Any) -> str:
        """The value of a setting that is no tag."""
        raise NotImplementedError
