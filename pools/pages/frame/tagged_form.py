"""A few settings of one resource in a form, mostly with its tags, saved together, with what they were drawn with."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict

from pools.errors import ServiceError
from pools.operations.engine.caller import Caller
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import fields
from pools.pages.kit.asking import Asking
from pools.pages.kit.rows import Editor
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import refusals


class PlainForm(Asking):
    """fields_type: the settings that are no rows, each by its name. members: which field a member of the request is.

    data: what was posted; checked=False only shows it. key: the resource's own, "" of a new one.
    """

    fields_type: ClassVar[type[fields.Form]]
    members: ClassVar[Mapping[str, str]]

    def __init__(
        self,
        caller: Caller,
        current: Any,
        key: str = "",
        *,
        data: QueryDict | None = None,
        checked: bool = True,
    ) -> None:
        self.begin(caller, key, current, data)
        if data is None:
            self.fields = self.before
        elif checked:
            self.fields = self.fields_type(data)
        else:
            # A box that is not ticked posts nothing.
            shown = {name: data.get(name, "") for name in self.fields_type.base_fields}
            self.fields = self.fields_type(initial=shown)

    @cached_property
    def before(self) -> fields.Form:
        """The fields as they were drawn first."""
        return self.fields_type(initial=asdict(self.initial_settings))

    def check(self) -> bool:
        return self.fields.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        return self.fields.cleaned_data

    @property
    def posted(self) -> Any:
        """What a valid form asks for."""
        return self.settings_type(**self.asked)

    @property
    def has_errors(self) -> bool:
        return bool(self.alert or self.conflict or self.fields.errors)

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than is saved."""
        return [control_of(self.fields[name]) for name in changed_fields(self.fields, self.before)]

    def blame(self, error: ServiceError) -> None:
        """Say a refusal where it belongs: at the field, else above the form."""
        rest = self.fields.blame(error, self.members)
        self.alert = refusals.sentence(error) if rest or not error.fields else ""

    def label_of(self, setting: str) -> str:
        return str(self.fields_type.base_fields[setting].label)


class TaggedForm(PlainForm):
    """owner: what the tags are on."""

    owner: ClassVar[str]

    def __init__(self, *args: Any, data: QueryDict | None = None, **how: Any) -> None:
        super().__init__(*args, data=data, **how)
        self.tags = Tags(self.initial_settings.tags, data, owner=self.owner)

    @property
    def editors(self) -> Mapping[str, Editor]:
        return {"tags": self.tags}

    def check(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        return all([super().check(), self.tags.check()])

    @property
    def asked(self) -> dict[str, Any]:
        return super().asked | {"tags": self.tags.values()}

    @property
    def has_errors(self) -> bool:
        return super().has_errors or any(row.errors for row in self.tags.rows)

    @property
    def changed(self) -> list[str]:
        return [*super().changed, *map(self.tags.control_of, self.tags.changed)]
