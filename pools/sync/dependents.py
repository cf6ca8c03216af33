"""Which steps of a run can go, and which never will as they need one that does not."""

from collections.abc import Iterable
from datetime import datetime

from pools.models import StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import FINISHED_STATUSES, LEFT_STATUSES, OVER_STATUSES, UNSENT_STATUSES, NotSent
from pools.operations.syncing.leaving import in_need_of
from pools.sync.sending import UNKNOWN
from pools.sync.work import Work

# Of the many steps of a run, what they are does not have to be read each time.
HEAVY = ("planned", "answer", "error", "candidates")


def light_rows(run: SyncRun) -> list[SyncStep]:
    return list(run.steps.in_run().order_by("position").defer(*HEAVY))


def leave_dependents(run: SyncRun) -> None:
    """In the caller's transaction: what needs a step that is left is left too."""
    rows = light_rows(run)
    needing = in_need_of({row.step_id for row in rows if row.status in LEFT_STATUSES}, rows)
    leave_steps((row for row in needing if row.status in UNSENT_STATUSES), NotSent.NEEDS)


def leave_steps(rows: Iterable[SyncStep], why: NotSent) -> None:
    keys = [row.pk for row in rows]
    SyncStep.objects.filter(pk__in=keys).update(
        status=StepStatus.NOT_SENT, not_sent=why, next_try_timestamp=None, retry_until_timestamp=None
    )


def next_step(work: Work, rows: list[SyncStep], now: datetime) -> SyncStep | None:
    """The first that can go now. What may have reached AWS comes first, and then the order of the plan.

    No step goes before an earlier one of the same resource, and none creates anything while it is unknown what another
    has created.
    """
    due = [row for row in rows if row.next_try_timestamp is None or row.next_try_timestamp <= now]
    for row in due:
        if row.status in UNKNOWN or (row.status == StepStatus.ASKED and row.chosen):
            return row
    finished = {row.step_id for row in rows if row.status in FINISHED_STATUSES}
    creating = any(
        is_creation(row) and (row.status in UNKNOWN or row.status == StepStatus.ASKED) for row in rows
    )
    busy: set = set()
    for row in rows:
        if row.status in OVER_STATUSES:
            continue
        touched = work.touched_by(row)
        can_go = (
            row.status in UNSENT_STATUSES and row in due and finished >= set(row.needs) and not busy & touched
        )
        if can_go and not (creating and is_creation(row)):
            return row
        busy |= touched
    return None


def is_creation(row: SyncStep) -> bool:
    return row.operation.startswith(("Create", "Request"))
