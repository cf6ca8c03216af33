"""The column and the filter AWS of the lists of resources, which only linked accounts have."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from pools.models import Standing
from pools.models.standings import DIFFERS, with_standing
from pools.operations.engine.caller import Caller
from pools.pages.kit.columns import Column
from pools.pages.kit.filters import Filter, of_values
from pools.templatetags.console import none, status

AWS = Column("aws", "AWS", width=112, keeps_place=True)
# px that columns of a width of their own have at 1440 with the navigation open.
ROOM = 900
Part = TypeVar("Part", Column, Filter)
# What it stands behind, in a list that has one of them.
BEHIND = ("status", "registered", "uses", "default_message_feedback_enabled")
WORDS = {
    Standing.IN_SYNC: Standing.IN_SYNC.label,
    Standing.NEW: Standing.NEW.label,
    DIFFERS: Standing.CONFLICT.label,
    Standing.GONE: Standing.GONE.label,
    Standing.LEFT_ALONE: Standing.LEFT_ALONE.label,
}
ICONS = {
    Standing.IN_SYNC: "positive",
    Standing.NEW: "pending",
    DIFFERS: "pending",
    Standing.GONE: "warning",
    Standing.LEFT_ALONE: "stopped",
}


def is_linked(caller: Caller) -> bool:
    """Whether the account is linked in this Region: known with the caller, at no query."""
    return caller.region in getattr(caller.account, "linked_regions", ())


def behind_status(parts: Sequence[Part], one: Part) -> tuple[Part, ...]:
    place = next((number for number, part in enumerate(parts, 1) if part.key in BEHIND), len(parts))
    return (*parts[:place], one, *parts[place:])


def columns_for(caller: Caller, columns: Sequence[Column]) -> Sequence[Column]:
    """A list's columns as this account has them: the last gives way where there is no room for one more."""
    if not is_linked(caller):
        return columns
    found = behind_status(columns, AWS)
    is_too_wide = sum(column.width for column in found if column.shown) > ROOM
    return (*found[:-1], replace(found[-1], shown=False)) if is_too_wide else found


def filters_for(caller: Caller, filters: Sequence[Filter]) -> Sequence[Filter]:
    if not is_linked(caller):
        return filters
    own = of_values(
        AWS.key,
        AWS.header,
        {str(value): text for value, text in WORDS.items()},
        column="aws_standing",
        prepared=lambda rows: with_standing(rows, caller),
    )
    return behind_status(filters, own)


def aws_cells(
    caller: Caller, rows: QuerySet, keys: Iterable[int], columns: Sequence[str]
) -> dict[int, SafeString]:
    """The cells of a page's rows, by the rows' keys, where the list shows the column: in one query.

    rows: of the caller's.
    """
    found = standings(caller, rows, keys, columns)
    return {key: status(ICONS[one], WORDS[one]) if one else none() for key, one in found.items()}


def aws_words(caller: Caller, rows: QuerySet, keys: Iterable[int], columns: Sequence[str]) -> dict[int, str]:
    """What `aws_cells` says, in words alone."""
    return {key: WORDS[one] for key, one in standings(caller, rows, keys, columns).items() if one}


def standings(caller: Caller, rows: QuerySet, keys: Iterable[int], columns: Sequence[str]) -> dict[int, str]:
    if AWS.key not in columns:
        return {}
    return dict(with_standing(rows.filter(pk__in=list(keys)), caller).values_list("pk", "aws_standing"))
