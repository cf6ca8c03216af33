"""What a refusal leaves in a step's row: when to try again, what it waits for, or that it has failed."""

from datetime import datetime, timedelta
from typing import Any

from pools.models import StepStatus, SyncStep
from pools.sync import clock
from pools.sync.dependents import leave_dependents
from pools.sync.pausing import paused_by
from pools.sync.refusals import Refusal, Sort
from pools.sync.sending import UNKNOWN
from pools.sync.troubles import Trouble, trouble_of
from pools.sync.work import Work

# A transient refusal: again for so long, after pauses that double.
DEADLINE = timedelta(minutes=10)
FIRST_TRY, LAST_TRY = timedelta(seconds=1), timedelta(seconds=30)
# PENDING takes days.
FIRST_LOOK, LAST_LOOK = timedelta(minutes=5), timedelta(hours=6)
NOTHING_WAITS = {"next_try_timestamp": None, "retry_until_timestamp": None}


def try_later(work: Work, row: SyncStep, refusal: Refusal | None = None) -> None:
    """After as long as it has been tried already, until the deadline. Its outcome stays unknown where it was.

    Raises: Paused where nobody can tell the outcome, or AWS cannot be reached at all: that is no failure of the step.
    """
    now = clock.now()
    until = row.retry_until_timestamp or now + DEADLINE
    is_unknown = row.status in UNKNOWN
    if now >= until:
        give_up_trying(work, row, refusal)
        return
    pause = within(now - (until - DEADLINE), FIRST_TRY, LAST_TRY)
    # What a person has chosen stays chosen.
    known = StepStatus.ASKED if row.status == StepStatus.ASKED else StepStatus.RETRYING
    note(
        work,
        row,
        status=StepStatus.LOOKING if is_unknown else known,
        error=error_of(refusal, Sort.TRANSIENT),
        next_try_timestamp=now + pause,
        retry_until_timestamp=until,
    )


def give_up_trying(work: Work, row: SyncStep, refusal: Refusal | None) -> None:
    is_open = row.status in (*UNKNOWN, StepStatus.ASKED)
    if refusal and (is_open or trouble_of(refusal) == Trouble.UNREACHABLE):
        status = row.status if is_open else StepStatus.READY
        note(work, row, status=status, **NOTHING_WAITS)
        raise paused_by(refusal)
    fail(work, row, refusal, Sort.TRANSIENT)


def wait_for_aws(work: Work, row: SyncStep, refusal: Refusal | None = None) -> None:
    """Looked at again after as long as it has waited already; nobody holds a lease for that."""
    now = clock.now()
    since = row.error.get("since") or now.isoformat()
    error = error_of(refusal, Sort.WAITING) if refusal else row.error
    note(
        work,
        row,
        status=StepStatus.WAITING,
        error={**error, "since": since},
        next_try_timestamp=now + within(now - datetime.fromisoformat(since), FIRST_LOOK, LAST_LOOK),
        retry_until_timestamp=None,
    )


def fail(work: Work, row: SyncStep, refusal: Refusal | None, sort: Sort = Sort.FINAL) -> None:
    """And what needs it is not sent."""
    with work.fenced():
        note(work, row, status=StepStatus.FAILED, error=error_of(refusal, sort), **NOTHING_WAITS)
        leave_dependents(work.run)


def note(work: Work, row: SyncStep, **columns: Any) -> None:
    with work.fenced():
        SyncStep.objects.filter(pk=row.pk).update(**columns)


def within(value: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return max(least, min(value, most))


def error_of(refusal: Refusal | None, sort: Sort) -> dict[str, str]:
    """What a page says of it; AWS's words hold no secret."""
    if refusal is None:
        return {"code": "", "reason": "", "message": "", "request_id": "", "missing_action": "", "sort": sort}
    return {
        "code": refusal.code,
        "reason": refusal.reason,
        "message": refusal.message,
        "request_id": refusal.request_id,
        "missing_action": refusal.missing_action,
        "sort": sort,
    }
