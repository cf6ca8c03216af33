"""The list of a pool's origination identities and of those it could have, in one order and in pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import BinaryField, F, QuerySet, Value, prefetch_related_objects
from django.http import QueryDict

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.pool_identities import (
    PoolStanding,
    identity_keys,
    pool_standing,
    read_identities,
)
from pools.models.identities import NUMBER_KEY
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.operations.rules import matching
from pools.pages.kit.identity_search import identity_search
from pools.pages.kit.listing import LONGEST_SEARCH
from pools.pages.kit.paging import COUNTED, Counted, Page, page_number
from pools.pages.kit.words import labels, reasons, refusals

IDENTITIES_A_PAGE = 50
LABEL = 24
VIEWS = {"": "All", "associated": "Associated", "available": "Available"}
# Both are sorted by: members come first, and what another pool has comes last.
ASSOCIATED, FREE, ELSEWHERE = range(3)
NUMBER, SENDER = range(2)
# As bytes, like the keys of names and numbers: the parts of a UNION need one type.
NO_KEY = Value(b"", output_field=BinaryField())


@dataclass(frozen=True)
class ListState:
    """What the URL, or a form's hidden inputs, say about the list: view, search and page."""

    ids: str = ""
    q: str = ""
    page: int | None = 1

    @classmethod
    def of(cls, data: QueryDict) -> "ListState":
        ids = data.get("ids", "")
        q = data.get("q", "").strip()[:LONGEST_SEARCH]
        return cls(ids if ids in VIEWS else "", q, page_number(data.get("page", "")))

    def parameters(self, **changes: Any) -> dict[str, str]:
        # What a bare address means is left out of it, so that one view has one address.
        state = {"ids": self.ids, "q": self.q, "page": self.page or "last"} | changes
        return {key: str(value) for key, value in state.items() if value not in ("", None, 1)}

    def url(self, path: str, **changes: Any) -> str:
        query = urlencode(self.parameters(**changes))
        return f"{path}?{query}" if query else path


@dataclass(frozen=True)
class IdentityRow:
    """One identity in the list. state: associated, available, or unavailable with the reasons."""

    identity: PhoneNumber | SenderId
    state: str
    standing: str
    reasons: Sequence[str] = ()
    elsewhere: Pool | None = None

    @property
    def standing_kind(self) -> str:
        return self.status_kind if self.standing == "inactive" else "warning"

    @property
    def standing_icon(self) -> str:
        return f"status-{self.standing_kind if self.standing_kind != 'in-progress' else 'pending'}"

    @property
    def standing_text(self) -> str:
        return self.status if self.standing == "inactive" else "Not compatible"

    @property
    def elsewhere_text(self) -> str:
        """The other pool's name or ID, short enough for a cell; nothing where it is in none."""
        label = self.elsewhere.label if self.elsewhere else ""
        return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"

    @cached_property
    def is_number(self) -> bool:
        return isinstance(self.identity, PhoneNumber)

    @cached_property
    def value(self) -> str:
        """How forms name the identity."""
        return value_of(self.identity)

    @cached_property
    def key(self) -> str:
        """What the ids of the row's elements end in."""
        return self.value.replace("/", "-")

    @cached_property
    def name(self) -> str:
        return self.identity.label if self.is_number else str(self.identity)

    @property
    def type(self) -> str:
        number_type = self.identity.number_type if self.is_number else ""
        return labels.number_type(number_type) or "Sender ID"

    @property
    def country(self) -> str:
        return labels.country_name(self.identity.iso_country_code)

    @property
    def message_type(self) -> str:
        both = self.identity.settings.message_type if self.is_number else self.identity.message_types
        return labels.value_of("message_type", both)

    @property
    def capabilities(self) -> str:
        return ", ".join(labels.capabilities(self.identity.number_capabilities))

    @property
    def two_way_enabled(self) -> bool:
        return self.is_number and self.identity.settings.two_way_enabled

    @property
    def status(self) -> str:
        return labels.status(self.identity.status)[1]

    @property
    def status_kind(self) -> str:
        return labels.status(self.identity.status)[0]


def value_of(identity: PhoneNumber | SenderId) -> str:
    return full_id(identity)


@dataclass
class IdentityPage:
    """The rows of the page that was asked for, that page for pagination.html, and how many rows there are."""

    rows: list[IdentityRow]
    page: Any
    counted: Counted
    there: PoolStanding

    @property
    def in_words(self) -> str:
        return f"{self.counted} {'identity' if str(self.counted) == '1' else 'identities'}"

    @property
    def shown_in_words(self) -> str:
        if not self.rows:
            return self.counted.matches
        first = (self.page.number - 1) * IDENTITIES_A_PAGE + 1
        return f"Showing {first:,} to {first + len(self.rows) - 1:,} of {self.in_words}"


def identity_page(caller: Caller, pool: Pool, state: ListState, path: str) -> IdentityPage:
    """Associated ones first, then those in no pool, then those in other pools; a fixed number of queries."""
    there = pool_standing(caller, pool, limit=COUNTED)
    if state.ids == "available":
        return available_page(caller, pool, state, path, there)
    deep = state.page is None or state.page * IDENTITIES_A_PAGE > COUNTED
    rows: QuerySet | Whole
    if state.q or state.ids or deep:
        rows, counted = entries(caller, pool, state, deep=deep), None
    else:
        rows, counted = Whole(caller, pool), Counted.from_rows(there.identities)
    page = Page(rows, state.page, IDENTITIES_A_PAGE, url=partial(state.url, path), counted=counted)
    return IdentityPage(rows_of(pool, page.rows), page, page.paginator.counted, there)


class Whole:
    """The list where nothing narrows it, as it is seen first and most often: what `entries` says, faster."""

    def __init__(self, caller: Caller, pool: Pool) -> None:
        self.caller, self.pool = caller, pool

    def __getitem__(self, part: slice) -> list[tuple]:
        return identity_keys(self.caller, self.pool, part.start, part.stop)


def available_page(
    caller: Caller, pool: Pool, state: ListState, path: str, there: PoolStanding
) -> IdentityPage:
    """Only those that fit the pool. That is no question for SQL: the first 1,000 candidates are looked at."""
    candidates = list(entries(caller, pool, state)[: COUNTED + 1])
    rows = [row for row in rows_of(pool, candidates[:COUNTED]) if row.state == "available"]
    # get_page takes a number past the end for the last page, which stands for "last" here.
    page = Paginator(rows, IDENTITIES_A_PAGE).get_page(state.page or len(rows))
    page.url = partial(state.url, path)
    counted = Counted(len(rows), more=len(candidates) > COUNTED)
    return IdentityPage(list(page), page, counted, there)


def entries(caller: Caller, pool: Pool, state: ListState, *, deep: bool = False) -> QuerySet:
    """(rank, kind, name, created_timestamp, pk) of numbers and sender IDs together, in the list's order.

    Up to the depth that is counted, numbers in other pools are cut off before they are sorted: an account
    with 100,000 pools has as many of them, and they come last.
    """
    search = identity_search(caller)
    numbers, senders = PhoneNumber.objects.for_caller(caller), SenderId.objects.for_caller(caller)
    if state.q:
        numbers, senders = search(numbers, state.q), search(senders, state.q)
    parts = []
    if state.ids != "available":
        parts.append(entry(numbers.filter(pool=pool), ASSOCIATED, NUMBER, NUMBER_KEY))
        parts.append(entry(senders.filter(pool_links__pool=pool), ASSOCIATED, SENDER, F("name_key")))
    if state.ids != "associated":
        parts.append(entry(numbers.filter(pool=None), FREE, NUMBER, NUMBER_KEY))
        # In whatever pools it is: a sender ID may be in many, a phone number in one.
        parts.append(entry(senders.exclude(pool_links__pool=pool), FREE, SENDER, F("name_key")))
    if not state.ids:
        others = numbers.filter(pool__isnull=False).exclude(pool=pool)
        parts.append(entry(others if deep else others.newest(COUNTED + 1), ELSEWHERE, NUMBER, NO_KEY))
    # No row is in two of the parts, so the database need not look for doubles.
    return parts[0].union(*parts[1:], all=True).order_by("rank", "kind", "name", "-created_timestamp", "-pk")


def entry(rows: QuerySet, rank: int, kind: int, name: Any) -> QuerySet:
    marked = rows.order_by().annotate(rank=Value(rank), kind=Value(kind), name=name)
    return marked.values_list("rank", "kind", "name", "created_timestamp", "pk")


def rows_of(pool: Pool, found: Iterable[tuple]) -> list[IdentityRow]:
    """The rows behind the entries: numbers, sender IDs and the free numbers' keywords in one query each."""
    found = list(found)
    pks = {kind: [pk for _, k, _, _, pk in found if k == kind] for kind in (NUMBER, SENDER)}
    by_kind = dict(zip((NUMBER, SENDER), read_identities(pks[NUMBER], pks[SENDER]), strict=True))
    # One that left the account between two queries is left out.
    members = [(rank, by_kind[kind][pk]) for rank, kind, _, _, pk in found if pk in by_kind[kind]]
    free = [identity for rank, identity in members if rank == FREE and isinstance(identity, PhoneNumber)]
    prefetch_related_objects(free, "keywords")
    ours = matching.keyword_set(pool.keywords.all()) if free else frozenset()
    return [row_of(pool, ours, rank, identity) for rank, identity in members]


def row_of(pool: Pool, ours: matching.Keywords, rank: int, identity: PhoneNumber | SenderId) -> IdentityRow:
    if rank == ASSOCIATED:
        return IdentityRow(identity, "associated", "associated")
    if rank == ELSEWHERE:
        return IdentityRow(identity, "unavailable", "elsewhere", [elsewhere(identity.pool)], identity.pool)
    theirs = matching.keyword_set(matching.keywords_of(identity))
    differences = [
        f"{refusals.difference(one)}." for one in matching.mismatches(pool, ours, identity, theirs)
    ]
    # With the differences: who waits for the status alone would meet them afterwards.
    if identity.status != "ACTIVE":
        return IdentityRow(identity, "unavailable", "inactive", [inactive(identity), *differences])
    if differences:
        return IdentityRow(identity, "unavailable", "mismatch", differences)
    return IdentityRow(identity, "available", "available")


def elsewhere(pool: Pool) -> str:
    return f"In pool {pool.label}. Disassociate it there first."


def inactive(identity: PhoneNumber) -> str:
    if identity.awaits_registration:
        return f"Pending until registered. {reasons.MARK_IT}"
    status = labels.STATUSES.get(identity.status, identity.status)
    return f"Status is {status}. It can be associated when its status is Active."


def chosen(caller: Caller, values: Sequence[str]) -> list[PhoneNumber | SenderId] | None:
    """The identities that a form names, in its order and each once; None unless the caller has them all."""
    wanted = list(dict.fromkeys(values))
    ids = [value for value in wanted if "/" not in value]
    names = [value.split("/", 1) for value in wanted if "/" in value]
    numbers = PhoneNumber.objects.for_caller(caller).filter(phone_number_id__in=ids)
    # In one query, names and countries match crosswise; `found` tells the named pairs from the rest.
    senders = SenderId.objects.for_caller(caller).filter(
        sender_id__in={name for name, _ in names}, iso_country_code__in={code for _, code in names}
    )
    found = {value_of(identity): identity for identity in (*numbers.select_related("pool"), *senders)}
    # All or none, so that what another account has is no different from what nobody has.
    return [found[value] for value in wanted] if found.keys() >= set(wanted) else None
