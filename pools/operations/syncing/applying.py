"""What people do about a plan that is being applied: stop it, go on, and decide about a step."""

from pools import clock
from pools.models import RunStatus, StepStatus, SyncRun, SyncStep
from pools.models.leases import is_free
from pools.models.sync_steps import LEFT_STATUSES, UNANSWERED_STATUSES, UNSENT_STATUSES, NotSent
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.syncing import refusing
from pools.operations.syncing.finding import find_run, find_step, label_of_run
from pools.operations.syncing.leaving import in_need_of
from pools.operations.syncing.refusing import sync_refuses
from pools.operations.syncing.runs import note_run

CREATE_IT = "-"


@operation(needs=Permission.APPLY_TO_AWS)
def stop_run(caller: Caller, *, number: int) -> SyncRun:
    """Stop after the step in hand; what was not sent stays pending. At once where no worker has anything in hand.

    Raises: ConflictException (SyncRefused NOT_LINKED, ENDED); ResourceNotFoundException.
    """
    run = find_going_on(caller, number)
    before = str(run.status)
    run.stop_asked, run.stop_asked_by = True, caller.user
    if is_idle(run) and not run.steps.in_run().filter(status__in=UNANSWERED_STATUSES).exists():
        run.status, run.ended_timestamp = RunStatus.STOPPED, clock.real_now()
        unsent = run.steps.in_run().filter(status__in=UNSENT_STATUSES)
        unsent.update(status=StepStatus.NOT_SENT, not_sent=NotSent.STOPPED)
    elif run.status != RunStatus.RUNNING:
        run.status = RunStatus.QUEUED
    run.save(update_fields=["stop_asked", "stop_asked_by", "status", "ended_timestamp"])
    note_run(caller, run, before)
    return run


def find_going_on(caller: Caller, number: int) -> SyncRun:
    """Raises: ConflictException (SyncRefused NOT_LINKED, ENDED: or it was never applied); ResourceNotFoundException."""
    run = find_run(caller, number, reads=False)
    if run.has_ended or not run.queued_timestamp:
        raise sync_refuses(refusing.ENDED, label_of_run(run))
    return run


def is_idle(run: SyncRun) -> bool:
    """Whether no worker has it in hand: one that waits is looked at now and then, one in the queue just taken."""
    idle = (RunStatus.QUEUED, RunStatus.PAUSED, RunStatus.WAITING)
    return SyncRun.objects.filter(is_free(), pk=run.pk, status__in=idle).exists()


@operation(needs=Permission.APPLY_TO_AWS)
def continue_run(caller: Caller, *, number: int) -> SyncRun:
    """Go on with a run that waits for a person.

    Raises: ConflictException (SyncRefused NOT_LINKED, ENDED); ResourceNotFoundException.
    """
    run = find_going_on(caller, number)
    if run.status == RunStatus.PAUSED:
        go_on_with(caller, run)
    return run


@operation(needs=Permission.APPLY_TO_AWS)
def retry_step(caller: Caller, *, number: int, position: int) -> SyncRun:
    """Send a step that failed again, and then what was not sent for its sake.

    Raises: ConflictException (SyncRefused NOT_LINKED, STEP_MOVED, OUT_OF_DATE: a new plan has taken the run's place,
            or it was unlinked since); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=False)
    step = step_in(run, position, StepStatus.FAILED)
    # What both sides had agreed on when it was made was forgotten by unlinking.
    if run.next_run_id or run.created_timestamp < run.link.created_timestamp:
        raise sync_refuses(refusing.OUT_OF_DATE, label_of_run(run))
    note_step(caller, run, step, StepStatus.READY)
    # It was refused: nothing of it took effect, and what was refused once is another request the next time.
    step.status, step.error, step.attempts, step.client_token, step.marker = StepStatus.READY, {}, 0, "", ""
    step.first_sent_timestamp = step.sent_timestamp = step.done_timestamp = None
    step.next_try_timestamp = step.retry_until_timestamp = None
    step.save()
    free_the_rest(run)
    go_on_with(caller, run, note=False)
    return run


def free_the_rest(run: SyncRun) -> None:
    """Put back in the queue what was not sent as it needs a step that may run now."""
    steps = list(run.steps.in_run().order_by("position"))
    left = {step.step_id for step in steps if step.status in LEFT_STATUSES and step.not_sent != NotSent.NEEDS}
    stuck = {step.pk for step in in_need_of(left, steps)}
    free = run.steps.filter(not_sent=NotSent.NEEDS).exclude(pk__in=stuck)
    free.update(status=StepStatus.READY, not_sent="")


@operation(needs=Permission.APPLY_TO_AWS)
def leave_out_step(caller: Caller, *, number: int, position: int) -> SyncRun:
    """Give a failed or waiting step up; its change stays pending.

    Raises: ConflictException (SyncRefused NOT_LINKED, STEP_MOVED); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=False)
    step = step_in(run, position, StepStatus.FAILED, StepStatus.WAITING)
    note_step(caller, run, step, StepStatus.NOT_SENT)
    step.status, step.not_sent = StepStatus.NOT_SENT, NotSent.LEFT_OUT
    step.save(update_fields=["status", "not_sent"])
    if run.status == RunStatus.WAITING:
        # Perhaps that was all it waited for.
        go_on_with(caller, run, note=False)
    elif run.status == RunStatus.FAILED and not run.steps.in_run().filter(status=StepStatus.FAILED).exists():
        run.status = RunStatus.DONE
        run.save(update_fields=["status"])
    return run


@operation(needs=Permission.APPLY_TO_AWS)
def answer_lost_step(caller: Caller, *, number: int, position: int, chosen: str) -> SyncRun:
    """Say which resource a step made whose answer was lost. chosen: the key of a candidate, or CREATE_IT for none.

    Raises: ConflictException (SyncRefused NOT_LINKED, STEP_MOVED, NO_CANDIDATE); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=False)
    step = step_in(run, position, StepStatus.ASKED)
    if chosen != CREATE_IT and chosen not in {one["key"] for one in step.candidates}:
        raise sync_refuses(refusing.NO_CANDIDATE, f"Step {position}")
    changed(caller.account, {f"aws_runs/{run.number}/{step.position}": (None, chosen)})
    step.chosen = chosen
    step.save(update_fields=["chosen"])
    go_on_with(caller, run, note=False)
    return run


def go_on_with(caller: Caller, run: SyncRun, *, note: bool = True) -> None:
    """For a worker again, which goes on where it was: what a plan was made from counts before its first step only."""
    before = str(run.status)
    if run.status == RunStatus.RUNNING:
        return
    run.status, run.about, run.ended_timestamp, run.next_look_timestamp = RunStatus.QUEUED, {}, None, None
    run.stop_asked, run.stop_asked_by = False, None
    run.save(
        update_fields=[
            "status",
            "about",
            "ended_timestamp",
            "next_look_timestamp",
            "stop_asked",
            "stop_asked_by",
        ]
    )
    if note:
        note_run(caller, run, before)


def step_in(run: SyncRun, position: int, *statuses: StepStatus) -> SyncStep:
    step = find_step(run, position)
    if step.status not in statuses:
        raise sync_refuses(refusing.STEP_MOVED, f"Step {position}")
    return step


def note_step(caller: Caller, run: SyncRun, step: SyncStep, after: StepStatus) -> None:
    changed(caller.account, {f"aws_runs/{run.number}/{step.position}": (str(step.status), str(after))})
