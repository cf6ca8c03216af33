"""The Sender IDs tab."""

from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from pools import clock
from pools.models import SenderId
from pools.models.searching import words_for
from pools.operations.engine.caller import Caller, Permission
from pools.pages.frame.command import command_of_list
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.aws.lists import aws_cells, columns_for
from pools.pages.kit.http import current_page
from pools.pages.kit.identity_search import SENDER_ID_COLUMNS, by_country, identity_search
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.selecting import selection_in
from pools.pages.kit.why import Shown, hidden_in_sender_ids, rows_shown
from pools.pages.kit.words import labels, reasons
from pools.pages.neighbours.filters import sender_id_filters
from pools.pages.neighbours.tabs import SENDER_IDS, TabPage
from pools.templatetags.stencils import join, stencil

TEMPLATE = "neighbours/sender_id_list.html"
RELEASE_SENDER_IDS = "release sender IDs"
REQUEST_SENDER_IDS = "request sender IDs"
NEWEST = ("-created_timestamp", "-pk")
# A sender ID may be in any number of pools; a row lists these many and says how many more there are.
LISTED_POOLS = 10


def by_pools(rows: QuerySet, descending: bool) -> QuerySet:
    return rows.with_pool_counts().order_by("-n" if descending else "n", *NEWEST)


COLUMNS = (
    Column("sender_id", "Sender ID", by("name_key", *NEWEST), 146),
    Column("iso_country_code", "Country", by_country(*NEWEST), 200),
    Column("message_types", "Message types", width=212),
    Column("registered", "Registered", by("registered", *NEWEST), 112),
    Column("pools", "Pools", by_pools),
    Column("created_timestamp", "Created", by_age, 114),
)


HOLES = (
    "index",
    "path",
    "key",
    "name",
    "label",
    "why",
    "country",
    "message_types",
    "registered",
    "aws",
    "pools",
    "created",
)

sender_id_list_preferences = preferences_of(SENDER_IDS.name, COLUMNS, "sender-id-list")


class InPools(NamedTuple):
    """Which pools a sender ID is in: the first ones as (label, address), and how many in all."""

    total: int = 0
    first: tuple[tuple[str, str], ...] = ()

    @property
    def others(self) -> int:
        return self.total - len(self.first)


class SenderIdRow(NamedTuple):
    """A sender ID with the words of its cells."""

    sender: SenderId
    key: str
    label: str
    country: str
    message_types: str
    registered: str
    pools: InPools
    why: str = ""


@require_safe
def sender_id_list(request: HttpRequest) -> HttpResponse:
    page = TabPage(request, SENDER_IDS)
    listing = senders_listed(page.caller, request.path, request.GET, page.counted)
    if "view" in request.GET:
        return page.view_details(listing, lambda key: sender_id_url(page.caller, key))
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(TEMPLATE, listing, **senders_shown(page, listing))


def senders_shown(page: TabPage, listing: Listing) -> dict[str, Any]:
    return {
        "rows": sender_id_table_rows(page.caller, listing),
        "edit_url": to(page.caller, "sender-id-edit"),
        "runs_url": to(page.caller, "edit-runs"),
        "release_url": to(page.caller, "sender-id-release"),
        "check_url": listing.address(to(page.caller, "sender-id-selection")),
        "export_url": listing.address(to(page.caller, "sender-id-list-export")),
        "locked": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, RELEASE_SENDER_IDS),
        "command": command_of_list(page.request, listing, "DescribeSenderIds", page.tab.nouns),
        "request_url": to(page.caller, "sender-id-request"),
        "may_not_request": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, REQUEST_SENDER_IDS),
    }


def senders_below(request: HttpRequest) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = TabPage(request, SENDER_IDS), current_page(request)
    listing = senders_listed(page.caller, now.path, query_of(now.query), page.counted)
    return page.table(TEMPLATE, listing, **senders_shown(page, listing))


def senders_listed(caller: Caller, path: str, query: QueryDict, counted: Counted | None = None) -> Listing:
    columns = columns_for(caller, COLUMNS)
    return Listing(
        path,
        query,
        SenderId.objects.for_caller(caller).with_keys(),
        columns=columns,
        preferred=for_list(caller.user, SENDER_IDS.name, columns),
        filters=sender_id_filters(caller),
        default_sort="created_timestamp",
        search=identity_search(caller, SENDER_ID_COLUMNS),
        counted=counted,
    )


def sender_id_rows(caller: Caller, senders: list[SenderId], q: str = "") -> list[SenderIdRow]:
    """q: what they were searched for."""
    pools, shown = pools_of(caller, senders), rows_shown(words_for(SenderId, caller, q), senders)
    rows = [sender_id_row(sender, pools.get(sender.pk, InPools()), shown[sender.pk]) for sender in senders]
    hidden = hidden_in_sender_ids(shown)
    return [row._replace(why=shown[row.sender.pk].why(hidden.get(row.sender.pk, ()))) for row in rows]


def sender_id_table_rows(caller: Caller, listing: Listing) -> SafeString:
    """The table's rows, written out."""
    columns, now = tuple(column.key for column in listing.visible), clock.now()
    created = created_cells(caller.user)
    senders = (sender.pk for sender in listing.rows)
    in_aws = aws_cells(caller, SenderId.objects.for_caller(caller), senders, columns)
    kept = stencil("neighbours/sender_id_row.html", HOLES, columns=columns)
    return join(
        kept.fill(
            {
                "index": index,
                "path": listing.path,
                "key": row.key,
                "name": f"{row.sender.sender_id}, {labels.country_name(row.sender.iso_country_code)}",
                "label": row.label,
                "why": row.why,
                "country": row.country,
                "message_types": row.message_types,
                "registered": row.registered,
                "aws": in_aws.get(row.sender.pk, ""),
                "pools": pools_cell(row.pools, index),
                "created": created(row.sender.created_timestamp, now),
            }
        )
        for index, row in enumerate(sender_id_rows(caller, listing.rows, listing.q), listing.row_offset + 1)
    )


def pools_cell(pools: InPools, number: int) -> SafeString | str:
    """How many, and behind the number which. number: of the row, as each needs a name of its own."""
    if not pools.total:
        return "0"
    return render_to_string("neighbours/pools_of_sender_id.html", {"pools": pools, "number": number})


def sender_id_row(sender: SenderId, pools: InPools, shown: Shown) -> SenderIdRow:
    return SenderIdRow(
        sender,
        f"{sender.sender_id}/{sender.iso_country_code}",
        shown.text(sender.sender_id),
        shown.text(labels.country_name(sender.iso_country_code)),
        shown.text(labels.value_of("message_type", sender.message_types)),
        shown.text(labels.YES_NO[sender.registered]),
        pools,
    )


def pools_of(caller: Caller, senders: list[SenderId]) -> dict[int, InPools]:
    """The pools of every sender ID on the page, in one query that reads ten of each."""
    place = Window(RowNumber(), partition_by="pk", order_by=["pools__name_key", "pools__pool_id"])
    links = (
        SenderId.objects.for_caller(caller)
        .filter(pk__in=[sender.pk for sender in senders], pools__isnull=False)
        .annotate(place=place, total=Window(Count("*"), partition_by="pk"))
        .filter(place__lte=LISTED_POOLS)
        .order_by("pk", "place")
        .values_list("pk", "total", F("pools__name"), F("pools__pool_id"))
    )
    found: dict[int, InPools] = {}
    base = to(caller, "pool-list")
    for pk, total, name, pool_id in links if senders else ():
        first = found[pk].first if pk in found else ()
        found[pk] = InPools(total, (*first, (name or pool_id, f"{base}{pool_id}/")))
    return found


def sender_id_url(caller: Caller, key: str) -> str:
    """The page of the sender ID that NAME/COUNTRY names, where there is one."""
    # A name may be held in several countries, and each is a sender ID of its own.
    name, _, country = key.partition("/")
    found = SenderId.objects.for_caller(caller).filter(sender_id=name, iso_country_code=country).exists()
    return to(caller, "sender-id-detail", name, country) if found else ""


@require_POST
def sender_id_selection(request: HttpRequest) -> JsonResponse:
    """How the sender IDs named by `id`, each with its country, stand to the list as the address filters it."""
    listing = senders_listed(request.caller, request.path, request.GET)
    return selection_in(request, listing, SENDER_IDS, "key")


# This address takes no GET: after a sign-in in between, the list is where to go on.
sender_id_selection.comes_from = "sender-id-list"
sender_id_selection.leaves_account_alone = True
