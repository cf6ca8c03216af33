"""The Sender IDs tab: the list, and one sender ID shown below it."""

from functools import partial
from typing import NamedTuple

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pools.models import SenderId
from pools.models.searching import words_for
from pools.models.text import in_order
from pools.operations.engine.caller import Permission, pools_available
from pools.pages.kit.identity_search import SENDER_ID_COLUMNS, by_country, identity_search
from pools.pages.kit.listing import Column, Listing, by, by_age, switch_filter
from pools.pages.kit.places import to
from pools.pages.kit.why import Shown, hidden_in_sender_ids, rows_shown
from pools.pages.kit.words import labels
from pools.pages.neighbours.tabs import SENDER_IDS, TabPage

NEWEST = ("-created_timestamp", "-pk")
# A sender ID may be in any number of pools; a row lists these many and says how many more there are.
LISTED_POOLS = 10


def by_pools(rows: QuerySet, descending: bool) -> QuerySet:
    return rows.annotate(n=Count("pools")).order_by("-n" if descending else "n", *NEWEST)


COLUMNS = (
    Column("sender_id", "Sender ID", by("name_key", *NEWEST), 146),
    Column("iso_country_code", "Country", by_country(*NEWEST), 200),
    Column("message_types", "Message types", width=212),
    Column("registered", "Registered", by("registered", *NEWEST), 112),
    Column("pools", "Pools", by_pools),
    Column("created_timestamp", "Created", by_age, 114),
)
FILTERS = (switch_filter("registered", "Registered", labels.YES_NO),)


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
    listing = Listing(
        request.path,
        request.GET,
        SenderId.objects.for_caller(page.caller),
        columns=COLUMNS,
        filters=FILTERS,
        default_sort="created_timestamp",
        keep=("show",),
        search=identity_search(page.caller, SENDER_ID_COLUMNS),
        counted=page.counted,
    )
    if "view" in request.GET:
        listing.forget("show")
        return page.view_details(listing, partial(details_url, page, listing))
    shown = find_sender_id(page, listing.kept.get("show", ""))
    if not shown:
        # What shows nothing falls out of the address, like any other value that means nothing.
        listing.forget("show")
    may_create = page.caller.may(Permission.CHANGE_RESOURCES) and pools_available(page.caller.region)
    return page.answer(
        "neighbours/sender_id_list.html",
        listing,
        rows=sender_id_rows(page, listing.rows, listing.q),
        close_url=listing.url(show=None),
        shown=sender_id_rows(page, [shown])[0] if shown else None,
        tags=in_order(shown.tag_rows.all(), "key") if shown else (),
        create_url=f"{to(page.caller, 'pool-create')}?type=sender-id" if may_create else "",
    )


def sender_id_rows(page: TabPage, senders: list[SenderId], q: str = "") -> list[SenderIdRow]:
    """q: what they were searched for."""
    pools, shown = pools_of(page, senders), rows_shown(words_for(SenderId, page.caller, q), senders)
    rows = [sender_id_row(sender, pools.get(sender.pk, InPools()), shown[sender.pk]) for sender in senders]
    hidden = hidden_in_sender_ids(shown)
    return [row._replace(why=shown[row.sender.pk].why(hidden.get(row.sender.pk, ()))) for row in rows]


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


def pools_of(page: TabPage, senders: list[SenderId]) -> dict[int, InPools]:
    """The pools of every sender ID on the page, in one query that reads ten of each."""
    place = Window(RowNumber(), partition_by="pk", order_by=["pools__name_key", "pools__pool_id"])
    links = (
        SenderId.objects.for_caller(page.caller)
        .filter(pk__in=[sender.pk for sender in senders], pools__isnull=False)
        .annotate(place=place, total=Window(Count("*"), partition_by="pk"))
        .filter(place__lte=LISTED_POOLS)
        .order_by("pk", "place")
        .values_list("pk", "total", F("pools__name"), F("pools__pool_id"))
    )
    found: dict[int, InPools] = {}
    base = to(page.caller, "pool-list")
    for pk, total, name, pool_id in links if senders else ():
        first = found[pk].first if pk in found else ()
        found[pk] = InPools(total, (*first, (name or pool_id, f"{base}{pool_id}/")))
    return found


def find_sender_id(page: TabPage, key: str) -> SenderId | None:
    """The sender ID that NAME/COUNTRY names."""
    # A name may be held in several countries, and each is a sender ID of its own.
    name, _, country = key.partition("/")
    rows = SenderId.objects.for_caller(page.caller)
    return rows.filter(sender_id=name, iso_country_code=country).first() if name and country else None


def details_url(page: TabPage, listing: Listing, key: str) -> str:
    """The list with one sender ID shown below it."""
    return f"{listing.url(show=key)}#sender-id-details" if find_sender_id(page, key) else ""
