"""The Phone numbers tab, and one number with the settings that apply to it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import PhoneNumber, Pool, Standing
from pools.models.identities import ACTIVE
from pools.models.searching import words_for
from pools.models.text import in_order
from pools.operations.engine.caller import Caller, Permission
from pools.operations.keywords import has_us_toll_free
from pools.operations.phone_numbers import mark_phone_number_as_registered
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.aws.lists import aws_cells, columns_for
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import current_page, see_other
from pools.pages.kit.identity_search import by_country, by_label, identity_search
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.way_back import with_back
from pools.pages.kit.why import NOT_SEARCHED, Shown, hidden_in_numbers, rows_shown
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.neighbours.filters import number_filters
from pools.pages.neighbours.fitting import fitting
from pools.pages.neighbours.number_form import NumberForm
from pools.pages.neighbours.tabs import PHONE_NUMBERS, TabPage
from pools.reference.keywords import CARRIER_MANAGED
from pools.templatetags.console import badge, none, on_off, status
from pools.templatetags.stencils import join, stencil

NEWEST = ("-created_timestamp", "-pk")
MARK_AS_REGISTERED = "mark a number as registered"
CHANGE_NUMBERS = "change phone numbers"
REMOVE_NUMBERS = "remove phone numbers"
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
    columns, now = tuple(column.key for column in listing.visible), timezone.now()
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
    listing = numbers_listed(page, request.path, request.GET)
    if "view" in request.GET:
        return page.view_details(listing, partial(detail_url, page, listing))
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(NUMBERS_TEMPLATE, listing, **numbers_shown(page, listing))


def numbers_listed(page: TabPage, path: str, query: QueryDict) -> Listing:
    columns = columns_for(page.caller, COLUMNS)
    return Listing(
        path,
        query,
        PhoneNumber.objects.for_caller(page.caller).select_related("pool"),
        columns=columns,
        preferred=for_list(page.caller.user, PHONE_NUMBERS.name, columns),
        filters=number_filters(page.caller),
        default_sort="created_timestamp",
        search=identity_search(page.caller),
        counted=page.counted,
    )


def numbers_shown(page: TabPage, listing: Listing) -> dict[str, Any]:
    return {
        "rows": number_table_rows(page.caller, listing),
        "passing": [number.phone_number_id for number in listing.rows if number.is_settling],
        "remove_url": to(page.caller, "phone-number-remove"),
        "locked": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, REMOVE_NUMBERS),
    }


def numbers_below(request: HttpRequest) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = TabPage(request, PHONE_NUMBERS), current_page(request)
    listing = numbers_listed(page, now.path, query_of(now.query))
    return page.table(NUMBERS_TEMPLATE, listing, **numbers_shown(page, listing))


def detail_url(page: TabPage, listing: Listing, phone_number_id: str) -> str:
    found = listing.all_rows.filter(phone_number_id=phone_number_id).exists()
    return to(page.caller, "phone-number-detail", phone_number_id) if found else ""


@require_safe
def phone_number_detail(request: HttpRequest, phone_number_id: str) -> HttpResponse:
    """One number with its settings. While it is in a pool, the pool's settings and keywords are what applies."""
    number = phone_number_or_404(request.caller, phone_number_id)
    typed = carried(request)
    # The fields of another form may come back to this page, too; only this one's have `drawn`.
    data = typed if typed and "drawn" in typed else None
    form = NumberForm(request.caller, number, data=data, checked=False)
    if form.is_posted:
        say_restored(request, form.changed)
    return number_page(request, number, form)


def number_page(
    request: HttpRequest, number: PhoneNumber, form: NumberForm, *, status: int = 200
) -> HttpResponse:
    caller = request.caller
    pool_url = to(caller, "pool-detail", number.pool.pool_id) if number.pool else ""
    there = to(caller, "phone-number-detail", number.phone_number_id)
    aws = number_in_aws(request, number, pool_url)
    if aws:
        form.mark_rows(aws["aws"].keywords, aws["aws"].tags)
    may_not = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_NUMBERS)
    context = {
        "number": number,
        "form": form,
        "choices": form.choices,
        "fitting": fitting(request, number),
        "row": phone_number_row(number),
        "applies": number.settings,
        "pool_url": pool_url,
        "number_url": there,
        "settings_url": with_back(request.GET, to(caller, "phone-number-settings", number.phone_number_id)),
        # In words, why the settings can't be changed now; the tags of a number that is changing can.
        "not_now": "" if number.status == ACTIVE or form.only_tags else reasons.NUMBER_ACTIVE,
        "locked": may_not,
        "remove_url": f"{to(caller, 'phone-number-remove')}?id={number.phone_number_id}",
        "keywords": keywords_of(number, aws["aws"].keywords if aws else {}),
        "tags": marked_tags(number.tag_rows, aws) if may_not else (),
        "crumbs": crumbs(caller, "overview", "phone-number-list", number.label),
        "nav_active": "phone-numbers",
        "help_topic": "phone-numbers",
        "registered_url": to(caller, "phone-number-registered", number.phone_number_id),
        "reason": reasons.why_not(caller, Permission.CHANGE_RESOURCES, MARK_AS_REGISTERED),
        **aws,
    }
    return render(request, "neighbours/phone_number_detail.html", context, status=status)


def number_in_aws(request: HttpRequest, number: PhoneNumber, pool_url: str) -> dict[str, Any]:
    """pool_url: of the pool that it is in. There, or in the list, is a number that AWS knows."""
    known = f"{to(request.caller, 'phone-number-list')}?aws={Standing.IN_SYNC}"
    replace_at = f"{pool_url}?ids=available#origination-identities" if pool_url else known
    there = to(request.caller, "phone-number-detail", number.phone_number_id)
    return aws_context(request, "phone-number", number.phone_number_id, there, replace_at=replace_at)


def phone_number_or_404(caller: Caller, phone_number_id: str) -> PhoneNumber:
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    number = rows.filter(phone_number_id=phone_number_id).first()
    if number is None:
        raise Http404("There is no such phone number.")
    return number


@require_POST
def mark_as_registered(request: HttpRequest, phone_number_id: str) -> HttpResponse:
    """Say what AWS would say once it has registered the number. Done twice, it is done once."""
    must_edit(request.caller, MARK_AS_REGISTERED)
    number = phone_number_or_404(request.caller, phone_number_id)
    try:
        mark_phone_number_as_registered(request.caller, phone_number_id=phone_number_id)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
    else:
        flash(request, "success", f"{number.label} was marked as registered.")
    return see_other(to(request.caller, "phone-number-detail", phone_number_id))


mark_as_registered.comes_from = "phone-number-detail"


def keywords_of(number: PhoneNumber, in_aws: Mapping[str, str]) -> list[dict[str, Any]]:
    """The keywords that apply. Where a US toll-free number is concerned, carriers answer STOP and UNSTOP.

    in_aws: what AWS has in place of some.
    """
    carrier = CARRIER_MANAGED if has_us_toll_free(number.settings) else ()
    return [
        {
            "keyword": row.keyword,
            "message": row.keyword_message,
            "action": labels.KEYWORD_ACTIONS.get(row.keyword_action, row.keyword_action),
            "carrier": row.keyword in carrier,
            "in_aws": in_aws.get(row.keyword, ""),
        }
        for row in in_order(number.settings.keywords.all(), "keyword")
    ]
