"""What a run's page reads out as it moves, and how often it asks."""

from pools.models import RunStatus, StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import OVER_STATUSES
from pools.pages.sync.live import Live
from pools.pages.sync.states import HomeState, run_name

GOES_ON = (RunStatus.COMPARING, RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING)


def run_live(run: SyncRun, steps: list[SyncStep], head: HomeState, *, is_plan: bool) -> Live:
    """At once: each wait, pause, question, the start and the end. Before all else: a step that failed."""
    goes_on = run.status in GOES_ON
    done = sum(step.status in OVER_STATUSES for step in steps)
    failed = [step.position for step in steps if step.status == StepStatus.FAILED]
    waiting = sum(step.status in (StepStatus.WAITING, StepStatus.ASKED) for step in steps)
    moves = run.status in (RunStatus.RUNNING, RunStatus.QUEUED)
    now = f"{run_name(run)} {run.get_status_display().lower()}" if moves else f"{head.title}. {head.sentence}"
    if moves and waiting:
        now += f", {waiting} waiting"
    return Live(
        page=page_name(run, is_plan=is_plan),
        now=now,
        slow=f"{done} of {len(steps)} steps done" if moves else "",
        urgent=f"Step {failed[-1]} failed." if failed else "",
        seconds=10 if run.status == RunStatus.WAITING else 1,
        goes_on=goes_on,
    )


def page_name(run: SyncRun, *, is_plan: bool) -> str:
    """Another one is loaded anew: the plan that is made, and the run that it becomes."""
    if run.status == RunStatus.COMPARING:
        return "comparing"
    return "plan" if is_plan else "run"
