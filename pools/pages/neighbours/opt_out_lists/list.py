"""Opt-out lists: which there are, how many numbers are on each, and who uses it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from pools import clock
from pools.models import OptOutList
from pools.models.opt_out_lists import DEFAULT, number_counts
from pools.models.opt_out_uses import Uses, is_used, uses_of
from pools.models.words import read_words
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import default_to_read
from pools.pages.frame.command import command_of_list
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.aws.lists import aws_cells, columns_for, filters_for
from pools.pages.kit.empty.facts import none_there, searched_for
from pools.pages.kit.empty.lists import OPT_OUT_LISTS as LISTED
from pools.pages.kit.empty.lists import Adding, Cause, Facts
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.filters import Choice, Filter
from pools.pages.kit.http import current_page
from pools.pages.kit.list_page import ListNames, ListPage
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.selecting import selection_in
from pools.pages.kit.why import rows_shown
from pools.pages.kit.words.labels import plural
from pools.templatetags.stencils import join, stencil

TEMPLATE = "neighbours/opt_out_lists/list.html"
NAMES = ListNames(
    "opt-out-lists",
    "Opt-out lists",
    "opt-out list",
    OptOutList,
    "opt-out-list-list",
    "opt-out-lists",
    "opt-out-lists",
)
KEPT_DEFAULT = "Default belongs to the account and can't be deleted."
USED, UNUSED = "used", "unused"
WHETHER_USED = {USED: "Used", UNUSED: "Not used"}
HOLES = ("index", "path", "name", "shown_name", "numbers", "uses", "aws", "created")


def by_name(rows: QuerySet, descending: bool) -> QuerySet:
    name = Lower("opt_out_list_name")
    return rows.order_by(name.desc() if descending else name.asc(), "opt_out_list_name")


def by_number_count(rows: QuerySet, descending: bool) -> QuerySet:
    count = "-number_count" if descending else "number_count"
    return rows.with_number_counts().order_by(count, "-created_timestamp", "-pk")


COLUMNS = (
    Column("opt_out_list_name", "Name", by_name),
    Column("numbers", "Opted-out numbers", by_number_count, 150),
    Column("uses", "Used by", width=212),
    Column("created_timestamp", "Created", by_age, 114),
)
opt_out_list_preferences = preferences_of(NAMES.name, COLUMNS, NAMES.url_name, nav_active=NAMES.nav_active)


class OptOutListsPage(ListPage):
    def empty(self, listing: Listing | None) -> Empty:
        if listing and listing.is_narrowed:
            return empty(LISTED, Cause.NO_MATCH, self.caller.may, Facts(search=searched_for(listing)))
        return none_there(self.request, LISTED, Adding(to(self.caller, "opt-out-list-create")))


@require_safe
def opt_out_list_list(request: HttpRequest) -> HttpResponse:
    # Every account has it, from the first time that somebody asks.
    default_to_read(request.caller)
    page = OptOutListsPage(request, NAMES)
    listing = listing_of(page.caller, request.path, request.GET, page.counted)
    if "view" in request.GET:
        return page.view_details(listing, partial(page_of_list, page.caller, listing))
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(TEMPLATE, listing, **shown(page, listing))


def listing_of(caller: Caller, path: str, query: QueryDict, counted: Counted | None = None) -> Listing:
    columns = columns_for(caller, COLUMNS)
    return Listing(
        path,
        query,
        OptOutList.objects.for_caller(caller),
        columns=columns,
        preferred=for_list(caller.user, NAMES.name, columns),
        filters=filters_for(caller, (use_filter(caller),)),
        default_sort="created_timestamp",
        counted=counted,
        search=lambda rows, text: rows.having(read_words(text)),
    )


def use_filter(caller: Caller) -> Filter:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        used = is_used(caller)
        return rows.filter(used if value == USED else ~used)

    def choices(rows: QuerySet) -> list[Choice]:
        return [Choice(value, text, narrow(rows, value).count()) for value, text in WHETHER_USED.items()]

    return Filter("uses", "Used by", narrow, lambda value: WHETHER_USED.get(value, ""), choices)


def shown(page: ListPage, listing: Listing) -> dict[str, Any]:
    caller = page.caller
    return {
        "rows": table_rows(caller, listing),
        "delete_url": to(caller, "opt-out-list-delete"),
        "check_url": listing.address(to(caller, "opt-out-list-selection")),
        "export_url": listing.address(to(caller, "opt-out-list-list-export")),
        "command": command_of_list(page.request, listing, "DescribeOptOutLists", NAMES.nouns),
        "create_url": to(caller, "opt-out-list-create"),
        "locked": page.only_editors,
    }


def table_below(request: HttpRequest) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = OptOutListsPage(request, NAMES), current_page(request)
    listing = listing_of(page.caller, now.path, query_of(now.query), page.counted)
    return page.table(TEMPLATE, listing, **shown(page, listing))


def table_rows(caller: Caller, listing: Listing) -> SafeString:
    lists: Sequence[OptOutList] = listing.rows
    columns = tuple(column.key for column in listing.visible)
    numbers, uses = number_counts(lists), uses_of(caller, [one.opt_out_list_name for one in lists])
    now, created = clock.now(), created_cells(caller.user)
    in_aws = aws_cells(caller, OptOutList.objects.for_caller(caller), (one.pk for one in lists), columns)
    marks = rows_shown(read_words(listing.q) if listing.q else (), lists)
    path = escape(listing.path)
    return join(
        row_of(columns, one.opt_out_list_name == DEFAULT).fill(
            {
                "index": index,
                "path": path,
                "name": one.opt_out_list_name,
                "shown_name": marks[one.pk].text(one.opt_out_list_name),
                "numbers": f"{numbers.get(one.pk, 0):,}",
                "uses": uses_in_words(uses[one.opt_out_list_name]),
                "aws": in_aws.get(one.pk, ""),
                "created": created(one.created_timestamp, now),
            }
        )
        for index, one in enumerate(lists, listing.row_offset + 1)
    )


def row_of(columns: tuple[str, ...], is_default: bool) -> Any:
    name = "neighbours/opt_out_lists/row.html"
    return stencil(name, HOLES, columns=columns, is_default=is_default, why_not=KEPT_DEFAULT)


def uses_in_words(uses: Uses) -> str:
    """ "2 pools, 3 numbers"."""
    parts = ((uses.pools, "pool"), (uses.numbers, "number"))
    return ", ".join(plural(number, noun) for number, noun in parts if number) or "Not used"


def page_of_list(caller: Caller, listing: Listing, name: str) -> str:
    found = listing.all_rows.filter(opt_out_list_name=name).exists()
    return to(caller, "opt-out-list-detail", name) if found else ""


@require_POST
def opt_out_list_selection(request: HttpRequest) -> JsonResponse:
    """How the lists named by `id` stand to the list as the address filters it."""
    listing = listing_of(request.caller, request.path, request.GET)
    selectable = listing.meant.exclude(opt_out_list_name=DEFAULT)
    return selection_in(request, listing, NAMES, "opt_out_list_name", selectable)


# This address takes no GET: after a sign-in in between, the list is where to go on.
opt_out_list_selection.comes_from = "opt-out-list-list"
opt_out_list_selection.leaves_account_alone = True
