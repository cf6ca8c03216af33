"""Lists whose whole state is in the URL: search, filters, sort, page, size. Bad values fall away silently."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.db.models import QuerySet
from django.http import QueryDict

from pools.models.searching import searched
from pools.operations.engine.caller import Caller
from pools.pages.kit.columns import DEFAULT_SIZE, SIZES, Column
from pools.pages.kit.filters import Filter
from pools.pages.kit.list_preferences import ForList
from pools.pages.kit.paging import COUNTED, Counted, Found, Page, page_number
from pools.templatetags.lists import Header

LONGEST_SEARCH = 256
LOST = "No row matches any more, as what the list was filtered by is gone: {}. Filter it anew."
# The parameter that shows what can be chosen in a filter, and its value for all of them at once.
OPEN, ALL_FILTERS = "open", "filters"
DIRECTIONS = {"asc": "ascending", "desc": "descending"}
# A page has some thirty addresses of its list, of the same few values.
quoted = lru_cache(maxsize=512)(quote_plus)


def by(*fields: str) -> Callable[[QuerySet, bool], QuerySet]:
    """Sort by the first field; the others, newest first, decide between equals."""

    def sort(rows: QuerySet, descending: bool) -> QuerySet:
        return rows.order_by(f"-{fields[0]}" if descending else fields[0], *fields[1:])

    return sort


def by_age(rows: QuerySet, descending: bool) -> QuerySet:
    """Newest or oldest first, in the order that the tables' indexes have both ways."""
    return rows.order_by(*(("-created_timestamp", "-pk") if descending else ("created_timestamp", "pk")))


def by_text(caller: Caller) -> Callable[[QuerySet, str], QuerySet]:
    """A search of the caller's rows by their own text alone."""
    return lambda rows, text: searched(rows, caller, text)


class Listing:
    """One list as the URL asks for it."""

    def __init__(
        self,
        path: str,
        query: QueryDict,
        rows: QuerySet,
        *,
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        default_sort: str,
        size: int = DEFAULT_SIZE,
        preferred: ForList | None = None,
        sizes: Sequence[int] = SIZES,
        counted: Counted | None = None,
        search: Callable[[QuerySet, str], QuerySet] | None = None,
    ) -> None:
        """path, query: the list's address, which need not be that of the request, as after an act on its page.

        size: the default, one of `sizes`. search: how rows are searched, where they can be.
        preferred: the person's columns and size, where they can choose them.
        counted: how many rows there are before any filter, where the page knows that already.
        """
        self.path, self.all_rows, self.columns, self.filters = path, rows, columns, filters
        self.visible = preferred.visible(columns) if preferred else list(columns)
        wanted = preferred.size if preferred else size
        # Somebody else's browser prefers another size, so an address that is read there has to say it.
        self.default_sort, self.default_size = default_sort, size if wanted == size else None
        self.counted = counted
        self.search = search
        self.given = dict(query.lists())
        text = query.get("q", "") if search else ""
        # Stripped again, as the cut may end in a space: the address it is redirected to must be canonical.
        self.q = text.strip()[:LONGEST_SEARCH].rstrip()
        self.size = int(text) if (text := query.get("size")) in map(str, sizes) else wanted
        self.read(query)

    def read(self, query: QueryDict) -> None:
        """What of the list's filters, order and pages the query asks for."""
        # By its key, what each filter in force is called and has for its value.
        self.words = {
            f.key: word for f in self.filters if (value := query.get(f.key)) and (word := f.word(value))
        }
        self.chosen = {key: query[key] for key in self.words}
        # What a filter of these names is gone, or never was: all rows are shown, and the address says so.
        self.lost = [f.label for f in self.filters if query.get(f.key) and f.key not in self.words]
        # Which filter's choices are shown, or all filters. It is no part of the list's state: no other link keeps it.
        openable = {ALL_FILTERS, *(f.key for f in self.filters)}
        self.opened = key if (key := query.get(OPEN)) in openable else ""
        sortable = {column.key for column in self.columns if column.sort}
        self.sort = key if (key := query.get("sort")) in sortable else self.default_sort
        self.dir = text if (text := query.get("dir")) in ("asc", "desc") else self.usual_dir(self.sort)
        self.wanted_page = page_number(query.get("page", ""))

    def usual_dir(self, sort: str) -> str:
        """Newest first is the default order; every other column starts with its smallest value."""
        return "desc" if sort == self.default_sort else "asc"

    @cached_property
    def searched(self) -> QuerySet:
        return self.search(self.all_rows, self.q) if self.q else self.all_rows

    @cached_property
    def matching(self) -> QuerySet:
        return self.narrowed()

    @cached_property
    def meant(self) -> QuerySet:
        """The rows that the address means, for what is done to all of them: none where a filter names what is gone."""
        return self.matching.none() if self.lost else self.matching

    @property
    def loss(self) -> str:
        """Why none are meant, if none are."""
        return LOST.format(" and ".join(self.lost)) if self.lost else ""

    def narrowed(self, without: Filter | None = None) -> QuerySet:
        """The rows that the search and the filters leave; without: a filter whose choices are to be counted."""
        rows = self.searched
        for one in self.filters:
            if one.key in self.chosen and one is not without:
                rows = one.narrow(rows, self.chosen[one.key])
        return rows

    @cached_property
    def page(self) -> Page:
        rows: QuerySet | Found | list = self.in_order(self.matching)
        # The page knows how many rows there are, not how many of them the filters leave.
        counted = None if self.is_narrowed else self.counted
        if self.q:
            rows, counted = self.first_found(rows)
        return Page(rows, self.wanted_page, self.size, url=self.url, counted=counted)

    def first_found(self, rows: QuerySet) -> tuple[QuerySet | Found | list, Counted | None]:
        """What a search found, in order, and how much that is; a handful, which most find, by one query."""
        # One more than a page holds, to see whether there are others.
        handful = list(rows[: self.size + 1])
        if len(handful) <= self.size:
            return handful, Counted(len(handful))
        keys = list(rows.values_list("pk", flat=True)[: COUNTED + 1])
        if len(keys) <= COUNTED:
            return Found(keys, self.of_keys), Counted(len(keys))
        return rows, None

    def in_order(self, rows: QuerySet) -> QuerySet:
        sort = next(column.sort for column in self.columns if column.key == self.sort)
        return sort(rows, self.dir == "desc")

    def of_keys(self, keys: list[int]) -> QuerySet:
        return self.in_order(self.all_rows.of_keys(keys))

    @property
    def rows(self) -> list[Any]:
        return self.page.rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.chosen)

    @property
    def counted_rows(self) -> Counted:
        """How many rows there are with the search and the filters in force."""
        return self.page.paginator.counted

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def more(self) -> bool:
        return self.page.paginator.more

    def parameters(self, **changes: Any) -> dict[str, str]:
        """The state as URL parameters, without those that say the default; None takes one away."""
        state = {"q": self.q, **self.chosen, "sort": self.sort, "dir": self.dir}
        # A page past the last one shows the last one, and its address says so.
        # The last page keeps its name, so that a link to it still leads to the last when rows have come.
        page = "last" if self.wanted_page is None else self.page.number if "page" not in changes else 1
        state |= {"page": page, "size": self.size} | changes
        # What says the default is left out, so that one state has one address, to share and to go back to.
        usual = {
            "sort": self.default_sort,
            "dir": self.usual_dir(state["sort"]),
            "page": 1,
            "size": self.default_size,
        }
        return {k: str(v) for k, v in state.items() if v not in ("", None) and v != usual.get(k)}

    def url(self, **changes: Any) -> str:
        """The same list with something changed."""
        query = "&".join([f"{key}={quoted(value)}" for key, value in self.parameters(**changes).items()])
        return f"{self.path}?{query}" if query else self.path

    @property
    def here(self) -> str:
        return self.url()

    def address(self, path: str) -> str:
        """Another address about the same rows: with the search, the filters and the order of this one."""
        _, _, narrowed = self.url(page=1, size=None).partition("?")
        return f"{path}?{narrowed}" if narrowed else path

    @property
    def is_canonical(self) -> bool:
        """Whether the URL says all that is shown and no more; views redirect to `here` where it does not."""
        opened = {OPEN: [self.opened]} if self.opened else {}
        return self.given == {key: [value] for key, value in self.state} | opened

    @property
    def state(self) -> list[tuple[str, str]]:
        """Every parameter, for forms whose answer comes back to the list as it is."""
        return list(self.parameters().items())

    @property
    def shown(self) -> str:
        """The rows on this page, in words: "26 to 50 of 61"."""
        return f"{self.page.first:,} to {self.page.last:,} of {self.counted_rows}"

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.visible]

    def _header(self, column: Column) -> Header:
        header = Header(column.key, column.header, column.width)
        if not column.sort:
            return header
        if column.key != self.sort:
            href, direction = self.url(sort=column.key, dir=self.usual_dir(column.key), page=1), ""
        else:
            href, direction = (
                self.url(dir="asc" if self.dir == "desc" else "desc", page=1),
                DIRECTIONS[self.dir],
            )
        return header._replace(href=href, direction=direction)

    @property
    def sorted_by(self) -> str:
        """The order in words: "Created, descending"."""
        header = next(column.header for column in self.columns if column.key == self.sort)
        return f"{header}, {DIRECTIONS[self.dir]}"

    @property
    def found(self) -> str:
        """How many rows there are with the filters in force: "3 matches"."""
        return self.counted_rows.matches

    @property
    def caption(self) -> str:
        """Order and filters in words, for those who do not see the toolbar, and on paper."""
        search = [f'Search = "{self.q}"'] if self.q else []
        chosen = [f"{f.label} = {self.words[f.key]}" for f in self.filters if f.key in self.words]
        return ". ".join([f"Sorted by {self.sorted_by}", *search, *chosen])

    @property
    def row_count(self) -> int:
        """aria-rowcount: all rows and the header, -1 where nobody has counted to the end."""
        # ARIA asks for -1 where the number is unknown, and counts the header as a row.
        return -1 if self.more else self.total + 1

    @property
    def row_offset(self) -> int:
        """What a row's place on this page needs to become its aria-rowindex."""
        return self.page.start + 1

    @property
    def clear_url(self) -> str:
        return self.url(q=None, page=1, **dict.fromkeys(self.chosen))

    @property
    def clear_filters_url(self) -> str:
        return self.url(page=1, **dict.fromkeys(self.chosen))

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """Parameters that a filter form without script sends along beside its own controls."""
        # Without the page, as another search begins at its first.
        own = {"q", "page"}
        return [(key, value) for key, value in self.state if key not in own]
