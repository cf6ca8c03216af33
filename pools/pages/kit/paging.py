"""How many rows there are, and one page of them: the end of a long table costs no more than its start."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from pools.pages.kit.numbers import number_in

# A count reads every row that it counts: exact as long as that is cheap, then only for the last page.
COUNTED = 1_000
SIZE = 25  # rows a page, of a list that has no preferences
ELLIPSIS = "…"


def page_number(text: str) -> int | None:
    """The page that a parameter asks for; None for "last", 1 for anything that is no number."""
    if text == "last":
        return None
    return number_in(text, digits=8) or 1


@dataclass(frozen=True)
class Counted:
    """How many rows there are; `more` where counting stopped at 1,000. kept: the exact number, if one is kept."""

    number: int
    more: bool = False
    kept: int | None = None

    @classmethod
    def from_rows(cls, counted: int, kept: int | None = None) -> "Counted":
        """From a count that stops one past the last row that is counted."""
        return cls(min(counted, COUNTED), counted > COUNTED, kept)

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"

    @property
    def matches(self) -> str:
        """What a search found, in words: "1 match", "3 matches"."""
        return f"{self} match{'' if str(self) == '1' else 'es'}"


class Paginator:
    """How many rows and pages there are: counted to the last up to 1,000, and beyond that only when asked."""

    ELLIPSIS = ELLIPSIS

    def __init__(self, rows: QuerySet, size: int, *, exact: bool, counted: Counted | None = None) -> None:
        """counted: how many rows there are, where that is known already."""
        # Without the order: a database would sort all rows before it counts some.
        counted = counted or Counted.from_rows(rows.order_by()[: COUNTED + 1].count())
        if counted.more and exact:
            counted = Counted(rows.order_by().count() if counted.kept is None else counted.kept)
        self.counted, self.count, self.more = counted, counted.number, counted.more
        self.num_pages = max(1, -(-self.count // size))

    def get_elided_page_range(
        self, number: int, *, on_each_side: int = 2, on_ends: int = 1
    ) -> list[int | str]:
        """The pages to link to from `number`, with ellipses; "last" where their number is not known."""
        near = range(max(1, number - on_each_side), min(self.num_pages, number + on_each_side) + 1)
        ends = () if self.more else range(self.num_pages, self.num_pages + 1)
        out: list[int | str] = []
        for page in sorted({*range(1, on_ends + 1), *near, *ends}):
            if out and page - out[-1] > 1:
                out.append(ELLIPSIS)
            out.append(page)
        return [*out, ELLIPSIS, "last"] if self.more else out


class Found:
    """Rows that a search found, by their keys. A search reads a whole table, so it runs once, not again to count.

    Or rows of what is no table, by their places.
    """

    def __init__(self, keys: Sequence[int], fetch: Callable[[Sequence[int]], Iterable[Any]]) -> None:
        """fetch: the rows of some keys, in the list's order."""
        self.keys, self.fetch = keys, fetch

    def __getitem__(self, part: slice) -> Iterable[Any]:
        return self.fetch(self.keys[part])


class ReadRows(list):
    """Rows that are read already, as a page counts and cuts them."""

    def order_by(self) -> "ReadRows":
        return self

    def __getitem__(self, part: Any) -> Any:
        found = super().__getitem__(part)
        return ReadRows(found) if isinstance(part, slice) else found

    def count(self, *_: Any) -> int:
        return len(self)

    def reverse(self) -> "ReadRows":
        return ReadRows(self[::-1])


class Page:
    """One page of rows. One near the end is read from the end, as fast on an index as the start."""

    def __init__(
        self,
        rows: QuerySet | Found,
        number: int | None,
        size: int,
        *,
        url: Callable[..., str] | None = None,
        counted: Counted | None = None,
    ) -> None:
        """number: None stands for the last page. url: makes the address of another page, as url(page=2)."""
        # Only of a page beyond what was counted is it unknown whether it exists.
        exact = number is None or number * size > COUNTED
        self.paginator = Paginator(rows, size, exact=exact, counted=counted)
        self.size, self.url = size, url
        self.number = self.paginator.num_pages if number is None else min(number, self.paginator.num_pages)
        self.start = (self.number - 1) * size
        far = self.paginator.count > COUNTED and not isinstance(rows, Found)
        self.rows = list(self._from_end(rows) if far else rows[self.start : self.start + size])

    # A database walks past every row that OFFSET skips, so the nearer end is the one to walk from.
    def _from_end(self, rows: QuerySet) -> list[Any]:
        after = max(0, self.paginator.count - self.start - self.size)
        if after >= self.start:
            return list(rows[self.start : self.start + self.size])
        return list(rows.reverse()[after : self.paginator.count - self.start])[::-1]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.paginator.num_pages or self.paginator.more

    @property
    def first(self) -> int:
        return self.start + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.start + len(self.rows)


def page_of_rows(
    request: HttpRequest, rows: Any, size: int = SIZE, *, name: str = "page", anchor: str = ""
) -> Page:
    """One page of rows, as the address says. name, anchor: of a second list on the page, its parameter and place."""
    others = request.GET.copy()

    def url(page: int | str) -> str:
        others[name] = str(page)
        return f"{request.path}?{others.urlencode()}{anchor}"

    return Page(rows, page_number(request.GET.get(name, "")), size, url=url)
