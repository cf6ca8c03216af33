"""What the head of the page of a plan says that nobody has applied, and what to do next."""

from pools.models import RunStatus, SyncRun, SyncStep
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.troubles import trouble_of_run
from pools.pages.kit.aws.values import Names
from pools.pages.kit.words.labels import plural
from pools.pages.sync.importing import about_seconds, reading_in_words
from pools.pages.sync.moved_words import moved_in_words
from pools.pages.sync.states import HomeState, Press, run_name

NEW_PLAN = Press("Make a new plan", "sync-plan", posts=True, primary=True)


def plan_state(state: Linked, run: SyncRun, steps: list[SyncStep], names: Names) -> HomeState:
    """Of one that nobody has applied."""
    if run.status == RunStatus.COMPARING:
        return comparing(state, run)
    if run.status == RunStatus.OUT_OF_DATE:
        presses = (see_new(run),) if run.next_run_id else (NEW_PLAN,)
        return HomeState(
            "warning", f"Plan {run.number} is out of date", moved_in_words(state, run, names), presses
        )
    if run.status == RunStatus.FAILED:
        why = f": {trouble}" if (trouble := trouble_of_run(run)) else ""
        return HomeState("negative", f"Plan {run.number} was not made{why}", "Nothing was sent.", (NEW_PLAN,))
    if run.status != RunStatus.READY:
        return HomeState(
            "stopped", f"Plan {run.number} was discarded", "Nothing was sent to AWS.", (NEW_PLAN,)
        )
    destroying = sum(step.destroys for step in steps)
    ready = "step is" if len(steps) == 1 else "steps are"
    destroy = "destroys" if destroying == 1 else "destroy"
    title = f"{len(steps):,} {ready} ready" + (f", {destroying:,} of them {destroy}" if destroying else "")
    if not steps:
        title = "No step is ready"
    return HomeState("pending", title, f"Nothing has been sent to AWS. {cost(run)}".strip())


def cost(run: SyncRun) -> str:
    requests, seconds = run.cost.get("requests"), run.cost.get("seconds")
    return f"{plural(requests, 'request')}, {about_seconds(seconds)}." if requests else ""


def comparing(state: Linked, run: SyncRun) -> HomeState:
    counts = run.progress.values()
    done, of = sum(one[0] or 0 for one in counts), sum(one[1] or 0 for one in counts)
    number = of or state.resources
    ahead = state.reading
    text = f"{run_name(ahead)} comes first. {reading_in_words(ahead, *ahead.read_so_far)}." if ahead else ""
    return HomeState("in-progress", f"Comparing {plural(number, 'resource')}", text, (), done, of or None)


def see_new(run: SyncRun) -> Press:
    return Press("See the new plan", "sync-run", run.next_run.number, primary=True)
