"""What there is to do for a worker, in a query or two."""

from dataclasses import dataclass

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from pools.models import AwsLink, DirtyKey, Mirror, SyncRequest, SyncRequestKind, SyncRun
from pools.models.leases import is_free
from pools.models.request_turns import FromNow

# What one read alone has shown, and no run has read again by then, is read again after so long.
UNCONFIRMED_FOR = 60.0  # seconds


@dataclass(frozen=True)
class Look:
    """The primary keys of links, by what there is to do for them: those first for which a person waits.

    asked: whether anybody asked for something.
    """

    asked: bool = False
    links: tuple[int, ...] = ()
    with_dirty: tuple[int, ...] = ()
    with_runs: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    unconfirmed: tuple[int, ...] = ()


def look() -> Look:
    """One query where nothing is linked, which is how most consoles are."""
    asked, links = beginnings()
    return Look(asked, links, *of_links()) if links else Look(asked)


def beginnings() -> tuple[bool, tuple[int, ...]]:
    is_link = Value(1, IntegerField())
    asked = SyncRequest.objects.filter(answered_timestamp=None).order_by()
    rows = asked.annotate(is_link=Value(0, IntegerField())).values_list("is_link", "pk")
    rows = rows.union(AwsLink.objects.annotate(is_link=is_link).values_list("is_link", "pk"), all=True)
    found = list(rows)
    return any(not one for one, _ in found), tuple(sorted(key for one, key in found if one))


def of_links() -> tuple[tuple[int, ...], ...]:
    of_link = {"link": OuterRef("pk")}
    unsure = Mirror.objects.filter(
        **of_link, is_unconfirmed=True, seen_timestamp__lte=FromNow(-UNCONFIRMED_FOR)
    )
    free = SyncRun.objects.to_do().filter(is_free(), **of_link)
    rows = AwsLink.objects.annotate(
        dirty=Exists(DirtyKey.objects.filter(**of_link)),
        runs_now=Exists(free),
        is_due=Exists(AwsLink.objects.filter(pk=OuterRef("pk"), next_check_timestamp__lte=FromNow())),
        unsure=Exists(unsure),
    ).order_by(Exists(free.plans()).desc(), "pk")
    found = list(rows.values_list("pk", "dirty", "runs_now", "is_due", "unsure"))
    return tuple(tuple(row[0] for row in found if row[column]) for column in range(1, 5))


def open_requests() -> QuerySet[SyncRequest]:
    """In the order of their keys, with whose they are; none of what was unlinked meanwhile, and no look-up."""
    return still_open().exclude(kind=SyncRequestKind.LOOK_UP)


def open_look_ups() -> QuerySet[SyncRequest]:
    return still_open().filter(kind=SyncRequestKind.LOOK_UP)


def still_open() -> QuerySet[SyncRequest]:
    rows = SyncRequest.objects.filter(answered_timestamp=None).select_related("account", "link", "asked_by")
    return rows.filter(Q(link=None) | Q(link__unlinked_timestamp=None)).order_by(F("pk"))
