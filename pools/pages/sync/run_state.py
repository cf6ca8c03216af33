"""What the head of a run's page says: its state, and what to do next."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pools.models import RunStatus, StepStatus, SyncRun, SyncStep
from pools.models.sync_steps import OVER_STATUSES
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.troubles import is_fault, trouble_of_run
from pools.pages.kit.aws.values import Names
from pools.pages.kit.words.labels import plural
from pools.pages.sync.importing import about_seconds
from pools.pages.sync.moved_words import resource_in_words, what_it_is_now, where_moved
from pools.pages.sync.plan_state import see_new
from pools.pages.sync.results import RUNNING
from pools.pages.sync.runs import took
from pools.pages.sync.states import HomeState, Press, run_name


def run_state(state: Linked, run: SyncRun, steps: list[SyncStep], names: Names) -> HomeState:
    """Of a plan that was applied. steps: those that were to be sent."""
    stop = Press("Stop after this step", "sync-run-stop", run.number, posts=True, administrators=True)
    done = sum(step.status in OVER_STATUSES for step in steps)
    if run.status in (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING):
        presses = () if run.stop_asked else (stop,)
        return going_on(state, run, steps, presses, done)
    if run.status == RunStatus.PAUSED:
        return paused_run(run, done, len(steps))
    return ended(state, run, steps, names)


def going_on(
    state: Linked, run: SyncRun, steps: list[SyncStep], presses: tuple[Press, ...], done: int
) -> HomeState:
    ahead = next((one for one in state.open_runs if one.number < run.number), None)
    if run.status == RunStatus.QUEUED and ahead:
        return HomeState(
            "in-progress",
            f"Queued behind {run_name(ahead).lower()}",
            "",
            presses,
            done,
            len(steps),
            of_steps=True,
        )
    if run.status == RunStatus.WAITING:
        waiting = sum(step.status == StepStatus.WAITING for step in steps)
        title = f"{plural(waiting, 'step')} {'waits' if waiting == 1 else 'wait'} for AWS"
        return HomeState("pending", title, counts_in_words(run, steps), presses)
    now = next((one for one in steps if one.status in RUNNING), None)
    number = now.position if now else min(done + 1, len(steps))
    if state.is_worker_off:
        title = f"Step {number} of {len(steps)} waits for the worker"
        return HomeState("pending", title, counts_in_words(run, steps, moves=False), presses)
    title = f"Stopping after step {number}" if run.stop_asked else f"Running step {number} of {len(steps)}"
    words = counts_in_words(run, steps)
    return HomeState("in-progress", title, words, presses, done, len(steps), of_steps=True)


def counts_in_words(run: SyncRun, steps: list[SyncStep], *, moves: bool = True) -> str:
    """moves: whether there is a time left to name.

    "3 done, 1 already so, 1 waiting, 1 failed · about 3 seconds left · nothing depends on the failed step".
    """
    counts = Counter(step.status for step in steps)
    words = (
        (StepStatus.DONE, "done"),
        (StepStatus.ALREADY_SO, "already so"),
        (StepStatus.WAITING, "waiting"),
        (StepStatus.FAILED, "failed"),
    )
    parts = [", ".join(f"{counts[status]:,} {word}" for status, word in words if counts[status])]
    left = sum(step.status in (StepStatus.READY, StepStatus.SENDING, StepStatus.RETRYING) for step in steps)
    if moves and left and run.cost.get("seconds"):
        parts.append(f"{about_seconds(run.cost['seconds'] * left / max(1, len(steps)))} left")
    failed = {step.step_id for step in steps if step.status == StepStatus.FAILED}
    if failed:
        stuck = sum(bool(failed & {*step.needs}) for step in steps)
        what = "the failed step" if len(failed) == 1 else "the failed steps"
        parts.append(
            f"{plural(stuck, 'step') if stuck else 'nothing'} depend{'' if stuck > 1 else 's'} on {what}"
        )
    return " · ".join(filter(None, parts))


def paused_run(run: SyncRun, done: int, of: int) -> HomeState:
    about: Mapping[str, Any] = run.about
    before = f" before step {about['before']}" if about.get("before") else ""
    stop = Press("Stop this run", "sync-run-stop", run.number, posts=True, administrators=True)
    if about.get("why") == "ASKED":
        text = "Answer the question above. What needs this step waits."
        return HomeState("warning", f"Paused{before}: AWS's answer was lost", text, (stop,), done, of)
    why = f": {trouble}" if (trouble := trouble_of_run(run)) else ""
    text = "The worker's log says more. No step failed." if is_fault(run) else "No step failed."
    go_on = Press("Continue", "sync-run-continue", run.number, posts=True, administrators=True, primary=True)
    return HomeState("negative", f"Paused{before}{why}", text, (go_on, stop), done, of)


def ended(state: Linked, run: SyncRun, steps: list[SyncStep], names: Names) -> HomeState:
    unsent = sum(step.status == StepStatus.NOT_SENT for step in steps)
    stay = f"{plural(unsent, 'step')} {'was' if unsent == 1 else 'were'} not sent and " + (
        "stays pending." if unsent == 1 else "stay pending."
    )
    if run.status == RunStatus.FAILED:
        failed = sum(step.status == StepStatus.FAILED for step in steps)
        return HomeState(
            "negative", f"Run {run.number} ended with {plural(failed, 'failed step')}", stay if unsent else ""
        )
    if run.status in (RunStatus.STOPPED, RunStatus.OUT_OF_DATE):
        return stopped(state, run, steps, stay if unsent else "", names)
    sent = len(steps) - unsent
    time = took(run)
    text = f"{plural(sent, 'step')}{f' in {time}' if time else ''}"
    return HomeState("positive", f"Run {run.number} is done: {text}", stay if unsent else "")


def stopped(state: Linked, run: SyncRun, steps: list[SyncStep], stay: str, names: Names) -> HomeState:
    presses = (see_new(run),) if run.next_run_id else ()
    if run.about.get("resources"):
        before = f" before step {run.about['before']}" if run.about.get("before") else ""
        what = resource_in_words(*run.about["resources"][0], names)
        what = what[0].lower() + what[1:]
        now = what_it_is_now(run.about.get("changes", ()), names)
        return HomeState(
            "warning", f"Stopped{before}: {what} was changed{where_moved(state, run)}{now}", stay, presses
        )
    if run.about.get("why") == "VERSION":
        return HomeState("warning", "Stopped: the plan was made by an earlier version", stay, presses)
    last = max(
        (
            step.position
            for step in steps
            if step.status in OVER_STATUSES and step.status != StepStatus.NOT_SENT
        ),
        default=0,
    )
    by = f" by {run.stop_asked_by}" if run.stop_asked_by else ""
    where = f"after step {last}" if last else "before step 1"
    return HomeState("stopped", f"Stopped {where}{by}", stay, presses)
