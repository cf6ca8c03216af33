"""The link, a run, a step: found among the caller's own, and locked for who changes them."""

from pools.errors import ResourceNotFoundException
from pools.models import AwsLink, RunKind, SyncRun, SyncStep
from pools.operations.engine.caller import Caller
from pools.operations.syncing.refusing import NOT_LINKED, sync_refuses


def find_link(caller: Caller, *, lock: bool = True) -> AwsLink:
    """The link of the caller's account and Region. Whoever adds a run, or ends one, holds its row.

    Raises: ConflictException (SyncRefused NOT_LINKED).
    """
    rows = AwsLink.objects.for_caller(caller)
    link = (rows.select_for_update(no_key=True) if lock else rows).first()
    if link is None:
        raise sync_refuses(NOT_LINKED)
    return link


def find_run(caller: Caller, number: int, *, reads: bool) -> SyncRun:
    """The run of that number, locked after its link. reads: a reading of AWS, else a plan.

    Raises: ConflictException (SyncRefused NOT_LINKED); ResourceNotFoundException.
    """
    link = find_link(caller)
    rows = SyncRun.objects.select_for_update(of=("self",)).filter(link=link, number=number)
    rows = rows.exclude(kind=RunKind.APPLY) if reads else rows.filter(kind=RunKind.APPLY)
    run = rows.first()
    if run is None:
        raise ResourceNotFoundException(resource_type="run", resource_id=f"Run {number}")
    run.link = link
    return run


def find_step(run: SyncRun, position: int) -> SyncStep:
    """Raises: ResourceNotFoundException."""
    rows = SyncStep.objects.select_for_update(of=("self",)).filter(run=run, is_blocked=False)
    step = rows.filter(position=position).first()
    if step is None:
        raise ResourceNotFoundException(resource_type="step", resource_id=f"Step {position}")
    return step


def label_of_run(run: SyncRun) -> str:
    """ "Run 14", and "Plan 14" as long as nobody has applied it."""
    return f"{'Run' if run.is_reading or run.queued_timestamp else 'Plan'} {run.number}"
