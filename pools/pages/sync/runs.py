"""Runs: every reading of AWS and every plan, with what came of it."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest

from pools.models import RunKind, RunStatus, SyncRun
from pools.models.sync_steps import FINISHED_STATUSES
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.paging import page_of_rows
from pools.pages.kit.places import to
from pools.pages.sync.states import run_name

WHAT, STATUS = "what", "status"
KINDS_OF_STATUS = {
    RunStatus.READY: "pending",
    RunStatus.OUT_OF_DATE: "warning",
    RunStatus.NOTHING: "stopped",
    RunStatus.DISCARDED: "stopped",
    RunStatus.WAITING: "pending",
    RunStatus.PAUSED: "negative",
    RunStatus.STOPPED: "stopped",
    RunStatus.FAILED: "negative",
    RunStatus.DONE: "positive",
}


class RunRow(NamedTuple):
    name: str
    href: str
    what: str
    status_kind: str
    status: str
    steps: str
    started: Any
    took: str
    by: str


def panel(request: HttpRequest, state: Linked) -> dict[str, Any]:
    what, status = (request.GET.get(name, "") for name in (WHAT, STATUS))
    rows = state.link.runs.select_related("made_by", "applied_by").order_by("-number")
    if what in RunKind.values:
        rows = rows.filter(kind=what)
    if status in RunStatus.values:
        rows = rows.filter(status=status)
    sent = Count("steps", filter=Q(steps__is_blocked=False, steps__is_ticked=True))
    over = Count("steps", filter=Q(steps__status__in=FINISHED_STATUSES))
    page = page_of_rows(request, rows.annotate(step_count=sent, over_count=over))
    return {
        "panel": "sync/runs.html",
        "rows": [run_row(request, one) for one in page.rows],
        "page": page,
        "filters": [
            (WHAT, "What", [(code, text, code == what) for code, text in RunKind.choices]),
            (STATUS, "Status", [(code, text, code == status) for code, text in RunStatus.choices]),
        ],
        "is_narrowed": what in RunKind.values or status in RunStatus.values,
    }


def run_row(request: HttpRequest, run: SyncRun) -> RunRow:
    by = run.applied_by or run.made_by
    return RunRow(
        run_name(run),
        to(request.caller, "sync-run", str(run.number)),
        run.get_kind_display(),
        KINDS_OF_STATUS.get(run.status, "in-progress"),
        run.get_status_display(),
        steps_in_words(run),
        run.started_timestamp or run.created_timestamp,
        took(run),
        str(by) if by and run.kind != RunKind.CHECK else "",
    )


def steps_in_words(run: SyncRun) -> str:
    """ "6 of 7"; of a reading how many resources were read."""
    if not run.is_reading:
        return f"{run.over_count:,} of {run.step_count:,}" if run.queued_timestamp else f"{run.step_count:,}"
    read, of = run.read_so_far
    return f"{read:,} read" if of is None or read == of else f"{read:,} of {of:,} read"


def took(run: SyncRun) -> str:
    """ "11 seconds"."""
    if not (run.started_timestamp and run.ended_timestamp):
        return ""
    return duration(run.ended_timestamp - run.started_timestamp)


def duration(time: timedelta) -> str:
    seconds = max(1, round(time.total_seconds()))
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:,} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
