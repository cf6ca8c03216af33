"""How a linked account and Region stands, read once a request: for the badge on every page, and for the sync's own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from pools.models import (
    AwsLink,
    RunKind,
    RunStatus,
    Standing,
    StepStatus,
    SyncRun,
    SyncWorker,
    link_of,
)
from pools.models.mirrors import CONFLICT_STANDINGS, PENDING_STANDINGS
from pools.models.sync_steps import OVER_STATUSES
from pools.operations.syncing.workers import newest_worker
from pools.pages.kit.words.labels import joined

# What was read longer ago is no proof of today.
OLD = timedelta(hours=24)


@dataclass
class Linked:
    """What the pages know of one link. Each part costs one query, when it is asked for."""

    link: AwsLink
    now: datetime = field(default_factory=timezone.now)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many resources there are of each standing, those in sync as well."""
        rows = self.link.mirrors.order_by().values_list("standing").annotate(number=Count("pk"))
        return dict(rows)

    @cached_property
    def uncompared(self) -> int:
        """How many resources were changed here since the worker last looked, and are not pending already."""
        waiting = self.link.mirrors.filter(
            kind=OuterRef("kind"),
            local_key=OuterRef("local_key"),
            standing__in=(*PENDING_STANDINGS, *CONFLICT_STANDINGS),
        )
        return self.link.dirty_keys.exclude(Exists(waiting)).count()

    @property
    def resources(self) -> int:
        return sum(self.counts.values())

    @property
    def pending(self) -> int:
        return sum(self.counts.get(one, 0) for one in PENDING_STANDINGS) + self.uncompared

    @property
    def conflicts(self) -> int:
        return sum(self.counts.get(one, 0) for one in CONFLICT_STANDINGS)

    @property
    def left_alone(self) -> int:
        return self.counts.get(Standing.LEFT_ALONE, 0)

    @cached_property
    def changed(self) -> int:
        """How many resources AWS changed that nobody has marked as seen."""
        return self.link.aws_changes.unseen().count_resources()

    @cached_property
    def open_runs(self) -> list[SyncRun]:
        """What is not over, the oldest first; a plan that waits to be applied is over."""
        return list(self.link.runs.going_on().order_by("number"))

    @property
    def paused(self) -> SyncRun | None:
        """A run that waits for a person to mend the connection; one that asks a question waits for its answer."""
        paused = (one for one in self.open_runs if one.status == RunStatus.PAUSED)
        return next((one for one in paused if one.about.get("why") != "ASKED"), None)

    @property
    def reading(self) -> SyncRun | None:
        going = (one for one in self.open_runs if one.status != RunStatus.PAUSED)
        return next((one for one in going if one.is_reading), None)

    @property
    def applying(self) -> SyncRun | None:
        """The run that is being sent, or stands before that."""
        waits = (RunStatus.COMPARING, RunStatus.WAITING, RunStatus.PAUSED)
        runs = [one for one in self.open_runs if one.kind == RunKind.APPLY and one.status not in waits]
        return next(iter(runs), None)

    def run_of(self, status: str) -> SyncRun | None:
        return next((one for one in self.open_runs if one.status == status), None)

    @cached_property
    def vanished(self) -> int:
        """How many resources have no row here any more though nobody deleted them."""
        rows = self.link.mirrors.filter(is_unconfirmed=True).values_list("differences", flat=True)
        return sum(any(one[0] == "" and one[3] == "vanished here" for one in found) for found in rows)

    @cached_property
    def who_changed(self) -> tuple[str, datetime | None]:
        """Who changed what is pending, in words, and since when."""
        pending = self.link.mirrors.filter(standing__in=PENDING_STANDINGS)
        rows = [*changes_by(pending), *changes_by(self.link.dirty_keys)]
        names = sorted({name for name, _ in rows if name})
        moments = [moment for _, moment in rows if moment]
        shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} others"]
        return joined(shown), min(moments, default=None)

    @cached_property
    def questions(self) -> list[SyncRun]:
        """Of each step whose answer was lost, and which only a person can resolve, its run."""
        runs = {one.pk: one for one in self.open_runs if one.kind == RunKind.APPLY}
        waiting = {"steps__status": StepStatus.ASKED, "steps__chosen": ""}
        asked = self.link.runs.filter(pk__in=runs, **waiting).order_by("number")
        return [runs[pk] for pk in asked.values_list("pk", flat=True)] if runs else []

    @cached_property
    def steps_done(self) -> tuple[int, int]:
        """Of the run that is being sent: how many steps are over, and how many there are."""
        if self.applying is None:
            return 0, 0
        steps = self.applying.steps.in_run().filter(is_ticked=True)
        rows = dict(steps.order_by().values_list("status").annotate(number=Count("pk")))
        return sum(rows.get(one, 0) for one in OVER_STATUSES), sum(rows.values())

    @cached_property
    def worker(self) -> SyncWorker | None:
        return newest_worker()

    @property
    def is_worker_off(self) -> bool:
        return self.worker is None or not self.worker.is_working

    @property
    def is_imported(self) -> bool:
        return self.link.imported_timestamp is not None

    @property
    def is_read_lately(self) -> bool:
        return bool(self.link.read_timestamp and self.now - self.link.read_timestamp < OLD)


def changes_by(rows: QuerySet) -> list[tuple[str | None, datetime | None]]:
    grouped = rows.order_by().values_list("changed_by__username")
    return list(grouped.annotate(first=Min("changed_timestamp")))


def linked(request: HttpRequest) -> Linked | None:
    """How the request's account and Region stands with AWS; None without a link, which costs no query."""
    if not hasattr(request, "linked_to_aws"):
        caller = getattr(request, "caller", None)
        link = link_of(caller) if caller else None
        request.linked_to_aws = Linked(link) if link else None
    return request.linked_to_aws
