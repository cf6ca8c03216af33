"""What the head of the page of a reading says, and what to do next."""

from pools.models import RunStatus, SyncRun
from pools.pages.kit.aws.troubles import trouble_of_run
from pools.pages.sync.importing import reading_in_words
from pools.pages.sync.states import HomeState, Press, run_name

KEPT = "What was read is kept. Nothing was changed in AWS."


def reading_state(run: SyncRun) -> HomeState:
    name, trouble = run_name(run), trouble_of_run(run)
    why = f": {trouble}" if trouble else ""
    go_on = Press("Continue", "sync-run-continue", run.number, posts=True, primary=True)
    if run.status == RunStatus.DONE:
        return HomeState("positive", f"{name} is done", "Nothing was changed in AWS.")
    if run.status == RunStatus.PAUSED:
        return HomeState("negative", f"Paused{why}", f"{name} goes on where it was.", (go_on,))
    if run.status == RunStatus.STOPPED:
        return HomeState("stopped", f"{name} was canceled", KEPT)
    if run.has_ended:
        return HomeState("negative", f"{name} failed{why}", KEPT)
    cancel = Press("Cancel", "sync-run-cancel", run.number, posts=True)
    read, of = run.read_so_far
    if run.status == RunStatus.QUEUED:
        return HomeState("in-progress", f"{name} is queued", "", (cancel,), read, of)
    return HomeState("in-progress", "Reading from AWS", reading_in_words(run, read, of), (cancel,), read, of)
