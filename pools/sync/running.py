"""Applying a plan: its steps in order, until all have ended, or only AWS or a person can take it further.

`go_on_with` is all that a worker calls. It goes on wherever a worker was killed before.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from pools.models import AwsLink, Mirror, RunKind, RunStatus, StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import OVER_STATUSES, UNSENT_STATUSES, NotSent
from pools.operations.from_aws.naming import aws_caller
from pools.operations.syncing.runs import add_run
from pools.sync import clock
from pools.sync.applying import moved_since
from pools.sync.asking import Asker, Stopped
from pools.sync.dependents import (
    leave_dependents,
    leave_steps,
    light_rows,
    next_step,
)
from pools.sync.leases import Lease, LeaseLost
from pools.sync.lost import take_off_markers
from pools.sync.mirroring import comparisons
from pools.sync.movers import moved_by
from pools.sync.pausing import NOT_AWS, Paused, pause
from pools.sync.plan import VERSION
from pools.sync.state import Ref
from pools.sync.steps import MovedError, take_forward
from pools.sync.work import Work

MOVED, MOVED_HERE, OTHER_VERSION = "MOVED", "MOVED_HERE", "VERSION"
NOT_IMPORTED_YET, ASKED = "NOT_IMPORTED", "ASKED"
# A person may press *Stop after this step* at any time.
PIECE = timedelta(seconds=1)


def go_on_with(run: SyncRun, ask: Asker, lease: Lease) -> None:
    """Take an APPLY that is QUEUED, RUNNING or WAITING as far as it goes now; the row says how far that is.

    ask: its `go_on` keeps the lease, and is False where the worker is to end.
    Raises nothing but what is a fault: who loses the lease, or is told to end, leaves the run as it is.
    """
    work = Work(run, ask, lease)
    try:
        if begin_applying(work):
            while go_once(work):
                pass
    except (Stopped, LeaseLost):
        return
    except Paused as paused:
        pause(work, paused, position_of_next(run))
    except NOT_AWS as error:
        pause(work, Paused(error), position_of_next(run))


def begin_applying(work: Work) -> bool:
    """Whether there is anything to do: not with a plan that was made from what is no longer so."""
    run = work.run
    run.refresh_from_db()
    steps = run.steps.in_run()
    is_untouched = not steps.filter(Q(attempts__gt=0) | ~Q(done_timestamp=None)).exists()
    if is_untouched and not run.stop_asked and (about := out_of_date(run)):
        end_out_of_date(work, about)
        return False
    with work.fenced():
        leave_dependents(run)
        columns: dict[str, Any] = {"status": RunStatus.RUNNING, "next_look_timestamp": None, "about": {}}
        if run.started_timestamp is None:
            columns["started_timestamp"] = clock.now()
        work.put(**columns)
    if run.engine_version != str(VERSION):
        stop_for_a_new_plan(work, {"why": OTHER_VERSION})
    return True


def out_of_date(run: SyncRun) -> dict[str, Any] | None:
    """Why the plan must not be applied. Nothing of it was sent."""
    if run.link.imported_timestamp is None:
        return {"why": NOT_IMPORTED_YET}
    if run.engine_version != str(VERSION):
        return {"why": OTHER_VERSION}
    sources = {Ref(kind, key): digest for kind, key, digest in run.sources}
    moved = moved_since(sources, comparisons(run.link, list(sources)))
    if not moved:
        return None
    resources = [[ref.kind, ref.key] for ref in moved]
    return {"why": MOVED, "resources": resources, "moved": moved_by(run, moved[0])}


def end_out_of_date(work: Work, about: dict[str, Any]) -> None:
    run = work.run
    with work.fenced():
        leave_steps(run.steps.in_run().filter(status__in=UNSENT_STATUSES), NotSent.STOPPED)
        next_run = None if about["why"] == NOT_IMPORTED_YET else new_plan(run)
        work.put(status=RunStatus.OUT_OF_DATE, about=about, next_run=next_run, ended_timestamp=clock.now())


def new_plan(run: SyncRun) -> SyncRun:
    """In the caller's transaction, which holds the link's row: a plan of the same, for the same person."""
    link = AwsLink.objects.select_related("account").get(pk=run.link_id)
    caller = aws_caller(link.account, link.region, run.applied_by or run.made_by)
    return add_run(caller, link, RunKind.APPLY, RunStatus.COMPARING, only=run.only)


def go_once(work: Work) -> bool:
    """One go at the next step, or a short rest; False once the run has ended, waits, or needs a person."""
    run = work.run
    run.refresh_from_db()
    take_off_markers(work)
    rows = light_rows(run)
    if is_stopping(run):
        unsent = [row for row in rows if row.status in UNSENT_STATUSES]
        with work.fenced():
            leave_steps(unsent, NotSent.STOPPED)
        rows = light_rows(run)
    now = clock.now()
    row = next_step(work, rows, now)
    if row is None:
        return rest_or_end(work, rows, now)
    if not work.ask.go_on():
        raise Stopped
    try:
        take_forward(work, SyncStep.objects.get(pk=row.pk))
    except MovedError as moved:
        ref = moved.seen.ref
        # However shortly ago it was read, the new plan is to be made from what it is now.
        Mirror.objects.filter(link=work.link, kind=ref.kind, key=ref.key).update(seen_timestamp=None)
        changes = [[ref.kind, ref.key, *one] for one in moved.seen.moved]
        about = {"resources": [[ref.kind, ref.key]], "before": row.position, "changes": changes}
        stop_for_a_new_plan(work, {"why": MOVED_HERE if moved.is_here else MOVED, **about})
    return True


def is_stopping(run: SyncRun) -> bool:
    return run.stop_asked or run.next_run_id is not None


def stop_for_a_new_plan(work: Work, about: dict[str, Any]) -> None:
    """Nothing more is sent; what may have reached AWS is still resolved."""
    run = work.run
    with work.fenced():
        run.refresh_from_db()
        run.next_run = run.next_run or new_plan(run)
        run.about = about
        run.save(update_fields=["next_run", "about"])


def rest_or_end(work: Work, rows: list[SyncStep], now: datetime) -> bool:
    again = (StepStatus.RETRYING, StepStatus.LOOKING, StepStatus.ASKED)
    soon = [row.next_try_timestamp for row in rows if row.status in again and row.next_try_timestamp]
    waiting = [row.next_try_timestamp for row in rows if row.status == StepStatus.WAITING]
    asked = [row.position for row in rows if row.status == StepStatus.ASKED]
    if soon:
        work.ask.rest(min(PIECE, max(min(soon) - now, timedelta())).total_seconds())
        return True
    about = {"why": ASKED, "before": asked[0]} if asked else work.run.about
    with work.fenced():
        if waiting:
            work.put(status=RunStatus.WAITING, about=about, next_look_timestamp=min(waiting))
        elif asked:
            work.put(status=RunStatus.PAUSED, about=about)
        else:
            end_run(work)
    return False


def end_run(work: Work) -> None:
    """Every step has ended, one way or another."""
    run = work.run
    # A person may have retried, or left out, a step meanwhile.
    leave_dependents(run)
    rows = light_rows(run)
    if any(row.status not in OVER_STATUSES for row in rows):
        work.put(status=RunStatus.QUEUED)
        return
    status = RunStatus.DONE
    if any(row.not_sent == NotSent.STOPPED for row in rows) or run.next_run_id:
        status = RunStatus.STOPPED
    elif any(row.status == StepStatus.FAILED for row in rows):
        status = RunStatus.FAILED
    work.put(status=status, ended_timestamp=clock.now())


def position_of_next(run: SyncRun) -> int | None:
    return next((row.position for row in light_rows(run) if row.status not in OVER_STATUSES), None)
