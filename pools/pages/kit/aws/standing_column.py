"""The column and the filter AWS of a list, which are there only where the account and Region is linked."""

from collections.abc import Callable, Collection, Sequence
from functools import cache

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from pools.models import AwsLink, Standing, link_of
from pools.operations.engine.caller import Caller
from pools.pages.kit.columns import Column
from pools.pages.kit.filters import Choice, Filter
from pools.templatetags.console import none, status

AWS = "aws"
AWS_COLUMN = Column(AWS, "AWS", width=112)
# What people filter by, with the standings behind each, and the icon.
STANDS = {
    "in-sync": ("In sync", (Standing.IN_SYNC,), "positive"),
    "not-yet": ("Not in AWS yet", (Standing.NEW,), "pending"),
    "differs": ("Differs", (Standing.PENDING, Standing.CONFLICT), "warning"),
    "deleted": ("Deleted in AWS", (Standing.GONE,), "negative"),
    "left-alone": ("Left alone", (Standing.LEFT_ALONE,), "stopped"),
}


def with_aws(caller: Caller, columns: Sequence[Column], *, after: str = "status") -> tuple[Column, ...]:
    """The columns, with AWS after the one of that key in a linked account."""
    if link_of(caller) is None:
        return tuple(columns)
    place = next((n for n, one in enumerate(columns, 1) if one.key == after), len(columns))
    return (*columns[:place], AWS_COLUMN, *columns[place:])


def aws_cells(caller: Caller, kind: str, keys: Collection[str]) -> dict[str, SafeString]:
    """How each of these stands, by our own keys; one query."""
    link = link_of(caller)
    if link is None:
        return {}
    rows = link.mirrors.filter(kind=kind, local_key__in=keys).values_list("local_key", "standing")
    found = dict(rows)
    return {key: cell(found.get(key, "")) for key in keys}


@cache
def cell(standing: str) -> SafeString:
    for text, standings, icon in STANDS.values():
        if standing in standings:
            return status(icon, text)
    return none()


def aws_filters(
    caller: Caller, kind: str, narrowed: Callable[[QuerySet, QuerySet], QuerySet]
) -> tuple[Filter, ...]:
    """None without a link. narrowed: of the list's rows those whose own key is among some keys, of a query."""
    link = link_of(caller)
    return () if link is None else (aws_filter(link, kind, narrowed),)


def aws_filter(link: AwsLink, kind: str, narrowed: Callable[[QuerySet, QuerySet], QuerySet]) -> Filter:
    def narrow(rows: QuerySet, code: str) -> QuerySet:
        mirrors = link.mirrors.filter(kind=kind, standing__in=STANDS[code][1])
        return narrowed(rows, mirrors.values("local_key"))

    def choices(rows: QuerySet) -> list[Choice]:
        return [
            Choice(code, text, narrow(rows.order_by(), code).count()) for code, (text, *_) in STANDS.items()
        ]

    return Filter(AWS, "AWS", narrow, lambda code: STANDS[code][0] if code in STANDS else "", choices)
