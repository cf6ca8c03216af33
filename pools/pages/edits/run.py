"""One change of many under way: as far as it is, what was refused, and how it goes on, stops or is taken back.

No worker does it. The browser asks for the next piece as soon as it has the answer about the one before.
"""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.errors import ConflictException, ServiceError
from pools.models import EditRun
from pools.operations.edit_runs import (
    begin_undo_edit_run,
    continue_edit_run,
    resume_edit_run,
    retry_edit_run,
    stop_edit_run,
    undo_edit_run,
)
from pools.operations.engine.caller import Caller
from pools.pages.edits.progress import Progress
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, fragment, is_fragment, see_other
from pools.pages.kit.pieces import LATE, SOON, for_a_while
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals

TEMPLATE = "edits/run.html"
MOVING: Mapping[str, Callable[..., EditRun]] = {
    EditRun.Status.RUNNING: continue_edit_run,
    EditRun.Status.UNDOING: undo_edit_run,
}
# What comes before the items are gone on with.
ACTS: Mapping[str, Callable[..., EditRun]] = {
    "resume": resume_edit_run,
    "retry": retry_edit_run,
    "undo": begin_undo_edit_run,
}


@require_http_methods(["GET", "HEAD", "POST"])
def edit_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """GET: how far it is; with `go` in the address the page goes on with it. POST: `act` says what to do."""
    run = run_or_404(request, run_id)
    if request.method != "POST":
        return page(request, Progress(request.caller, run), goes="go" in request.GET)
    must_edit(request.caller, "edit many at once")
    act = request.POST.get("act", "")
    try:
        if act == "stop":
            stop_edit_run(request.caller, run_id=run_id)
            return see_other(url_of(request, run_id))
        if act in ACTS:
            ACTS[act](request.caller, run_id=run_id)
        return go_on(request, run_or_404(request, run_id), starts=act in ACTS)
    except ServiceError as error:
        say_trouble(request, error)
        return answer(request, run_id, goes=False)


def say_trouble(request: HttpRequest, error: ServiceError) -> None:
    # Where a second click, or another window, was faster, the page says how far it is.
    if not isinstance(error, ConflictException):
        flash(request, "error", refusals.sentence(error))


def run_or_404(request: HttpRequest, run_id: str) -> EditRun:
    rows = EditRun.objects.for_caller(request.caller).select_related("started_by")
    run = rows.filter(run_id=run_id).first()
    if run is None:
        raise Http404("There is no such run.")
    return run


def url_of(request: HttpRequest, run_id: str) -> str:
    return to(request.caller, "edit-run", run_id)


def going(request: HttpRequest, run: EditRun) -> str:
    """The address of the page that goes on with the run."""
    return f"{url_of(request, run.run_id)}?go=1"


class Before(NamedTuple):
    """How far a run was when a request began to go on with it."""

    left: int
    quarter: int
    since: float

    def pace(self, left: int) -> float:
        """Seconds that an item has taken; 0 where none was dealt with."""
        dealt = self.left - left
        return (monotonic() - self.since) / dealt if dealt > 0 else 0


def go_on(request: HttpRequest, run: EditRun, *, starts: bool) -> HttpResponse:
    """Item by item, for as long as an answer may take."""
    progress = Progress(request.caller, run)
    before = Before(progress.left, progress.quarter, monotonic())
    deal_with(request.caller, run, SOON if is_fragment(request) or starts else LATE)
    return answer(request, run.run_id, goes=True, before=before)


def deal_with(caller: Caller, run: EditRun, seconds: float) -> None:
    """One item after the other."""
    for_a_while(run, MOVING, seconds, caller, run_id=run.run_id, say=refusals.sentence)


def answer(request: HttpRequest, run_id: str, *, goes: bool, before: Before | None = None) -> HttpResponse:
    if not is_fragment(request):
        return see_other(f"{url_of(request, run_id)}{'?go=1' if goes else ''}")
    progress = Progress(request.caller, run_or_404(request, run_id))
    if before:
        progress.pace = before.pace(progress.left)
    response = page(request, progress, goes=goes)
    if before is None or progress.quarter != before.quarter:
        announce(response, f"{progress.title}. {progress.said(goes=goes)}")
    return response


def page(request: HttpRequest, progress: Progress, *, goes: bool) -> HttpResponse:
    return fragment(request, TEMPLATE, "run", progress.context(request.GET, goes=goes))
