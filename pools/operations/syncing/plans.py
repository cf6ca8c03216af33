"""Plans: asked for, discarded, and applied, which is once."""

from collections.abc import Collection, Sequence

from pools import clock
from pools.models import RunKind, RunStatus, StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import NotSent
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.verb import operation
from pools.operations.syncing import refusing
from pools.operations.syncing.finding import find_link, find_refs, find_run, label_of_run
from pools.operations.syncing.leaving import left_out
from pools.operations.syncing.refusing import must_have, sync_refuses
from pools.operations.syncing.runs import add_run, note_run

WHY_NOT = {
    RunStatus.COMPARING: refusing.NOT_READY,
    RunStatus.NOTHING: refusing.NOTHING_TO_SEND,
    RunStatus.OUT_OF_DATE: refusing.OUT_OF_DATE,
    RunStatus.DISCARDED: refusing.DISCARDED,
}


@operation
def make_plan(caller: Caller, *, only: Collection[Sequence[str]] | None = None) -> SyncRun:
    """Ask for a plan of everything, or of some resources and what they need. One that is being made is handed back.

    only: pairs of kind and key, as mirrors have them.
    Raises: ConflictException (SyncRefused NOT_LINKED, NOT_IMPORTED, NOTHING_CHOSEN); ResourceNotFoundException, where
            one of them is not the link's.
    """
    link = find_link(caller)
    if link.imported_timestamp is None:
        raise sync_refuses(refusing.NOT_IMPORTED)
    about = None if only is None else find_refs(link, must_have(only))
    being_made = SyncRun.objects.filter(link=link, kind=RunKind.APPLY, status=RunStatus.COMPARING)
    for run in being_made.order_by("-number"):
        if run.only == about and not run.stop_asked:
            return run
    run = add_run(caller, link, RunKind.APPLY, RunStatus.COMPARING, only=about)
    note_run(caller, run)
    return run


@operation
def discard_plan(caller: Caller, *, number: int) -> SyncRun:
    """Nothing of it was sent, and nothing will be; the changes stay pending.

    Raises: ConflictException (SyncRefused NOT_LINKED, ENDED: it was applied); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=False)
    if run.status in (RunStatus.DISCARDED, RunStatus.OUT_OF_DATE, RunStatus.NOTHING):
        return run
    if run.status not in (RunStatus.READY, RunStatus.COMPARING):
        raise sync_refuses(refusing.ENDED, label_of_run(run))
    before = str(run.status)
    run.status, run.ended_timestamp = RunStatus.DISCARDED, clock.real_now()
    run.save(update_fields=["status", "ended_timestamp"])
    note_run(caller, run, before)
    return run


@operation(needs=Permission.APPLY_TO_AWS)
def apply_plan(caller: Caller, *, number: int, ticked: Collection[int] = (), confirm: str = "") -> SyncRun:
    """Put a plan in the queue. One that was applied before is handed back as it is by now.

    ticked: positions of the steps that destroy and are to be sent; what needs one that is not is not sent either.
    confirm: "apply", typed, where one of them is.
    Raises: ConflictException (SyncRefused NOT_LINKED, NOT_IMPORTED, NOT_READY, OUT_OF_DATE, DISCARDED, WRONG_WORD,
            NOTHING_TO_SEND); ResourceNotFoundException.
    """
    run = find_run(caller, number, reads=False)
    if run.queued_timestamp:
        return run
    if run.status != RunStatus.READY:
        raise sync_refuses(WHY_NOT.get(run.status, refusing.ENDED), label_of_run(run))
    if run.link.imported_timestamp is None:
        raise sync_refuses(refusing.NOT_IMPORTED)
    steps = list(run.steps.in_run().order_by("position"))
    left = left_out(steps, ticked)
    sent = [step for step in steps if step.step_id not in left]
    if not sent:
        raise sync_refuses(refusing.NOTHING_TO_SEND, label_of_run(run))
    if confirm.lower() != "apply" and any(step.destroys for step in sent):
        raise sync_refuses(refusing.WRONG_WORD, "apply")
    for step in steps:
        step.is_ticked = left.get(step.step_id) != NotSent.NOT_TICKED
        if why := left.get(step.step_id):
            step.status, step.not_sent = StepStatus.NOT_SENT, why
    SyncStep.objects.bulk_update(steps, ["is_ticked", "status", "not_sent"], batch_size=100)
    run.status, run.applied_by, run.queued_timestamp = RunStatus.QUEUED, caller.user, clock.real_now()
    run.save(update_fields=["status", "applied_by", "queued_timestamp"])
    note_run(caller, run, str(RunStatus.READY))
    return run
