"""The Phone numbers tab."""

from functools import partial
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from pools import clock
from pools.models import PhoneNumber, Pool
from pools.models.searching import words_for
from pools.operations.engine.caller import Caller, Permission
from pools.pages.frame.command import command_of_list
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.aws.lists import aws_cells, columns_for
from pools.pages.kit.http import current_page
from pools.pages.kit.identity_search import by_country, by_label, identity_search
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.selecting import selection_in
from pools.pages.kit.why import NOT_SEARCHED, Shown, hidden_in_numbers, rows_shown
from pools.pages.kit.words import labels, reasons
from pools.pages.neighbours.filters import number_filters
from pools.pages.neighbours.tabs import PHONE_NUMBERS, TabPage
from pools.templatetags.console import badge, none, on_off, status
from pools.templatetags.stencils import join, stencil

NEWEST = ("-created_timestamp", "-pk")
REQUEST_NUMBERS = "request phone numbers"
REMOVE_NUMBERS = "remove phone numbers"
MOVE_NUMBERS = "move phone numbers"
NUMBERS_TEMPLATE = "neighbours/phone_number_list.html"


def by_number(rows: QuerySet, descending: bool) -> QuerySet:
    return rows.order_by_number(descending=descending)


def by_pool(rows: QuerySet, descending: bool) -> QuerySet:
    """By what the column shows; numbers in no pool are at the end of the alphabet."""
    columns = (F("pool__name_key"), F("pool__pool_id"))
    order = [c.desc(nulls_first=True) if descending else c.asc(nulls_last=True) for c in columns]
    return rows.order_by(*order, *NEWEST)


def by_two_way(rows: QuerySet, descending: bool) -> QuerySet:
    """By the setting that applies: the pool's while the number is in one."""
    return by("applying_two_way_enabled", *NEWEST)(rows.with_setting("two_way_enabled"), descending)


def by_status(rows: QuerySet, descending: bool) -> QuerySet:
    return by("derived_status", *NEWEST)(rows.with_status(), descending)


COLUMNS = (
    Column("phone_number", "Phone number", by_number, 146),
    Column("iso_country_code", "Country", by_country(*NEWEST), 148),
    Column("number_type", "Type", by_label("number_type", labels.NUMBER_TYPES, *NEWEST), 90),
    Column("message_type", "Message type", by_label("message_type", labels.MESSAGE_TYPES, *NEWEST), 106),
    Column("number_capabilities", "Capabilities", width=112),
    Column("status", "Status", by_status, 86),
    Column("pool", "Pool", by_pool),
    Column("two_way_enabled", "Two-way SMS", by_two_way, 82),
    Column("created_timestamp", "Created", by_age, 110),
)


HOLES = (
    "index",
    "path",
    "key",
    "name",
    "label",
    "why",
    "country",
    "number_type",
    "message_type",
    "capabilities",
    "status",
    "aws",
    "pool",
    "pool_label",
    "pool_href",
    "two_way",
    "created",
)


class PhoneNumberRow(NamedTuple):
    """A number with the words of its cells."""

    number: PhoneNumber
    label: str
    country: str
    number_type: str
    message_type: str
    capabilities: list[str]
    status_kind: str
    status: str
    pool: str
    two_way: str
    why: str = ""


def phone_number_row(number: PhoneNumber, shown: Shown = NOT_SEARCHED) -> PhoneNumberRow:
    """shown: what marks the words of a search in the cells."""
    kind, status_text = labels.status(number.status)
    return PhoneNumberRow(
        number,
        shown.number(number.phone_number),
        shown.text(labels.country_name(number.iso_country_code)),
        shown.text(labels.number_type(number.number_type)),
        shown.text(labels.MESSAGE_TYPES[number.message_type]),
        [shown.text(label) for label in labels.capabilities(number.number_capabilities)],
        kind,
        shown.text(status_text),
        pool_shown(number.pool, shown) if number.pool else "",
        shown.text(labels.ON_OFF[number.settings.two_way_enabled]),
    )


def pool_shown(pool: Pool, shown: Shown) -> str:
    return shown.text(pool.name) if pool.name else shown.identifier(pool.pool_id)


def phone_number_rows(caller: Caller, listing: Listing) -> list[PhoneNumberRow]:
    """The rows of the page; where it is searched, with what each was found by."""
    shown = rows_shown(words_for(PhoneNumber, caller, listing.q), listing.rows)
    rows = [phone_number_row(number, shown[number.pk]) for number in listing.rows]
    hidden = hidden_in_numbers(listing.rows, shown)
    return [row._replace(why=shown[row.number.pk].why(hidden.get(row.number.pk, ()))) for row in rows]


def number_table_rows(caller: Caller, listing: Listing) -> SafeString:
    """The table's rows, written out."""
    columns, now = tuple(column.key for column in listing.visible), clock.now()
    created, pools_path = created_cells(caller.user), to(caller, "pool-list")
    numbers = (number.pk for number in listing.rows)
    in_aws = aws_cells(caller, PhoneNumber.objects.for_caller(caller), numbers, columns)
    fixed = {"path": listing.path}
    return join(
        stencil("neighbours/phone_number_row.html", HOLES, columns=columns, is_in_pool=bool(row.pool)).fill(
            fixed
            | phone_number_cells(row, pools_path)
            | {"index": index, "created": created(row.number.created_timestamp, now)}
            | {"aws": in_aws.get(row.number.pk, "")}
        )
        for index, row in enumerate(phone_number_rows(caller, listing), listing.row_offset + 1)
    )


def phone_number_cells(row: PhoneNumberRow, pools_path: str) -> dict[str, Any]:
    number = row.number
    return {
        "key": number.phone_number_id,
        "name": number.label,
        "label": row.label,
        "why": row.why,
        "country": row.country,
        "number_type": row.number_type,
        "message_type": row.message_type,
        "capabilities": join(badge(one) for one in row.capabilities) or none(),
        "status": status(row.status_kind, row.status),
        "pool": row.pool,
        "pool_label": number.pool.label if number.pool else "",
        "pool_href": f"{pools_path}{number.pool.pool_id}/" if number.pool else "",
        "two_way": on_off(number.settings.two_way_enabled, row.two_way),
    }


phone_number_list_preferences = preferences_of(PHONE_NUMBERS.name, COLUMNS, "phone-number-list")


@require_safe
def phone_number_list(request: HttpRequest) -> HttpResponse:
    page = TabPage(request, PHONE_NUMBERS)
    listing = numbers_listed(page.caller, request.path, request.GET, page.counted)
    if "view" in request.GET:
        return page.view_details(listing, partial(detail_url, page, listing))
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(NUMBERS_TEMPLATE, listing, **numbers_shown(page, listing))


def numbers_listed(caller: Caller, path: str, query: QueryDict, counted: Counted | None = None) -> Listing:
    columns = columns_for(caller, COLUMNS)
    return Listing(
        path,
        query,
        PhoneNumber.objects.for_caller(caller).select_related("pool"),
        columns=columns,
        preferred=for_list(caller.user, PHONE_NUMBERS.name, columns),
        filters=number_filters(caller),
        default_sort="created_timestamp",
        search=identity_search(caller),
        counted=counted,
    )


def numbers_shown(page: TabPage, listing: Listing) -> dict[str, Any]:
    return {
        "rows": number_table_rows(page.caller, listing),
        "passing": [number.phone_number_id for number in listing.rows if number.is_settling],
        "edit_url": to(page.caller, "phone-number-edit"),
        "runs_url": to(page.caller, "edit-runs"),
        "remove_url": to(page.caller, "phone-number-remove"),
        "compare_url": to(page.caller, "compare"),
        "check_url": listing.address(to(page.caller, "phone-number-selection")),
        "export_url": listing.address(to(page.caller, "phone-number-list-export")),
        "command": command_of_list(page.request, listing, "DescribePhoneNumbers", page.tab.nouns),
        "move_url": to(page.caller, "phone-number-move"),
        "may_not_move": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, MOVE_NUMBERS),
        "request_url": to(page.caller, "phone-number-request"),
        "why_no_request": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, REQUEST_NUMBERS),
        "locked": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, REMOVE_NUMBERS),
    }


def numbers_below(request: HttpRequest) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = TabPage(request, PHONE_NUMBERS), current_page(request)
    listing = numbers_listed(page.caller, now.path, query_of(now.query), page.counted)
    return page.table(NUMBERS_TEMPLATE, listing, **numbers_shown(page, listing))


def detail_url(page: TabPage, listing: Listing, phone_number_id: str) -> str:
    found = listing.all_rows.filter(phone_number_id=phone_number_id).exists()
    return to(page.caller, "phone-number-detail", phone_number_id) if found else ""


@require_POST
def phone_number_selection(request: HttpRequest) -> JsonResponse:
    """How the numbers named by `id` stand to the list as the address filters it."""
    listing = numbers_listed(request.caller, request.path, request.GET)
    return selection_in(request, listing, PHONE_NUMBERS, "phone_number_id")


# This address takes no GET: after a sign-in in between, the list is where to go on.
phone_number_selection.comes_from = "phone-number-list"
phone_number_selection.leaves_account_alone = True
