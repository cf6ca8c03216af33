"""The import, which is a state of AWS sync and no page of its own; and the one line that a refresh is."""

from typing import Any

from django.utils import timezone

from pools.models import RunKind, RunStatus, SyncRun
from pools.models.mirrors import NOUNS
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.words.labels import joined, plural
from pools.pages.sync.facts import facts
from pools.pages.sync.home_state import paused, worker_is_off
from pools.pages.sync.live import Live
from pools.pages.sync.pressing import drawn_press, drawn_presses
from pools.pages.sync.states import HomeState, Press

KINDS_IN_ORDER = ("opt-out-list", "configuration-set", "sender-id", "pool", "phone-number")
COUNTING = "Counting what there is"


def importing(caller: Caller, state: Linked) -> dict[str, Any]:
    """What sync/importing.html draws."""
    run = last_import(state)
    head = import_state(state, run)
    read, of = run.read_so_far if run else (0, None)
    goes_on = bool(run) and run.status in (RunStatus.QUEUED, RunStatus.RUNNING)
    return {
        "state": head,
        "presses": drawn_presses(caller, head.presses),
        "facts": facts(caller, state),
        "goes_on": goes_on,
        "counts": counts_of(run) if run else [],
        "read": read,
        "of": of,
        "live": Live("import", now=quarter_in_words(read, of), goes_on=goes_on),
    }


def last_import(state: Linked) -> SyncRun | None:
    return state.link.runs.filter(kind=RunKind.IMPORT).order_by("-number").first()


def import_state(state: Linked, run: SyncRun | None) -> HomeState:
    if trouble := worker_is_off(state) or paused(state):
        return trouble
    read, of = run.read_so_far if run else (0, None)
    if run is None or run.has_ended:
        return canceled(run, read, of)
    cancel = Press("Cancel", "sync-run-cancel", run.number, posts=True)
    return HomeState("in-progress", "Reading from AWS", reading_in_words(run, read, of), (cancel,), read, of)


def canceled(run: SyncRun | None, read: int, of: int | None) -> HomeState:
    go_on = Press("Continue import", "sync-refresh", posts=True, primary=True)
    if run:
        go_on = Press("Continue import", "sync-run-continue", run.number, posts=True, primary=True)
    unlink = Press("Unlink", "sync-unlink")
    about = f"of about {of:,} " if of else ""
    title = "The import is canceled" if run and run.status == RunStatus.STOPPED else "The import has stopped"
    text = f"{read:,} {about}are read and kept. Nothing can be applied until it is complete."
    return HomeState("stopped", title, text, (go_on, unlink))


def reading_in_words(run: SyncRun, read: int, of: int | None) -> str:
    """ "812 of about 2,340 · about 3 minutes left"."""
    if of is None:
        return COUNTING
    left = time_left(run, read, of)
    return f"{read:,} of about {of:,}{f' · {left}' if left else ''}"


def time_left(run: SyncRun, read: int, of: int) -> str:
    """By how long what is read has taken; not where it was continued, as nobody knows how long it lay."""
    start, queued = run.started_timestamp, run.queued_timestamp
    if not start or read < 10 or (queued and queued > start):
        return ""
    taken = (timezone.now() - start).total_seconds()
    return about_seconds(taken / read * (of - read)) + " left"


def about_seconds(seconds: float) -> str:
    if seconds < 60:
        return f"about {plural(max(1, round(seconds)), 'second')}"
    return f"about {plural(max(1, round(seconds / 60)), 'minute')}"


def counts_of(run: SyncRun) -> list[tuple[str, str, str]]:
    """What, read, of, by kind."""
    rows = []
    for kind in KINDS_IN_ORDER:
        read, of = run.progress.get(kind) or (0, None)
        noun = f"{NOUNS[kind]}s"
        rows.append((noun[0].upper() + noun[1:], f"{read or 0:,}", "counting" if of is None else f"{of:,}"))
    return rows


def quarter_in_words(read: int, of: int | None) -> str:
    """What is read out, once at each quarter."""
    return f"{100 * read // of // 25 * 25} % of what AWS has is read." if of else COUNTING


def reading_line(caller: Caller, state: Linked) -> dict[str, Any] | None:
    """A refresh or a check that goes on; what was read before stays usable."""
    run = state.reading
    if run is None:
        return None
    read, of = run.read_so_far
    cancel = drawn_press(caller, Press("Cancel", "sync-run-cancel", run.number, posts=True))
    return {"run": run, "words": reading_in_words(run, read, of), "read": read, "of": of, "cancel": cancel}


def import_in_words(state: Linked) -> str:
    """ "300 pools, 640 phone numbers and 18 sender IDs were read. Nothing was changed in AWS."."""
    run = last_import(state)
    found = run.progress if run else {}
    parts = [
        plural((found.get(kind) or (0,))[0] or 0, NOUNS[kind])
        for kind in ("pool", "phone-number", "sender-id")
    ]
    return f"{joined(parts)} were read. Nothing was changed in AWS."
