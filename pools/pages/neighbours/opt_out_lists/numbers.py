"""The numbers on an opt-out list, as a part of its page."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pools import clock
from pools.models import OptedOutNumber, OptOutList
from pools.models.identities import international
from pools.operations.engine.caller import Caller
from pools.operations.opted_out_numbers import removable_from
from pools.pages.kit.empty.facts import searched_for
from pools.pages.kit.empty.states import Empty
from pools.pages.kit.filters import of_values, since
from pools.pages.kit.list_page import ListNames, ListPage
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by
from pools.pages.kit.marks import marked_number
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import country_name
from pools.reference.phone_numbers import country_of_number, read_number, typed_forms
from pools.templatetags.stencils import join, stencil

NUMBERS = ListNames(
    "opted-out-numbers",
    "Opted-out numbers",
    "opted-out number",
    OptedOutNumber,
    "opt-out-list-detail",
    "opt-out-lists",
    "opt-out-lists",
)
WHO = {True: "The person", False: "Added here"}
NONE_YET = "They appear here when people text STOP, or when you add them."
NUMBER_HOLES = ("index", "number", "shown_number", "country", "who", "since", "again")
NUMBER_COLUMNS = (
    Column("opted_out_number", "Number", by("opted_out_number")),
    Column("country", "Country", width=200),
    Column(
        "end_user_opted_out", "Opted out by", by("end_user_opted_out", "-opted_out_timestamp", "-pk"), 130
    ),
    Column("opted_out_timestamp", "Since", by("opted_out_timestamp", "-pk"), 114),
)


class NumbersPage(ListPage):
    """count: how many numbers are on the list."""

    def __init__(self, request: HttpRequest, row: OptOutList, count: int) -> None:
        super().__init__(request, NUMBERS)
        self.row, self.count = row, count

    @cached_property
    def counted(self) -> Counted:
        return Counted(self.count)

    @cached_property
    def path(self) -> str:
        return to(self.caller, "opt-out-list-detail", self.row.opt_out_list_name)

    @cached_property
    def preferences_url(self) -> str:
        return to(self.caller, "opt-out-list-detail-preferences", self.row.opt_out_list_name)

    def empty(self, listing: Listing | None) -> Empty:
        if not (listing and listing.is_narrowed):
            return Empty("No opted-out numbers", [NONE_YET])
        search = searched_for(listing)
        number = read_number(listing.q).number if listing.q else ""
        if number and not listing.chosen:
            return Empty("No matches", [elsewhere(self.caller, number)], search.clear)
        return Empty(
            "No matches", [format_html("No opted-out numbers match {}.", search.asked)], search.clear
        )


def elsewhere(caller: Caller, number: str) -> SafeString:
    """On which lists a number is that is not on this one."""
    rows = OptOutList.objects.for_caller(caller).filter(
        opted_out_number_rows__opted_out_number=number, opted_out_number_rows__is_opted_out=True
    )
    names = rows.order_by("opt_out_list_name").values_list("opt_out_list_name", flat=True)[:10]
    links = [(to(caller, "opt-out-list-detail", name), name) for name in names]
    there = (
        format_html(" It is on: {}.", format_html_join(", ", '<a href="{}">{}</a>', links)) if links else ""
    )
    return format_html("{} isn't on this list.{}", international(number), there)


def searched_forms(text: str) -> list[str]:
    """As a number stands on a list: in E.164, so without what is dialled before it within its country."""
    forms = typed_forms(text)
    return list(dict.fromkeys([*forms, *(form.lstrip("0") for form in forms if form.strip("0"))]))


def numbers_listing(request: HttpRequest, page: NumbersPage) -> Listing:
    return Listing(
        page.path,
        request.GET,
        page.row.opted_out_number_rows.filter(is_opted_out=True),
        columns=NUMBER_COLUMNS,
        preferred=for_list(page.caller.user, NUMBERS.name, NUMBER_COLUMNS),
        filters=(
            of_values("end_user_opted_out", "Opted out by", WHO),
            since("opted_out_timestamp", clock.now()),
        ),
        default_sort="opted_out_timestamp",
        counted=page.counted,
        search=lambda rows, text: rows.written(searched_forms(text)),
    )


def number_rows(caller: Caller, listing: Listing, *, may: bool) -> SafeString:
    """may: whether the reader may remove numbers."""
    now, created = clock.now(), created_cells(caller.user)
    columns = tuple(column.key for column in listing.visible)
    word = [tuple(searched_forms(listing.q))] if listing.q else []

    def cells(index: int, one: OptedOutNumber, again: datetime | None) -> dict[str, Any]:
        label = international(one.opted_out_number)
        return {
            "index": index,
            "number": one.opted_out_number,
            "shown_number": marked_number(label, word) if word else label,
            "country": country_name(country_of_number(one.opted_out_number)),
            "who": WHO[one.end_user_opted_out],
            "since": created(one.opted_out_timestamp, now),
            "again": again_in_words(again) if again else "",
        }

    def row(index: int, one: OptedOutNumber) -> SafeString:
        again = removable_from(one.opted_in_timestamp, now)
        name = "neighbours/opt_out_lists/number_row.html"
        shape = {"is_off": bool(again), "may": may, "columns": columns}
        return stencil(name, NUMBER_HOLES, **shape).fill(cells(index, one, again))

    return join(row(index, one) for index, one in enumerate(listing.rows, listing.row_offset + 1))


def again_in_words(moment: datetime) -> str:
    """ "Can be removed again on December 12."."""
    day = timezone.localtime(moment)
    return f"Can be removed again on {day:%B} {day.day}."
