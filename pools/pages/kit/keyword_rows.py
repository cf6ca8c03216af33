"""The keyword editor: HELP and STOP first, 25 characters for a new word, the carriers' words left alone."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms.utils import flatatt

from pools.errors import Field
from pools.models.text import natural_key
from pools.operations.pool_settings import CONSOLE_KEYWORD_LENGTH
from pools.operations.rules.parts import parts_of
from pools.pages.kit import fields
from pools.pages.kit.rows import Editor, Row, as_line, as_lines, problem_with, unless_same, unquote
from pools.pages.kit.words.labels import KEYWORD_ACTIONS
from pools.reference import keywords as known

# The guide's console takes 25 characters, the API 30.
KEYWORD = fields.text("PutKeyword", "keyword", label="Keyword", max_length=CONSOLE_KEYWORD_LENGTH)
RESPONSE = fields.text("PutKeyword", "keyword_message", label="Response message", multiline=True, count=True)
ACTION = fields.choice("PutKeyword", "keyword_action", label="Keyword action", choices=KEYWORD_ACTIONS)


@dataclass
class KeywordRow(Row):
    keyword: str = ""
    keyword_message: str = ""
    keyword_action: str = "AUTOMATIC_RESPONSE"
    initial: tuple[str, str] | None = None
    is_managed: bool = False

    @property
    def key(self) -> str:
        """AWS keeps keywords in upper case."""
        return self.saved if self.is_fixed else known.in_upper_case(self.keyword)

    @property
    def is_changed(self) -> bool:
        now = (self.keyword_message, self.keyword_action)
        return self.removed or not self.is_untouched or now != self.initial

    @property
    def is_required(self) -> bool:
        return self.saved in known.REQUIRED

    @property
    def is_fixed(self) -> bool:
        """Whether the word and its action stay as they are; of a required one the message can be edited."""
        return self.is_required or self.is_managed

    def facts(self) -> dict[str, Hashable]:
        action = self.keyword_action if self.keyword_action in KEYWORD_ACTIONS else ""
        return super().facts() | {
            "is_managed": self.is_managed,
            "is_fixed": self.is_fixed,
            "also_opts_out": self.also_opts_out,
            "keyword_action": action,
            "action_label": KEYWORD_ACTIONS.get(action, ""),
        }

    def texts(self) -> dict[str, Any]:
        message = self.keyword_message
        own = {"keyword": self.keyword, "keyword_message": message, "counted": message_count(message)}
        return super().texts() | own

    @property
    def also_opts_out(self) -> bool:
        """Whether the word opts people out by law, though its row doesn't say so."""
        return self.key in known.OPT_OUT_WORDS and not self.is_fixed


class Keywords(Editor):
    prefix, noun, key_part, key_label = "keywords", "keyword", "keyword", KEYWORD.label
    value_part = "keyword_message"
    row_template = "kit/editors/keyword_row.html"
    # What the templates draw, ready once for all rows.
    actions: ClassVar = ACTION.choices
    word_rules: ClassVar = flatatt(KEYWORD.widget.attrs)
    message_rules: ClassVar = flatatt(RESPONSE.widget.attrs)
    noted: ClassVar = " ".join(known.OPT_OUT_WORDS)
    longest = CONSOLE_KEYWORD_LENGTH

    def __init__(
        self,
        initial: Mapping[str, tuple[str, str]],
        posted: Mapping[str, str] | None,
        limit: int,
        *,
        carriers_answer: bool,
    ) -> None:
        """carriers_answer: the pool has a US toll-free number, whose STOP and UNSTOP are not ours."""
        self.carriers_answer = carriers_answer
        super().__init__(initial, posted, limit)

    def order(self, initial: Mapping[str, tuple[str, str]]) -> list[str]:
        return sorted(initial, key=lambda word: (word not in known.REQUIRED, natural_key(word)))

    def initial_row(self, index: int, key: str) -> KeywordRow:
        values = self.initial[key]
        managed = self.carriers_answer and key in known.CARRIER_MANAGED
        return KeywordRow(
            index,
            saved=key,
            keyword=key,
            keyword_message=values[0],
            keyword_action=values[1],
            initial=values,
            is_managed=managed,
        )

    def blank_row(self, index: int | str) -> KeywordRow:
        return KeywordRow(index)

    def posted_row(self, index: int, line: Mapping[str, str]) -> KeywordRow:
        saved = unquote(line.get("saved", ""))
        row = self.initial_row(index, saved) if saved in self.initial else self.blank_row(index)
        row.removed = bool(row.saved and line.get("remove"))
        # The page lets nobody edit these rows, but a post need not come from the page.
        if not row.is_managed:
            row.keyword_message = unless_same(line.get("keyword_message"), row.keyword_message, as_lines)
        if not row.is_fixed:
            row.keyword = unless_same(line.get("keyword"), row.keyword, as_line)
            # Where CONSOLE_KEYWORD_ACTIONS hides the column, nothing is posted and each row keeps its own.
            usual = known.DEFAULT_ACTIONS.get(row.key, row.keyword_action)
            row.keyword_action = line.get("keyword_action") or usual
        return row

    def values(self) -> dict[str, tuple[str, str]]:
        return {row.key: (row.keyword_message, row.keyword_action) for row in self.kept}

    def problems(self, row: KeywordRow) -> Iterator[tuple[str, str]]:
        message, action = row.initial or (None, None)
        # Only what was touched: a word of 30 characters that came from the API must not hold up a save.
        if not row.saved or row.key != row.saved:
            yield "keyword", problem_with(KEYWORD, row.key) or edge_spaces(row.key)
        if row.keyword_message != message:
            yield "keyword_message", problem_with(RESPONSE, row.keyword_message)
        if row.keyword_action != action:
            yield "keyword_action", problem_with(ACTION, row.keyword_action)


def message_count(message: str) -> str:
    """The counter of a response, as form.js writes it while somebody types."""
    lines = as_lines(message)
    text = f"Character count: {len(lines):,}/{RESPONSE.facts['max']:,}"
    return f"{text} · {parts_of(lines)}" if lines else text


def edge_spaces(word: str) -> str:
    # The model's pattern has nothing against edge spaces, but AWS refuses them.
    return fields.message(Field("", "edge_spaces"), KEYWORD.label) if word != word.strip() else ""
