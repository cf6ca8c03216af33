"""What a comparison is drawn from: its columns' heads, its rows in sections, and their cells."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pools.operations.engine.caller import Caller
from pools.operations.rules.comparing import differ, few
from pools.pages.edits.levelling import EDITED, Act, Item, id_of
from pools.pages.kit.words import labels
from pools.templatetags.console import none, on_off, status
from pools.templatetags.cutting import cut


@dataclass(frozen=True)
class Line:
    """One row. values: what is compared; cells: how they are shown. act: text and address of what levels them.

    columns: what the columns are called.
    """

    name: str
    values: Sequence[Hashable]
    cells: Sequence[str]
    act: Act | None = None
    why_none: str = ""
    columns: Sequence[str] = ()

    @property
    def differs(self) -> bool:
        return differ(self.values)

    @property
    def shown(self) -> list[tuple[str, str, bool]]:
        """Each cell with its column, and whether it is one of the few that differ from the others."""
        odd = few(self.values)
        named = zip(self.cells, self.columns, strict=True)
        return [(cell, column, place in odd) for place, (cell, column) in enumerate(named)]


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[Line]

    @cached_property
    def different(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def count(self) -> str:
        """ "3 of 7 differ"."""
        number = len(self.different)
        return f"{number} of {len(self.lines)} differ{'s' if number == 1 else ''}"


@dataclass(frozen=True)
class Head:
    """What stands above a column. remove: the address without it."""

    label: str
    shown_id: str
    href: str
    status: str
    message_type: str
    remove: str


def channel_cell(channel: tuple[bool, str, str]) -> SafeString:
    is_on, arn, role = channel
    lines = format_html_join(
        "", '<span class="compare__more">{}</span>', ((one,) for one in (arn, role) if one)
    )
    return format_html("{}{}", on_off(is_on), lines)


def keyword_cell(keyword: tuple[str, str]) -> SafeString:
    action, text = keyword
    before = "" if action == "AUTOMATIC_RESPONSE" else f"{labels.KEYWORD_ACTIONS[action]} · "
    return format_html("{}“{}”", before, text)


def members_cell(members: Sequence[str]) -> SafeString:
    if not members:
        return none()
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in members)))


def head_of(caller: Caller, item: Item, remove: str) -> Head:
    own_id = id_of(item)
    kind, text = labels.status(item.status)
    return Head(
        item.label,
        cut(own_id),
        EDITED[type(item)].url_of(caller, own_id),
        status(kind, text),
        labels.MESSAGE_TYPES[item.message_type],
        remove,
    )
