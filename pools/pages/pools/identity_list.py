"""The list of a pool's origination identities and of those it could have: its views, its order and its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Value
from django.http import QueryDict

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.pool_identities import PoolStanding, identity_keys, pool_standing
from pools.models.identities import NUMBER_KEY
from pools.operations.engine.caller import Caller
from pools.operations.rules import matching
from pools.operations.rules.candidates import NUMBER_FACTS, fitting_numbers, fitting_sender_ids
from pools.pages.kit.identity_search import identity_search
from pools.pages.kit.joined import Joined
from pools.pages.kit.listing import LONGEST_SEARCH
from pools.pages.kit.paging import COUNTED, Counted, Page, page_number
from pools.pages.kit.way_back import BACK, back_in
from pools.pages.pools.identity_rows import (
    ELSEWHERE,
    FITTING,
    MEMBER,
    NUMBER,
    SENDER,
    UNFIT,
    IdentityRow,
    rows_of,
)

IDENTITIES_A_PAGE = 10
VIEWS = {
    "": "All",
    "associated": "Associated",
    "available": "Available",
    "incompatible": "Not compatible",
    "elsewhere": "In other pools",
}
JUDGED = ("available", "incompatible")
BOTH = (NUMBER, SENDER)
SEARCHED_COLUMNS = ("iso_country_codes", "number_types", "message_types")
NEWEST = ("-created_timestamp", "-pk")


@dataclass(frozen=True)
class ListState:
    """What the URL, or a form's hidden inputs, say about the list: view, search and page.

    back: the ID of another pool, on whose page began what is done here.
    """

    ids: str = ""
    q: str = ""
    page: int | None = 1
    back: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "ListState":
        ids = data.get("ids", "")
        q = data.get("q", "").strip()[:LONGEST_SEARCH]
        return cls(ids if ids in VIEWS else "", q, page_number(data.get("page", "")), back_in(data))

    def parameters(self, **changes: Any) -> dict[str, str]:
        # What a bare address means is left out of it, so that one view has one address.
        state = {"ids": self.ids, "q": self.q, "page": self.page or "last", BACK: self.back} | changes
        return {key: str(value) for key, value in state.items() if value not in ("", None, 1)}

    def url(self, path: str, **changes: Any) -> str:
        query = urlencode(self.parameters(**changes))
        return f"{path}?{query}" if query else path


@dataclass
class IdentityPage:
    """The rows of the page that was asked for, that page for pagination.html, and how many each view has."""

    rows: list[IdentityRow]
    page: Page
    counts: dict[str, Counted]
    counted: Counted
    there: PoolStanding

    @property
    def in_words(self) -> str:
        return f"{self.counted} {'identity' if str(self.counted) == '1' else 'identities'}"

    @property
    def shown(self) -> str:
        return f"Showing {self.page.first:,} to {self.page.last:,} of {self.counted}"

    @property
    def shown_in_words(self) -> str:
        if not self.rows:
            return self.counted.matches
        return f"Showing {self.page.first:,} to {self.page.last:,} of {self.in_words}"


def identity_page(caller: Caller, pool: Pool, state: ListState, path: str) -> IdentityPage:
    """Members first, then what may join, what may not, and what is in other pools; a fixed number of queries."""
    there = pool_standing(caller, pool, limit=COUNTED)
    ours = matching.keyword_set(pool.keywords.all())
    entries = Entries(caller, pool, ours, state.q, there)
    rows, counts = entries.of_view(state.ids), entries.counts
    # Of judged ones there are no more to list, though there may be more to judge.
    counted = Counted(rows.count()) if state.ids in JUDGED else counts[state.ids]
    page = Page(rows, state.page, IDENTITIES_A_PAGE, url=partial(state.url, path), counted=counted)
    if state.ids not in JUDGED:
        counts[state.ids] = page.paginator.counted
    return IdentityPage(rows_of(pool, ours, page.rows), page, counts, counts[state.ids], there)


class Entries:
    """What the list holds, by what each is to the pool. What is in no pool is judged up to the 1,000th of each kind."""

    def __init__(
        self, caller: Caller, pool: Pool, ours: matching.Keywords, q: str, there: PoolStanding
    ) -> None:
        self.numbers, self.senders = (
            PhoneNumber.objects.for_caller(caller),
            SenderId.objects.for_caller(caller),
        )
        if q:
            search = identity_search(caller, SEARCHED_COLUMNS)
            self.numbers, self.senders = search(self.numbers, q), search(self.senders, q)
        found = searched(self, pool) if q else identity_keys(caller, pool, limit=COUNTED)
        self.members = [(MEMBER, kind, key) for place, kind, key, _ in found if place == 0]
        free = [[(key, facts) for place, k, key, facts in found if (place, k) == (1, kind)] for kind in BOTH]
        judged = [rows[:COUNTED] for rows in free]
        fitting = (
            fitting_numbers(pool, ours, judged[NUMBER]),
            fitting_sender_ids(pool, ((key, facts[1]) for key, facts in judged[SENDER])),
        )
        keys = [(kind, key) for kind in BOTH for key, _ in judged[kind]]
        self.fitting = [(FITTING, kind, key) for kind, key in keys if key in fitting[kind]]
        self.unfit = [(UNFIT, kind, key) for kind, key in keys if key not in fitting[kind]]
        self.rest = [self.unjudged(pool, kind, judged[kind]) for kind in BOTH if len(free[kind]) > COUNTED]
        others = self.numbers.filter(pool__isnull=False).exclude(pool=pool)
        self.others = entries_of(others.order_by(*NEWEST), ELSEWHERE, NUMBER)
        self.elsewhere = others.order_by()[: COUNTED + 1].count() if q else there.numbers_elsewhere

    def unjudged(self, pool: Pool, kind: int, judged: Sequence[tuple[int, Any]]) -> tuple[QuerySet, int]:
        """Where there are more than are judged: the others in their order, and how many."""
        rows = self.free(pool, kind).exclude(pk__in=[key for key, _ in judged])
        return entries_of(rows, UNFIT, kind), rows.order_by().count()

    def free(self, pool: Pool, kind: int) -> QuerySet:
        if kind == NUMBER:
            return self.numbers.filter(pool=None).order_by(NUMBER_KEY, *NEWEST)
        # In whatever pools it is: a sender ID may be in many, a phone number in one.
        return self.senders.exclude(pool_links__pool=pool).order_by("name_key", *NEWEST)

    def joined(self, pool: Pool, kind: int) -> QuerySet:
        if kind == NUMBER:
            return self.numbers.filter(pool=pool).order_by(NUMBER_KEY, *NEWEST)
        return self.senders.filter(pool_links__pool=pool).order_by("name_key", *NEWEST)

    def of_view(self, view: str) -> Joined:
        listed = {"associated": self.members, "available": self.fitting, "incompatible": self.unfit}
        if view in listed:
            return Joined([(listed[view], len(listed[view]))])
        others = (self.others, self.elsewhere)
        if view == "elsewhere":
            return Joined([others])
        return Joined([*((rows, len(rows)) for rows in listed.values()), *self.rest, others])

    @property
    def counts(self) -> dict[str, Counted]:
        """How many each view has; of those that are judged, at least so many where there are others."""
        more = bool(self.rest)
        every = sum(size for _, size in self.of_view("").parts)
        return {
            "": Counted.from_rows(every),
            "associated": Counted(len(self.members)),
            "available": Counted(len(self.fitting), more),
            "incompatible": Counted(len(self.unfit), more),
            "elsewhere": Counted.from_rows(self.elsewhere),
        }


def searched(entries: Entries, pool: Pool) -> list[tuple]:
    """As `identity_keys`, of what a search found."""
    found: list[tuple] = []
    for place, rows_of_kind in enumerate((entries.joined, entries.free)):
        numbers = rows_of_kind(pool, NUMBER).with_status().with_capabilities()
        senders = rows_of_kind(pool, SENDER).with_message_types()
        for key, *facts in numbers.values_list("pk", *NUMBER_FACTS)[: COUNTED + 1]:
            found.append((place, NUMBER, key, facts))
        for key, types in senders.values_list("pk", "types")[: COUNTED + 1]:
            found.append((place, SENDER, key, (None, types)))
    return found


def entries_of(rows: QuerySet, rank: int, kind: int) -> QuerySet:
    return rows.annotate(rank=Value(rank), kind=Value(kind)).values_list("rank", "kind", "pk")
