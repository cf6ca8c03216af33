"""The columns of a list, and how many rows a page of it has."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

SIZES = (10, 25, 50, 100)
DEFAULT_SIZE = 25


@dataclass(frozen=True)
class Column:
    """One column: its header and, where rows can be sorted by it, how (queryset, descending) -> queryset.

    width: in px, where it is not as wide as its contents; 0 of one column takes what the others leave.
    shown: to whoever has not chosen their columns. keeps_place: also in an order that was chosen without it.
    """

    key: str
    header: str
    sort: Callable[[QuerySet, bool], QuerySet] | None = None
    width: int = 0
    shown: bool = True
    keeps_place: bool = False
