"""Comparing two to four pools, or phone numbers with them, and finding what to compare with."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import PhoneNumber, Pool
from pools.models.searching import searched
from pools.operations.engine.caller import Caller, Permission
from pools.operations.rules.comparing import AT_LEAST, AT_MOST
from pools.pages.edits.comparison import Comparison
from pools.pages.edits.comparison_rows import Head, head_of
from pools.pages.edits.levelling import Item, id_of
from pools.pages.kit.list_page import ListNames
from pools.pages.kit.listing import LONGEST_SEARCH, by_age
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.selecting import are_numbers
from pools.pages.kit.words import labels
from pools.pages.neighbours.tabs import PHONE_NUMBERS, POOLS

FOUND = 10
ABOUT = "Where these differ, and how to make them the same."
OWN = {"id", "rows", "only", "find", "add"}


def compared(caller: Caller, ids: Sequence[str]) -> list[Item]:
    """Those that are there, in the order of the IDs, with all that is compared. Whose the others are stays unsaid."""
    pools = Pool.objects.for_caller(caller).filter(pool_id__in=ids)
    numbers = PhoneNumber.objects.for_caller(caller).filter(phone_number_id__in=ids).select_related("pool")
    found = {
        pool.pool_id: pool
        for pool in pools.prefetch_related("keywords", "tag_rows", "phone_numbers", "sender_ids")
    }
    found |= {
        number.phone_number_id: number
        for number in numbers.prefetch_related("keywords", "tag_rows", "pool__keywords")
    }
    return [found[one] for one in ids if one in found]


class Comparing:
    """One request: what is compared, and how the page's links say it."""

    def __init__(self, request: HttpRequest) -> None:
        self.caller, self.query = request.caller, request.GET
        self.wanted = list(dict.fromkeys(request.GET.getlist("id")))
        # More than can be compared are not read: the page only says that they are too many.
        self.items = compared(self.caller, self.wanted) if len(self.wanted) <= AT_MOST else []
        self.missing = len(self.wanted) - len(self.items) if len(self.wanted) <= AT_MOST else 0
        self.ids = [id_of(item) for item in self.items]

    @property
    def not_found(self) -> str:
        verb = "was" if self.missing == 1 else "were"
        return f"{self.missing} of {len(self.wanted)} {verb} not found in this Region."

    @property
    def names(self) -> ListNames:
        """Of the list that it comes from: numbers alone were ticked in theirs."""
        return PHONE_NUMBERS if are_numbers(self.wanted) else POOLS

    @property
    def shows_all(self) -> bool:
        return "rows" in self.query and "only" not in self.query

    def url(self, ids: Sequence[str], **more: str) -> str:
        state = {"rows": "all"} if self.shows_all else {}
        query = urlencode([*(("id", one) for one in ids), *(state | more).items()])
        return f"{to(self.caller, 'compare')}?{query}"

    @property
    def named(self) -> str:
        """ "3 pools", "1 phone number and 1 pool"."""
        pools = sum(isinstance(item, Pool) for item in self.items)
        parts = ((len(self.items) - pools, "phone number"), (pools, "pool"))
        return " and ".join(labels.plural(number, noun) for number, noun in parts if number)

    @property
    def title(self) -> str:
        if len(self.items) == 1:
            return f"Compare {self.items[0].label}"
        return f"Compare {self.named or self.names.nouns}"

    @property
    def columns(self) -> int:
        """With the one that names the rows."""
        return len(self.items) + 1

    @property
    def heads(self) -> list[Head]:
        return [
            head_of(self.caller, item, self.url([one for one in self.ids if one != id_of(item)]))
            for item in self.items
        ]

    @cached_property
    def find(self) -> str:
        return self.query.get("find", "").strip()[:LONGEST_SEARCH]

    @property
    def looks(self) -> bool:
        """Whether the page offers more to compare with."""
        return len(self.items) == 1 or (AT_LEAST <= len(self.items) < AT_MOST and "add" in self.query)

    def offers(self) -> list[tuple[str, str, str]]:
        """Label, kind and address of what may come beside: the newest, or what a search finds."""
        found = []
        for model, kind in ((Pool, "Pool"), (PhoneNumber, "Phone number")):
            rows = model.objects.for_caller(self.caller)
            rows = by_age(searched(rows, self.caller, self.find) if self.find else rows, descending=True)
            found.append(
                [(row, kind) for row in rows[: FOUND + AT_MOST] if id_of(row) not in self.ids][:FOUND]
            )
        return [
            (row.label, kind, self.url([*self.ids, id_of(row)])) for row, kind in chain.from_iterable(found)
        ]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    page = Comparing(request)
    if not {*request.GET} <= OWN:
        # The form of a list sends its own state along.
        return HttpResponseRedirect(page.url(page.wanted))
    may_edit = request.caller.may(Permission.CHANGE_RESOURCES)
    context = {
        "page": page,
        "title": page.title,
        "here": to(request.caller, "compare"),
        "names": page.names,
        "about": ABOUT if len(page.items) >= AT_LEAST else "",
        "back": to(request.caller, page.names.url_name),
        "crumbs": crumbs(request.caller, *PATHS[page.names.url_name], page.title),
        "nav_active": "phone-numbers",
        "help_topic": "compare",
        "offers": page.offers() if page.looks else [],
        "add_url": page.url(page.ids, add="1"),
        "all_url": page.url(page.ids, rows="all"),
        "why_no_add": f"Up to {AT_MOST} can be compared." if len(page.items) == AT_MOST else "",
    }
    if len(page.items) >= AT_LEAST:
        context["comparison"] = Comparison(request.caller, page.items, may_edit=may_edit)
    return render(request, "edits/compare.html", context)
