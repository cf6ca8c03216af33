"""How somebody likes the lists: page size and columns of each, and what holds for all of them.

It is kept with the person, so another browser knows it too. Whatever is kept there, an earlier or later release
may have written: what means nothing now falls back to what everybody begins with.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Self

from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from pools.models import User
from pools.pages.kit.columns import DEFAULT_SIZE, SIZES, Column
from pools.templatetags.console import exact, when

DENSITIES = {"comfortable": "Comfortable", "compact": "Compact"}
TIMES = {"relative": "2 days ago", "exact": "Exact"}
# In the session, from the dialog to the list that it leads back to: whose preferences were confirmed.
CONFIRMED = "preferences_confirmed"


@dataclass(frozen=True)
class ForAllLists:
    density: str = "comfortable"
    times: str = "relative"
    wraps: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        density, times = kept.get("density"), kept.get("times")
        return cls(
            density if density in DENSITIES else cls.density,
            times if times in TIMES else cls.times,
            bool(kept.get("wraps")),
        )


@dataclass(frozen=True)
class ForList:
    """size: rows a page. order: the keys of all columns. hidden: of those that are not shown."""

    size: int
    order: tuple[str, ...]
    hidden: tuple[str, ...]

    @classmethod
    def usual(cls, columns: Sequence[Column]) -> Self:
        hidden = tuple(column.key for column in columns if not column.shown)
        return cls(DEFAULT_SIZE, tuple(column.key for column in columns), hidden)

    @classmethod
    def read(cls, columns: Sequence[Column], kept: Mapping[str, Any]) -> Self:
        usual = cls.usual(columns)
        if not kept:
            return usual
        size, order, hidden = (kept.get(name) for name in ("size", "order", "hidden"))
        known = [key for key in order if key in usual.order] if isinstance(order, list) else []
        # The first names the row, so it stays. Columns that a release brings come last, as it shows them.
        first, *_ = usual.order
        new = [key for key in usual.order if key not in known]
        wanted = hidden if isinstance(hidden, list) else usual.hidden
        placed = [column.key for column in columns if column.keeps_place and column.key in new]
        order = dict.fromkeys([first, *known, *(key for key in new if key not in placed)])
        order = in_their_places(list(order), usual.order, placed)
        return cls(
            size if size in SIZES else usual.size,
            order,
            tuple(key for key in order[1:] if key in (usual.hidden if key in new else wanted)),
        )

    def moved(self, key: str, step: int) -> Self:
        """The column one place further up (-1) or down; the first, which names the row, stays where it is."""
        first, *others = self.order
        if key not in others:
            return self
        place = others.index(key)
        others.insert(max(0, place + step), others.pop(place))
        return replace(self, order=(first, *others))

    def columns(self, columns: Sequence[Column]) -> list[Column]:
        """All of them, in this order."""
        by_key = {column.key: column for column in columns}
        return [by_key[key] for key in self.order]

    def visible(self, columns: Sequence[Column]) -> list[Column]:
        return [column for column in self.columns(columns) if column.key not in self.hidden]


def in_their_places(order: list[str], usual: Sequence[str], placed: Sequence[str]) -> tuple[str, ...]:
    """With what is placed, each behind what it usually stands behind."""
    for before, key in pairwise(usual):
        if key in placed:
            order.insert(order.index(before) + 1, key)
    return tuple(order)


def kept_by(user: User | None) -> dict[str, Any]:
    """What was read together with the user; see fast_reads/callers.py."""
    text = getattr(user, "list_preferences", None)
    kept = json.loads(text) if text else {}
    return kept if isinstance(kept, dict) else {}


def for_all_lists(user: User | None) -> ForAllLists:
    return ForAllLists.read(kept_by(user))


def for_list(user: User, name: str, columns: Sequence[Column]) -> ForList:
    kept = kept_by(user).get(name)
    return ForList.read(columns, kept if isinstance(kept, dict) else {})


def created_cells(user: User) -> Callable[[datetime, datetime], SafeString]:
    """What writes a moment into a table, now being the second: "2 days ago", or the time itself."""
    zone = timezone.get_current_timezone()
    if for_all_lists(user).times == "exact":
        return lambda moment, now: exact(moment, zone)
    return lambda moment, now: when(moment, now, zone)


def posted(data: QueryDict, columns: Sequence[Column]) -> tuple[ForList, ForAllLists]:
    """What a form says; whatever is wrong in it stays as everybody begins."""
    size = data.get("size", "")
    order, shown = data.getlist("order"), data.getlist("shown")
    one = {
        "size": int(size) if size in map(str, SIZES) else None,
        "order": order,
        "hidden": [key for key in order if key not in shown],
    }
    return ForList.read(columns, one), ForAllLists.read({**data.dict(), "wraps": "wraps" in data})


def to_keep(user: User, name: str, one: ForList, every: ForAllLists) -> dict[str, Any]:
    """What stands beside other lists' preferences, which stay."""
    return kept_by(user) | {name: asdict(one)} | asdict(every)
