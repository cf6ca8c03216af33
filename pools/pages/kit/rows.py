"""What the keyword and the tag editor share: rows drawn from the pool, posted, checked and counted."""

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError

from pools.errors import Field
from pools.models.text import one_spelling
from pools.pages.kit.fields import TextField, message
from pools.pages.kit.numbers import number_in

# A row's number in one spelling, so that its fields are found by it again.
FIELD = re.compile(r"([a-z]+)-(0|[1-9][0-9]{0,3})-([a-z_]+)")


@dataclass
class Row:
    """One line of an editor.

    index: its number in field names. saved: the key it was drawn with, "" where it is not saved yet.
    focus: which control takes the focus when the row is drawn again: key, value, remove or undo.
    """

    index: int
    saved: str = ""
    removed: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""
    # What is asked about the row in a conflict; see conflict.py.
    question: Any = None
    # What AWS has in its place, where that differs.
    in_aws: str = ""

    @property
    def key(self) -> str:
        """What tells this row from the others, as it would be saved."""
        raise NotImplementedError

    @property
    def is_untouched(self) -> bool:
        """Whether it is called what it was drawn with."""
        return bool(self.saved) and self.key == self.saved

    @property
    def is_changed(self) -> bool:
        """Whether saving the form would change something: the row is new, removed, or no longer as it was saved."""
        raise NotImplementedError

    @property
    def changed_at(self) -> str:
        """What shows the change of a row that is changed, as in `focus`."""
        return "undo" if self.removed else "value" if self.saved else "key"

    @property
    def saved_as(self) -> str:
        """`saved`, safe from what forms do to newlines."""
        return quote(self.saved)

    def facts(self) -> dict[str, Hashable]:
        """What shapes the row's markup: none of it is typed by people."""
        return {"saved": bool(self.saved), "removed": self.removed, "focus": self.focus}

    def texts(self) -> dict[str, Any]:
        """What fills it."""
        return {"index": self.index, "saved_as": self.saved_as}


class Editor:
    """Rows in the order in which they are shown, and how many there may be."""

    do_not_call_in_templates: ClassVar = True  # the class itself stands in the stencils of its rows
    prefix: ClassVar[str]
    row_template: ClassVar[str]
    noun: ClassVar[str]
    key_part: ClassVar[str]
    key_label: ClassVar[str]
    value_part: ClassVar[str]

    def __init__(self, initial: Mapping[str, Any], posted: Mapping[str, str] | None, limit: int) -> None:
        """initial: what the form was drawn with, by key. A row of it that the post doesn't name is kept."""
        self.initial, self.limit, self.focus_add = initial, limit, False
        lines = posted_lines(self.prefix, posted or {})
        named = {unquote(line.get("saved", "")) for line in lines.values()}
        unnamed = [key for key in self.order(initial) if key not in named]
        first = max(lines, default=-1) + 1
        self.rows = [self.posted_row(index, line) for index, line in lines.items()]
        self.rows += [self.initial_row(index, key) for index, key in enumerate(unnamed, first)]

    def order(self, initial: Mapping[str, Any]) -> list[str]:
        raise NotImplementedError

    def posted_row(self, index: int, line: Mapping[str, str]) -> Row:
        raise NotImplementedError

    def initial_row(self, index: int, key: str) -> Row:
        raise NotImplementedError

    def blank_row(self, index: int | str) -> Row:
        raise NotImplementedError

    def problems(self, row: Any) -> Iterator[tuple[str, str]]:
        """Which part of the row is wrong, and how. What it was drawn with is right, however odd."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.is_changed]

    def control_of(self, row: Row) -> str:
        """The ID of the control that shows a changed row's change."""
        if row.changed_at == "undo":
            return f"undo-{self.noun}-{row.index}"
        part = self.value_part if row.changed_at == "value" else self.key_part
        return f"id_{self.prefix}-{row.index}-{part}"

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.rows if not row.removed]

    @property
    def is_full(self) -> bool:
        # A row that is marked makes room at once: saving removes first and adds then.
        return len(self.kept) >= self.limit

    @property
    def is_over(self) -> bool:
        return len(self.kept) > self.limit

    @property
    def limit_text(self) -> str:
        used = len(self.kept)
        left = self.limit - used
        if left <= 0:
            return self.sentences["exceeded" if left else "reached"]
        kind = "more" if used else "first"
        return self.sentences[f"{kind} one" if left == 1 else kind].format(n=f"{left:,}")

    @property
    def sentences(self) -> dict[str, str]:
        """The words for the limit, which the script shows as well while rows come and go."""
        return {
            "first": f"You can add up to {{n}} {self.noun}s.",
            "first one": f"You can add up to {{n}} {self.noun}.",
            "more": f"You can add up to {{n}} more {self.noun}s.",
            "more one": f"You can add up to {{n}} more {self.noun}.",
            "reached": f"You have reached the limit of {self.limit:,} {self.noun}s.",
            "exceeded": f"You have exceeded the limit of {self.limit:,} {self.noun}s.",
        }

    @property
    def limit_texts(self) -> str:
        """The sentences as editor.js reads them."""
        return json.dumps(self.sentences)

    @property
    def template_row(self) -> Row:
        """What the script copies; it puts a number in place of the index."""
        return self.blank_row("__prefix__")

    def act(self, op: str, index: str) -> None:
        """What a button of the editor does without script: its name begins `op`, which a row's index may follow."""
        number = number_in(index, digits=4)
        row = -1 if number is None else number
        for verb in ("add", "remove", "undo"):
            if op == f"{verb}_{self.noun}":
                getattr(self, verb)(row)

    # Called as remove and undo are, with the index that the button's value may end in.
    def add(self, _: int = 0) -> None:
        """One more row; or the focus on the button, beside the words that say why not."""
        if self.is_full:
            self.focus_add = True
            return
        row = self.blank_row(max((row.index for row in self.rows), default=-1) + 1)
        row.focus = "key"
        self.rows.append(row)

    def remove(self, index: int) -> None:
        """Mark a saved row, drop a new one. The focus goes where the script would put it."""
        place = next((place for place, row in enumerate(self.rows) if row.index == index), None)
        if place is None:
            return
        row = self.rows[place]
        if row.saved:
            row.removed, row.focus = True, "undo"
            return
        del self.rows[place]
        # The one below moves up to where the person is looking; the one above is for the last row.
        near = [row for row in (*self.rows[place:], *reversed(self.rows[:place])) if not row.removed]
        for row in near[:1]:
            row.focus = "key"
        self.focus_add = not near

    def undo(self, index: int) -> None:
        for row in self.rows:
            if row.index == index and row.saved:
                row.removed, row.focus = False, "remove"

    def check(self) -> bool:
        """Give each row its errors. Returns whether there are none."""
        seen: dict[str, Row] = {}
        for row in self.kept:
            row.errors = {part: text for part, text in self.problems(row) if text}
            other = seen.setdefault(one_spelling(row.key), row)
            # Two that the API was sent in two spellings stay as they are.
            if other is not row and (other.key == row.key or not (other.is_untouched and row.is_untouched)):
                # At the later one, which is mostly the one that was just typed.
                row.errors.setdefault(self.key_part, message(Field("", "duplicate"), self.key_label))
        return not self.is_over and not any(row.errors for row in self.kept)

    def blame(self, key: str, part: str, text: str) -> bool:
        """Put a refusal of the operation at the row it is about. Returns whether there is one."""
        row = self.row_of(key)
        if row:
            # A row marked as removed hides its fields, and nobody would see the error.
            row.removed, row.errors[part] = False, text
        return row is not None

    def row_of(self, key: str) -> Row | None:
        """The row that is called so, or was when it was drawn."""
        return next((row for row in self.rows if key in (row.key, row.saved)), None)


def posted_lines(prefix: str, posted: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """The fields of each posted row by its number, rows in the order of the page."""
    lines: dict[int, dict[str, str]] = {}
    for name in posted:
        match = FIELD.fullmatch(name)
        if match and match[1] == prefix:
            lines.setdefault(int(match[2]), {})[match[3]] = posted[name]
    return lines


def problem_with(field: TextField, value: str) -> str:
    """What the field says of the value; blanks are nothing."""
    try:
        field.clean(value if value.strip() else "")
    except ValidationError as error:
        return error.messages[0]
    return ""


def as_lines(text: str) -> str:
    """A message as it stands in a browser's text area; a post has two characters for each newline."""
    return one_spelling(text.replace("\r\n", "\n").replace("\r", "\n"), is_message=True)


def as_line(text: str) -> str:
    """Text as it stands in a browser's input, which holds no newline."""
    return one_spelling(text.replace("\r", "").replace("\n", ""))


def unless_same(posted: str | None, initial: str, shown: Callable[[str], str]) -> str:
    """What was posted; or `initial`, where the two differ only in spelling, or in what a browser cannot show."""
    return initial if posted is None or shown(posted) == shown(initial) else shown(posted)
