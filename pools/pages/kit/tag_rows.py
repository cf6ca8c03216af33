"""The tag editor: a resource's own tags. Those whose keys start with aws: stand beside them, read-only."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms.utils import flatatt

from pools.errors import Field
from pools.models.text import natural_key
from pools.operations.tags import NAME, is_reserved
from pools.pages.kit import fields
from pools.pages.kit.rows import Editor, Row, as_line, problem_with, unless_same, unquote
from pools.reference import quotas

KEY, VALUE = fields.tag_key(), fields.tag_value()


@dataclass
class TagRow(Row):
    tag_key: str = ""
    value: str = ""
    initial: str | None = None
    # Whether its owner is called by the value of its tag Name.
    may_name: bool = False

    @property
    def key(self) -> str:
        return self.saved or self.tag_key

    @property
    def is_changed(self) -> bool:
        return self.removed or not self.saved or self.value != self.initial

    @property
    def is_name(self) -> bool:
        return self.may_name and self.key == NAME

    def facts(self) -> dict[str, Hashable]:
        return super().facts() | {"is_name": self.is_name}

    def texts(self) -> dict[str, Any]:
        return super().texts() | {"key": self.key, "value": self.value}


class Tags(Editor):
    prefix, noun, key_part, key_label = "tags", "tag", "key", KEY.label
    value_part = "value"
    row_template = "kit/editors/tag_row.html"
    key_rules: ClassVar = flatatt(KEY.widget.attrs)
    value_rules: ClassVar = flatatt(VALUE.widget.attrs)

    def __init__(
        self, initial: Mapping[str, str], posted: Mapping[str, str] | None, *, owner: str = "pool"
    ) -> None:
        """owner: what the tags are on."""
        self.owner = owner
        super().__init__(initial, posted, quotas.default(quotas.TAGS_PER_RESOURCE))

    @property
    def reserved(self) -> dict[str, str]:
        # AWS sets tags of aws: itself: nobody can change them, and they count towards no limit.
        keys = sorted(filter(is_reserved, self.initial), key=natural_key)
        return {key: self.initial[key] for key in keys}

    def order(self, initial: Mapping[str, str]) -> list[str]:
        own = (key for key in initial if not is_reserved(key))
        # The tag Name is what people call a resource by, and a pool's name.
        return sorted(own, key=lambda key: (key != NAME, natural_key(key)))

    def initial_row(self, index: int, key: str) -> TagRow:
        value = self.initial[key]
        return self.row(index, saved=key, tag_key=key, value=value, initial=value)

    def blank_row(self, index: int | str) -> TagRow:
        return self.row(index)

    def row(self, index: int | str, **given: Any) -> TagRow:
        return TagRow(index, may_name=self.owner == "pool", **given)

    def posted_row(self, index: int, line: Mapping[str, str]) -> TagRow:
        saved = unquote(line.get("saved", ""))
        if saved not in self.initial or is_reserved(saved):
            # Spaces that nobody sees would make another key of the same word, and a key can't be changed later.
            key = as_line(line.get("key", "")).strip()
            return self.row(index, tag_key=key, value=as_line(line.get("value", "")))
        # The key stays: AWS has no call that renames one, and TagResource would add a second tag.
        row = self.initial_row(index, saved)
        row.removed = bool(line.get("remove"))
        row.value = unless_same(line.get("value"), row.value, as_line)
        return row

    def values(self) -> dict[str, str]:
        return self.reserved | {row.key: row.value for row in self.kept}

    def problems(self, row: TagRow) -> Iterator[tuple[str, str]]:
        if not row.saved:
            yield "key", problem_with(KEY, row.key) or reserved(row.key)
        if row.value != row.initial:
            yield "value", problem_with(VALUE, row.value)


def reserved(key: str) -> str:
    return fields.message(Field("", "reserved"), KEY.label) if is_reserved(key) else ""
