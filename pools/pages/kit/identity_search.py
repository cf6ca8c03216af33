"""The one search of every list of phone numbers and sender IDs: what a row says is what finds and sorts it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, StrIndex

from pools.models import OptOutList, SenderId
from pools.models.opt_out_lists import DEFAULT
from pools.models.searching import SENDER_ID, Meant, searched_numbers, searched_sender_ids
from pools.models.text import natural_key, searchable
from pools.operations.engine.caller import Caller
from pools.pages.kit.words import labels
from pools.reference import countries

IDENTITY_COLUMNS = (
    "iso_country_codes",
    "number_types",
    "message_types",
    "capabilities",
    "statuses",
    "two_way_enabled",
)
# What people call these otherwise.
ALSO = {
    "GB": "UK",
    "US": "USA",
    "LONG_CODE": "longcode",
    "SHORT_CODE": "shortcode",
    "TEN_DLC": "ten DLC",
    "TOLL_FREE": "tollfree",
}
SENDER_ID_COLUMNS = ("iso_country_codes", "message_types", "registered")


@cache
def folded() -> dict[str, dict[str | bool, str]]:
    """The console's words for the values of each column that has such."""
    columns: dict[str, Mapping[Any, str]] = {
        "iso_country_codes": {code: country.label for code, country in countries.COUNTRIES.items()},
        "number_types": labels.NUMBER_TYPES | {SENDER_ID: "Sender ID"},
        "message_types": labels.MESSAGE_TYPES,
        "capabilities": labels.CAPABILITIES,
        "statuses": labels.STATUSES,
        "two_way_enabled": labels.ON_OFF,
        "registered": labels.YES_NO,
    }
    return {
        name: {code: searchable(f"{label} {ALSO.get(code, '')}") for code, label in named.items()}
        for name, named in columns.items()
    }


def identity_search(
    caller: Caller, columns: Sequence[str] = IDENTITY_COLUMNS, *, with_lists: bool = False
) -> Callable[[QuerySet, str], QuerySet]:
    """How a list searches its numbers or sender IDs.

    columns: those of `folded` that the list shows. with_lists: it shows the opt-out lists of numbers, too.
    """

    def search(rows: QuerySet, text: str) -> QuerySet:
        one_kind = searched_sender_ids if rows.model is SenderId else searched_numbers
        lists = {name: searchable(name) for name in opt_out_lists(caller)} if with_lists else {}
        return one_kind(rows, caller, text, lambda word: meaning(word, columns, lists))

    return search


def meaning(word: str, columns: Sequence[str], lists: Mapping[str, str]) -> Meant:
    """The values whose labels the word is a part of. lists: the opt-out lists' names as they are searched."""
    named = {name: folded()[name] for name in columns} | {"opt_out_list_names": lists}
    found = {name: [code for code, label in of.items() if word in label] for name, of in named.items()}
    return Meant(**{name: tuple(codes) for name, codes in found.items()})


def opt_out_lists(caller: Caller) -> set[str]:
    """Their names: there are few of these, and many numbers."""
    names = OptOutList.objects.for_caller(caller).values_list("opt_out_list_name", flat=True)
    # Every account has the list Default, whether or not there is a row of it.
    return {DEFAULT, *names}


def by_label(column: str, named: Mapping[str, str], *rest: str) -> Callable[[QuerySet, bool], QuerySet]:
    """Sort by the words that a column shows for its values; `rest` decides between equals, newest first."""
    values = sorted(named, key=lambda value: natural_key(named[value]))
    # Where a value stands in a text of all of them.
    place = StrIndex(Value(f",{','.join(values)},"), Concat(Value(","), column, Value(",")))

    def sort(rows: QuerySet, descending: bool) -> QuerySet:
        return rows.order_by(place.desc() if descending else place.asc(), *rest)

    return sort


def by_country(*rest: str) -> Callable[[QuerySet, bool], QuerySet]:
    def sort(rows: QuerySet, descending: bool) -> QuerySet:
        # Only those that there are: in a text of all countries a database would search long for each row.
        codes = rows.order_by().values_list("iso_country_code", flat=True).distinct()
        names = {code: labels.country_name(code) for code in codes}
        return by_label("iso_country_code", names, *rest)(rows, descending)

    return sort
