"""What a list is narrowed by, and how many rows each choice would leave. Counted only when somebody opens a filter."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from pools.models.text import natural_key
from pools.pages.kit.words import labels

# Beyond these many choices a list of them helps nobody, and the search of the rows finds what is meant.
MOST_CHOICES = 500
COUNTRY_CODE = re.compile("[A-Z]{2}")
AGES = {
    "day": ("Last 24 hours", timedelta(days=1)),
    "week": ("Last 7 days", timedelta(days=7)),
    "month": ("Last 30 days", timedelta(days=30)),
    "year": ("Last 12 months", timedelta(days=365)),
}


class Choice(NamedTuple):
    """A value that a filter can have, in words, and how many rows have it."""

    value: str
    text: str
    count: int = 0


@dataclass(frozen=True)
class Filter:
    """A pill above the table, with its parameter in the address.

    narrow: the rows that have a value. word: what a value is called; "" where it means nothing, and so falls away.
    choices: what can be chosen, counted among some rows. find: what a search among many choices is called.
    """

    key: str
    label: str
    narrow: Callable[[QuerySet, str], QuerySet]
    word: Callable[[str], str]
    choices: Callable[[QuerySet], list[Choice]]
    find: str = ""


def as_they_are(rows: QuerySet) -> QuerySet:
    return rows


def counts(rows: QuerySet, *columns: str) -> dict[Any, int]:
    """How many rows have each value of a column, or of several together."""
    grouped = rows.order_by().values_list(*columns).annotate(rows=Count("pk"))
    return {values[0] if len(values) == 1 else tuple(values): number for *values, number in grouped}


def of_values(
    key: str,
    label: str,
    words: Mapping[Any, str],
    *,
    column: str = "",
    prepared: Callable[[QuerySet], QuerySet] = as_they_are,
) -> Filter:
    """A filter on a column with few values, which are all offered. prepared: adds the column to rows."""
    column = column or key
    values = {str(value).lower() if isinstance(value, bool) else value: value for value in words}

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        return prepared(rows).filter(**{column: values[value]})

    def choices(rows: QuerySet) -> list[Choice]:
        counted = counts(prepared(rows), column)
        return [Choice(code, words[value], counted.get(value, 0)) for code, value in values.items()]

    return Filter(key, label, narrow, lambda code: words[values[code]] if code in values else "", choices)


def of_listed_values(
    key: str, label: str, words: Mapping[str, str], *, column: str, prepared: Callable[[QuerySet], QuerySet]
) -> Filter:
    """A filter on a column that holds a list of values. prepared: adds `column`, the list's text."""

    def having(value: str) -> Q:
        return Q(**{f"{column}__contains": f'"{value}"'})

    def choices(rows: QuerySet) -> list[Choice]:
        numbers = {f"n_{code}": Count("pk", filter=having(code)) for code in words}
        counted = prepared(rows).order_by().aggregate(**numbers)
        return [Choice(code, word, counted[f"n_{code}"]) for code, word in words.items()]

    return Filter(
        key,
        label,
        lambda rows, code: prepared(rows).filter(having(code)),
        lambda code: words.get(code, ""),
        choices,
    )


def of_countries(
    narrow: Callable[[QuerySet, str], QuerySet], counted: Callable[[QuerySet], Mapping[str, int]]
) -> Filter:
    """counted: how many rows there are of each country."""

    def choices(rows: QuerySet) -> list[Choice]:
        return in_words(Choice(code, word(code), n) for code, n in counted(rows).items())

    def word(code: str) -> str:
        return labels.country_name(code) if COUNTRY_CODE.fullmatch(code) else ""

    return Filter("iso_country_code", "Country", narrow, word, choices, "Find countries")


# Of rows that have a country of their own.
COUNTRY = of_countries(
    lambda rows, code: rows.filter(iso_country_code=code), lambda rows: counts(rows, "iso_country_code")
)


def since(column: str, now: datetime) -> Filter:
    """A filter on how long ago the moment in a column was."""

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**{f"{column}__gt": now - AGES[value][1]})

    def choices(rows: QuerySet) -> list[Choice]:
        return [Choice(value, text, narrow(rows, value).count()) for value, (text, _) in AGES.items()]

    return Filter("since", "Since", narrow, lambda value: AGES[value][0] if value in AGES else "", choices)


def in_words(choices: Iterable[Choice]) -> list[Choice]:
    """As people sort what they read."""
    return sorted(choices, key=lambda choice: natural_key(choice.text))
