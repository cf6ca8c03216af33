"""How the link stands, as the head of AWS sync says it: the first that holds, with what to do next."""

from collections.abc import Callable

from pools.models import RunStatus, StepStatus, SyncRun
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.troubles import trouble_in_words, trouble_of_run
from pools.pages.kit.words.labels import plural
from pools.pages.sync.states import (
    REFRESH,
    REVIEW,
    HomeState,
    Press,
    ahead_in_words,
    as_primary,
    moment_in_words,
    run_name,
)
from pools.pages.sync.troubled import trouble_with
from pools.pages.sync.worker_off import worker_off
from pools.templatetags.console import relative

NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def home_state(state: Linked) -> HomeState:
    found = (rule(state) for rule in RULES)
    return next(one for one in found if one)


def worker_is_off(state: Linked) -> HomeState | None:
    off = worker_off(state.worker, state.now)
    return HomeState("negative", off.title, off.sentence) if off else None


def paused(state: Linked) -> HomeState | None:
    run = state.paused
    about = trouble_with(state, run)
    if not run and not about:
        return None
    why = trouble_in_words(about["trouble"], about) if about else trouble_of_run(run)
    title = f"Paused: {why}" if why else "Paused"
    test = Press("Test connection", "sync-link-test", posts=True, administrators=True, primary=run is None)
    if run is None:
        return HomeState("negative", title, "You can go on editing.", (test,))
    go_on = Press(
        "Continue",
        "sync-run-continue",
        run.number,
        posts=True,
        administrators=not run.is_reading,
        primary=True,
    )
    return HomeState("negative", title, where_it_paused(run), (go_on, test))


def where_it_paused(run: SyncRun) -> str:
    before = run.about.get("before")
    if run.is_reading:
        return f"{run.get_kind_display()} {run.number} goes on where it was. You can go on editing."
    return f"Run {run.number} stopped{f' before step {before}' if before else ''}. No step failed."


def lost(state: Linked) -> HomeState | None:
    if not state.questions:
        return None
    run = state.questions[0]
    answer = Press("Answer", "sync-run", run.number, primary=True, anchor="#question")
    text = f"Run {run.number} needs to know which pool is the new one."
    return HomeState("warning", "AWS's answer to a step was lost", text, (answer,))


def vanished(state: Linked) -> HomeState | None:
    if not state.vanished:
        return None
    title = f"{plural(state.vanished, 'resource')} vanished here without being deleted"
    text = "A reset or restored backup does this. Nothing is deleted in AWS."
    return HomeState("warning", title, text, (as_primary(REFRESH),))


def conflicts(state: Linked) -> HomeState | None:
    number = state.conflicts
    if not number:
        return None
    need = "conflict needs" if number == 1 else "conflicts need"
    what = "this resource" if number == 1 else f"these {in_letters(number)} resources"
    text = f"Nothing of {what} goes to AWS until you answer."
    if state.pending == 1:
        text += " The pending change of another resource can be applied meanwhile."
    elif state.pending:
        text += f" The {state.pending:,} pending changes of other resources can be applied meanwhile."
    presses = (REFRESH, REVIEW) if state.pending else (REFRESH,)
    return HomeState("warning", f"{number:,} {need} an answer", text, presses)


def in_letters(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def applying(state: Linked) -> HomeState | None:
    run = state.applying
    if run is None:
        return None
    done, of = state.steps_done
    view = Press("View run", "sync-run", run.number, primary=True)
    if run.status == RunStatus.QUEUED:
        ahead = next((one for one in state.open_runs if one.number < run.number), None)
        text = f"Queued behind {run_name(ahead).lower()}." if ahead else "Queued."
        return HomeState("in-progress", f"Run {run.number} is queued", text, (view,))
    title = f"Run {run.number} is applying step {min(done + 1, of)} of {of}"
    return HomeState("in-progress", title, "", (view,), done, of, of_steps=True)


def pending(state: Linked) -> HomeState | None:
    number = state.pending
    if not number:
        return None
    title = "1 change is not in AWS yet" if number == 1 else f"{number:,} changes are not in AWS yet"
    people, since = state.who_changed
    by = f" by {people}" if people else ""
    at = f" since {moment_in_words(since, state.now)}" if since else ""
    text = f"Changed here{by}{at}. Nothing goes to AWS until an Administrator applies it."
    return HomeState("pending", title, text, (as_primary(REVIEW), REFRESH))


def waiting(state: Linked) -> HomeState | None:
    run = state.run_of(RunStatus.WAITING)
    if run is None:
        return None
    steps = run.steps.filter(status=StepStatus.WAITING).count()
    look = ahead_in_words(run.next_look_timestamp, state.now)
    text = f"{plural(steps, 'step')}; next look {look}. The rest is done."
    return HomeState(
        "pending", f"Run {run.number} waits for AWS", text, (Press("View run", "sync-run", run.number),)
    )


def read_long_ago(state: Linked) -> HomeState | None:
    if state.is_read_lately:
        return None
    since = state.link.read_timestamp
    ago = f", {relative(since, state.now)}" if since else ""
    text = "A change in AWS since then is not known here."
    return HomeState("info", f"No differences when last read{ago}", text, (as_primary(REFRESH),))


def in_sync(state: Linked) -> HomeState:
    ago = relative(state.link.read_timestamp, state.now)
    text = f"0 differences, as of {ago}."
    if not state.left_alone:
        return HomeState("positive", "In sync with AWS", text, (REFRESH,))
    number = state.left_alone
    text += (
        f" {plural(number, 'resource')} {'is' if number == 1 else 'are'} left alone, which is not compared."
    )
    return HomeState("positive", "In sync with AWS", text, (REFRESH, Press("See why", "sync-left-alone")))


RULES: tuple[Callable[[Linked], HomeState | None], ...] = (
    worker_is_off,
    paused,
    lost,
    vanished,
    conflicts,
    applying,
    pending,
    waiting,
    read_long_ago,
    in_sync,
)
