"""Configuration sets: what each decides, and how many hear of its events."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from pools import clock
from pools.models import ConfigurationSet
from pools.models.words import read_words
from pools.operations.engine.caller import Caller
from pools.pages.frame.command import command_of_list
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.aws.lists import aws_cells, columns_for, filters_for
from pools.pages.kit.empty.facts import none_there, searched_for
from pools.pages.kit.empty.lists import CONFIGURATION_SETS, Adding, Cause, Facts
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.filters import of_values
from pools.pages.kit.http import current_page
from pools.pages.kit.list_page import ListNames, ListPage
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.selecting import selection_in
from pools.pages.kit.why import Shown, rows_shown
from pools.pages.kit.words import labels
from pools.pages.neighbours.configuration_sets.form import notes_on
from pools.templatetags.console import none, on_off
from pools.templatetags.stencils import join, stencil

TEMPLATE = "neighbours/configuration_sets/list.html"
SETS = ListNames(
    "configuration-sets",
    "Configuration sets",
    "configuration set",
    ConfigurationSet,
    "configuration-set-list",
    "configuration-sets",
    "configuration-sets",
)
NEWEST = ("-created_timestamp", "-pk")
HOLES = (
    "index",
    "path",
    "name",
    "shown_name",
    "sender_id",
    "message_type",
    "destinations",
    "feedback",
    "aws",
    "created",
)


def by_set_name(rows: QuerySet, descending: bool) -> QuerySet:
    name = Lower("configuration_set_name")
    return rows.order_by(name.desc() if descending else name.asc(), "configuration_set_name")


def by_destinations(rows: QuerySet, descending: bool) -> QuerySet:
    return by("event_destination_count", *NEWEST)(rows.with_destination_count(), descending)


def by_feedback(rows: QuerySet, descending: bool) -> QuerySet:
    return by("asks_for_feedback", *NEWEST)(rows.with_feedback(), descending)


COLUMNS = (
    Column("configuration_set_name", "Name", by_set_name),
    Column("default_sender_id", "Default sender ID", by("default_sender_id", *NEWEST), 170),
    Column("default_message_type", "Default message type", by("default_message_type", *NEWEST), 130),
    Column("event_destinations", "Event destinations", by_destinations, 112),
    Column("default_message_feedback_enabled", "Message feedback", by_feedback, 100),
    Column("created_timestamp", "Created", by_age, 114),
)
FILTERS = (
    of_values("default_message_type", "Default message type", labels.MESSAGE_TYPES),
    of_values(
        "default_message_feedback_enabled",
        "Message feedback",
        labels.ON_OFF,
        column="asks_for_feedback",
        prepared=lambda rows: rows.with_feedback(),
    ),
)
configuration_set_preferences = preferences_of(SETS.name, COLUMNS, SETS.url_name, nav_active=SETS.nav_active)


class ConfigurationSetsPage(ListPage):
    def empty(self, listing: Listing | None) -> Empty:
        if listing and listing.is_narrowed:
            facts = Facts(search=searched_for(listing))
            return empty(CONFIGURATION_SETS, Cause.NO_MATCH, self.caller.may, facts)
        adding = Adding(to(self.caller, "configuration-set-create"))
        return none_there(self.request, CONFIGURATION_SETS, adding)


@require_safe
def configuration_set_list(request: HttpRequest) -> HttpResponse:
    page = ConfigurationSetsPage(request, SETS)
    listing = sets_listed(page.caller, request.path, request.GET, page.counted)
    if "view" in request.GET:
        return page.view_details(listing, partial(set_url, page.caller, listing))
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(TEMPLATE, listing, **sets_shown(page, listing))


def sets_listed(caller: Caller, path: str, query: QueryDict, counted: Counted | None = None) -> Listing:
    columns = columns_for(caller, COLUMNS)
    return Listing(
        path,
        query,
        ConfigurationSet.objects.for_caller(caller),
        columns=columns,
        preferred=for_list(caller.user, SETS.name, columns),
        filters=filters_for(caller, FILTERS),
        default_sort="created_timestamp",
        counted=counted,
        search=lambda rows, text: rows.having(read_words(text)),
    )


def sets_shown(page: ListPage, listing: Listing) -> dict[str, Any]:
    caller = page.caller
    return {
        "rows": set_rows(caller, listing),
        "delete_url": to(caller, "configuration-set-delete"),
        "check_url": listing.address(to(caller, "configuration-set-selection")),
        "export_url": listing.address(to(caller, "configuration-set-list-export")),
        "command": command_of_list(page.request, listing, "DescribeConfigurationSets", SETS.nouns),
        "create_url": to(caller, "configuration-set-create"),
        "locked": page.only_editors,
    }


def sets_below(request: HttpRequest) -> HttpResponse:
    """The table in the state that the address of the page says, for an act that was done from there."""
    page, now = ConfigurationSetsPage(request, SETS), current_page(request)
    listing = sets_listed(page.caller, now.path, query_of(now.query), page.counted)
    return page.table(TEMPLATE, listing, **sets_shown(page, listing))


def set_rows(caller: Caller, listing: Listing) -> SafeString:
    sets: Sequence[ConfigurationSet] = listing.rows
    keys, columns = [one.pk for one in sets], tuple(column.key for column in listing.visible)
    rows = ConfigurationSet.objects.for_caller(caller)
    counted = dict(
        rows.filter(pk__in=keys).with_destination_count().values_list("pk", "event_destination_count")
    )
    in_aws, now, created = aws_cells(caller, rows, keys, columns), clock.now(), created_cells(caller.user)
    notes = notes_on(caller, [one.default_sender_id for one in sets])
    marks = rows_shown(read_words(listing.q) if listing.q else (), sets)
    kept = stencil("neighbours/configuration_sets/row.html", HOLES, columns=columns)
    path = escape(listing.path)
    return join(
        kept.fill(
            {
                "index": index,
                "path": path,
                "name": one.configuration_set_name,
                "shown_name": marks[one.pk].text(one.configuration_set_name),
                "sender_id": sender_id_cell(one, marks[one.pk], notes[one.default_sender_id]),
                "message_type": labels.MESSAGE_TYPES.get(one.default_message_type) or none(),
                "destinations": counted.get(one.pk, 0),
                "feedback": on_off(bool(one.default_message_feedback_enabled)),
                "aws": in_aws.get(one.pk, ""),
                "created": created(one.created_timestamp, now),
            }
        )
        for index, one in enumerate(sets, listing.row_offset + 1)
    )


def sender_id_cell(row: ConfigurationSet, shown: Shown, note: str) -> SafeString:
    if not row.default_sender_id:
        return none()
    below = format_html('<span class="table__why">{}</span>', note) if note else ""
    return format_html('<span translate="no">{}</span>{}', shown.text(row.default_sender_id), below)


def set_url(caller: Caller, listing: Listing, name: str) -> str:
    found = listing.all_rows.filter(configuration_set_name=name).exists()
    return to(caller, "configuration-set-detail", name) if found else ""


@require_POST
def configuration_set_selection(request: HttpRequest) -> JsonResponse:
    """How the sets named by `id` stand to the list as the address filters it."""
    listing = sets_listed(request.caller, request.path, request.GET)
    return selection_in(request, listing, SETS, "configuration_set_name")


# This address takes no GET: after a sign-in in between, the list is where to go on.
configuration_set_selection.comes_from = "configuration-set-list"
configuration_set_selection.leaves_account_alone = True
