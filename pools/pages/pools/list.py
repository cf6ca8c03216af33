"""The Pools tab: the account's pools in this Region."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from pools import clock
from pools.models import Pool
from pools.models.fast_reads.lists import member_counts
from pools.models.pools import status_of
from pools.models.searching import words_for
from pools.operations.engine.caller import Caller, pools_available
from pools.pages.frame.command import command_of_list
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.aws.lists import aws_cells, columns_for, filters_for
from pools.pages.kit.empty.channel import channel_off
from pools.pages.kit.flash import flash
from pools.pages.kit.http import current_page, is_fragment
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by, by_age, by_text
from pools.pages.kit.nul import query_of
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.words import reasons
from pools.pages.neighbours.tabs import POOLS, TabPage
from pools.pages.pools.filters import FILTERS
from pools.pages.pools.list_cells import MORE, NOTHING, found_pool_cells, member_cells, more_cells, pool_cells
from pools.reference import quotas
from pools.templatetags.stencils import Stencil, join, stencil

TEMPLATE = "pools/list.html"
# Ends an order, and `pk` makes it total: with ties, a page could repeat a row of the one before.
NEWEST = ("-created_timestamp", "-pk")


def by_status(rows: QuerySet, descending: bool) -> QuerySet:
    return rows.order_by_status(descending=descending)


def by_members(rows: QuerySet, descending: bool) -> QuerySet:
    count = F("origination_identity_count")
    return rows.with_member_counts().order_by(count.desc() if descending else count.asc(), *NEWEST)


COLUMNS = (
    Column("pool_id", "Pool ID", by("pool_id"), 174),
    Column("name", "Pool name", by("name_key", *NEWEST)),
    Column("status", "Status", by_status, 92),
    Column("message_type", "Message type", by("message_type", *NEWEST), 106),
    Column("origination_identities", "Origination identities", by_members, 98),
    Column("two_way_enabled", "Two-way SMS", by("two_way_enabled", *NEWEST), 80),
    Column(
        "deletion_protection_enabled",
        "Deletion protection",
        by("deletion_protection_enabled", *NEWEST),
        104,
    ),
    Column("shared_routes_enabled", "Shared routes", by("shared_routes_enabled", *NEWEST), 76),
    Column("opt_out_list_name", "Opt-out list", width=120, shown=False),
    Column("self_managed_opt_outs_enabled", "Self-managed opt-outs", width=112, shown=False),
    Column("tags", "Tags", width=180, shown=False),
    Column("created_timestamp", "Created", by_age, 114),
)
# The columns that a row is made of, and the holes that they fill: reading whole pools would cost half as much again.
SHOWN = (
    "pk",
    "pool_id",
    "name",
    "message_type",
    "two_way_enabled",
    "deletion_protection_enabled",
    "shared_routes_enabled",
    "created_timestamp",
    "deleted_timestamp",
    "settled_timestamp",
)
HOLES = (
    "index",
    "path",
    "pool_id",
    "shown_id",
    "name",
    "whole_name",
    "title",
    "long",
    "why",
    "status",
    "aws",
    "message_type",
    "count",
    "nouns",
    "members",
    "two_way_enabled",
    "deletion_protection_enabled",
    "shared_routes_enabled",
    "opt_out_list_name",
    "self_managed_opt_outs_enabled",
    "tags",
    "all_tags",
    "created",
)


pool_list_preferences = preferences_of(POOLS.name, COLUMNS, "pool-list")


@require_safe
def pool_list(request: HttpRequest) -> HttpResponse:
    page = TabPage(request, POOLS)
    if not pools_available(page.caller.region):
        return page.answer(TEMPLATE, None)
    listing = listing_of(page.caller, request.path, request.GET, page.counted)
    # The button submits the form of the table, which without script is a GET of this page.
    if "view" in request.GET:
        return page.view_details(listing, partial(detail_url, page, listing))
    if page.asks_for_choices:
        return page.choices(listing)
    if is_fragment(request):
        say_deleted(request, request.GET.getlist("passing"))
    return page.answer(TEMPLATE, listing, **lists(page, listing))


def say_deleted(request: HttpRequest, ids: Sequence[str]) -> None:
    """Flash which of the pools that were passing when the list was drawn have gone since."""
    rows = Pool.objects.gone(request.caller).filter(pool_id__in=ids) if ids else ()
    gone = [pool.label for pool in rows]
    if gone:
        what = f"Pool {gone[0]} was" if len(gone) == 1 else f"{len(gone)} pools were"
        flash(request, "success", f"{what} deleted.")


def table_below(request: HttpRequest, **extra: Any) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = TabPage(request, POOLS), current_page(request)
    listing = listing_of(page.caller, now.path, query_of(now.query), page.counted)
    return page.table(TEMPLATE, listing, **lists(page, listing), **extra)


def listing_of(caller: Caller, path: str, query: QueryDict, counted: Counted | None = None) -> Listing:
    columns = columns_for(caller, COLUMNS)
    preferred = for_list(caller.user, POOLS.name, columns)
    more = sorted(MORE - {*preferred.hidden})
    return Listing(
        path,
        query,
        Pool.objects.for_caller(caller).values_list(*SHOWN, *more, named=True),
        preferred=preferred,
        columns=columns,
        filters=filters_for(caller, FILTERS),
        default_sort="created_timestamp",
        counted=counted,
        search=by_text(caller),
    )


def lists(page: TabPage, listing: Listing) -> dict[str, Any]:
    return {
        "rows": pool_rows(page.caller, listing),
        "passing": passing(listing.rows),
        "delete_url": to(page.caller, "pool-delete"),
        # Where the script asks what became of a selection: with the filters, as they tell what can be selected.
        "check_url": listing.address(to(page.caller, "pool-selection")),
        "edit_url": to(page.caller, "pool-edit"),
        "runs_url": to(page.caller, "edit-runs"),
        "compare_url": to(page.caller, "compare"),
        "export_url": listing.address(to(page.caller, "pool-list-export")),
        "command": command_of_list(page.request, listing, "DescribePools", page.tab.nouns),
        "create_url": to(page.caller, "pool-create"),
        "locked": page.only_editors,
        "why_no_create": why_no_create(page),
        "channel_off": None if page.channel_enabled else channel_off(page.caller),
    }


def passing(pools: Sequence[Any]) -> list[str]:
    """Those that are being created or deleted."""
    now = clock.now()
    return [pool.pool_id for pool in pools if pool.settled_timestamp and pool.settled_timestamp > now]


def pool_rows(caller: Caller, listing: Listing) -> SafeString:
    """The table's rows. Most of what fills their cells is one of a few strings, which are made once."""
    found = found_pool_cells(listing.rows, words_for(Pool, caller, listing.q)) if listing.q else {}
    counts, path = member_counts([pool.pk for pool in listing.rows]), escape(listing.path)
    first, now, created = listing.row_offset + 1, clock.now(), created_cells(caller.user)
    columns = tuple(column.key for column in listing.visible)
    more = more_cells(listing.rows, columns)
    in_aws = aws_cells(caller, Pool.objects.for_caller(caller), (pool.pk for pool in listing.rows), columns)
    rows = [
        {"index": index, "path": path, "created": created(pool.created_timestamp, now)}
        | pool_cells(pool, status_of(pool.deleted_timestamp, pool.settled_timestamp, now))
        | member_cells(*counts.get(pool.pk, (0, 0)))
        | more.get(pool.pk, {})
        | {"aws": in_aws.get(pool.pk, NOTHING)}
        | found.get(pool.pk, {})
        for index, pool in enumerate(listing.rows, first)
    ]
    return join(row(values.pop("is_passing"), columns).fill(values) for values in rows)


def row(is_passing: bool, columns: tuple[str, ...]) -> Stencil:
    why_not = reasons.POOL_ACTIVE
    return stencil("pools/row.html", HOLES, is_passing=is_passing, columns=columns, why_not=why_not)


def why_no_create(page: TabPage) -> str:
    if page.only_editors:
        return page.only_editors
    if not page.channel_enabled:
        return reasons.NO_CHANNEL
    if page.pools_are_full:
        return reasons.quota_sentence(quotas.POOLS_PER_ACCOUNT, page.pool_quota)
    return ""


def detail_url(page: TabPage, listing: Listing, pool_id: str) -> str:
    # The pool may be deleted since the list was drawn; then the list says so, in place of a 404.
    found = listing.all_rows.filter(pool_id=pool_id).exists()
    return to(page.caller, "pool-detail", pool_id) if found else ""
