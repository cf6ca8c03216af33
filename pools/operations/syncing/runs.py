"""Readings of AWS: asked for, canceled, gone on with. And how every run begins."""

from typing import Any

from pools import clock
from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.models.sync_runs import OPEN_STATUSES
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.syncing.finding import find_link, find_run, label_of_run
from pools.operations.syncing.refusing import ENDED, sync_refuses


def add_run(caller: Caller, link: AwsLink, kind: RunKind, status: RunStatus, **columns: Any) -> SyncRun:
    """A run with the next number. The link's row is locked."""
    link.last_run_number += 1
    link.save(update_fields=["last_run_number"])
    now = clock.real_now()
    return SyncRun.objects.create(
        link=link,
        number=link.last_run_number,
        kind=kind,
        status=status,
        made_by=caller.user,
        created_timestamp=now,
        queued_timestamp=now if status == RunStatus.QUEUED else None,
        **columns,
    )


def note_run(caller: Caller, run: SyncRun, before: str | None = None) -> None:
    """For the activity log: what became of a run by the act."""
    changed(caller.account, {f"aws_runs/{run.number}": (before, str(run.status))})


@operation
def refresh_from_aws(caller: Caller) -> SyncRun:
    """Ask for everything to be read; an import where that was never finished. One that goes on is handed back.

    Raises: ConflictException (SyncRefused NOT_LINKED).
    """
    link = find_link(caller)
    if run := link.runs.readings().going_on().order_by("-number").first():
        return run
    kind = RunKind.REFRESH if link.imported_timestamp else RunKind.IMPORT
    run = add_run(caller, link, kind, RunStatus.QUEUED)
    note_run(caller, run)
    return run


@operation
def cancel_reading(caller: Caller, *, number: int) -> SyncRun:
    """End a reading; what was read is kept, and it can be gone on with.

    Raises: ConflictException (SyncRefused NOT_LINKED, ENDED); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=True)
    if run.has_ended:
        raise sync_refuses(ENDED, label_of_run(run))
    before = str(run.status)
    run.stop_asked, run.stop_asked_by = True, caller.user
    if run.status in (RunStatus.QUEUED, RunStatus.PAUSED):
        run.status, run.ended_timestamp = RunStatus.STOPPED, clock.real_now()
    run.save(update_fields=["stop_asked", "stop_asked_by", "status", "ended_timestamp"])
    note_run(caller, run, before)
    return run


@operation
def continue_reading(caller: Caller, *, number: int) -> SyncRun:
    """Go on with the last reading where it was canceled, paused or failed.

    Raises: ConflictException (SyncRefused NOT_LINKED, ENDED: it is done, or another one began since);
            ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=True)
    if run.status in OPEN_STATUSES and not run.stop_asked:
        return run
    newest = run.link.runs.readings().order_by("-number").first()
    if run.status == RunStatus.DONE or newest != run:
        raise sync_refuses(ENDED, label_of_run(run))
    before = str(run.status)
    run.stop_asked, run.stop_asked_by, run.ended_timestamp, run.about = False, None, None, {}
    if run.status != RunStatus.RUNNING:
        run.status, run.queued_timestamp = RunStatus.QUEUED, clock.real_now()
    run.save(
        update_fields=[
            "stop_asked",
            "stop_asked_by",
            "ended_timestamp",
            "about",
            "status",
            "queued_timestamp",
        ]
    )
    note_run(caller, run, before)
    return run
