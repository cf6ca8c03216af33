"""AWS sync: the form that links; or how the link stands, what is to be done next, and the lists behind it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from pools.models import RunStatus, SyncRequestKind
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked, linked
from pools.pages.kit.flash import flash
from pools.pages.kit.places import crumbs, to
from pools.pages.sync import changed, conflicts, left_alone, pending, runs
from pools.pages.sync.about_test import Answered
from pools.pages.sync.exports import FORMS
from pools.pages.sync.facts import facts
from pools.pages.sync.home_state import home_state
from pools.pages.sync.importing import import_in_words, importing, reading_line
from pools.pages.sync.link import link_page
from pools.pages.sync.live import LIVE, Live, live_answer
from pools.pages.sync.not_done import ACTS, not_done
from pools.pages.sync.people import linked_or_404, only_for_administrators, only_for_editors
from pools.pages.sync.pressing import drawn_presses
from pools.pages.sync.states import HomeState
from pools.pages.sync.troubled import mended_by
from pools.pages.sync.worker_off import worker_off
from pools.templatetags.lists import TabLink

HOME, IMPORT, ACTING = "home", "import", "acting"
PANELS: dict[str, tuple[str, str, Callable[..., dict[str, Any]]]] = {
    "conflicts": ("Conflicts", "sync-conflicts", conflicts.panel),
    "pending": ("Pending changes", "sync-pending", pending.panel),
    "changed": ("Changed in AWS", "sync-changed", changed.panel),
    "left-alone": ("Left alone", "sync-left-alone", left_alone.panel),
    "runs": ("Runs", "sync-runs", runs.panel),
}


@require_http_methods(["GET", "HEAD", "POST"])
def aws_sync(request: HttpRequest) -> HttpResponse:
    state = linked(request)
    if state is None or request.method == "POST":
        return link_page(request)
    if not state.is_imported:
        return import_page(request, state)
    return tab_page(request, first_with_rows(state))


def first_with_rows(state: Linked) -> str:
    there = {"conflicts": state.conflicts, "pending": state.pending, "changed": state.changed}
    return next((name for name, number in there.items() if number), "runs")


def tab_view(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one tab; until the import is complete there is nothing in any."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        state = linked_or_404(request)
        return tab_page(request, name) if state.is_imported or name == "runs" else import_page(request, state)

    return view


def import_page(request: HttpRequest, state: Linked) -> HttpResponse:
    context = page_context(request, state) | importing(request.caller, state)
    context["mend"] = way_out_of(request.caller, state, context["state"])
    response = render(request, "sync/importing.html", context)
    return live_answer(request, response, page=IMPORT, goes_on=context["live"].goes_on)


def tab_page(request: HttpRequest, name: str, *, status: int = 200, **extra: Any) -> HttpResponse:
    """extra: for the panel, after an act on it that was refused."""
    state, caller = linked_or_404(request), request.caller
    if request.headers.get(LIVE) == IMPORT:
        flash(
            request,
            "success",
            import_in_words(state),
            action=("View pools", to(caller, "pool-list")),
        )
        # Drawn here, the page would use up what is to be said on it.
        return HttpResponseClientRefresh()
    head = home_state(state)
    moves, page = is_moving(state), which_page(request, state)
    context = page_context(request, state) | {
        "state": head,
        "presses": drawn_presses(caller, head.presses),
        "mend": way_out_of(caller, state, head),
        # One filled button a view: what to do next.
        "has_primary": any(press.primary for press in head.presses),
        "facts": facts(caller, state),
        "not_done": not_done(caller, state),
        "tabs": tab_links(request, state, name),
        "tab": name,
        "live": Live(page, now=f"{head.title}. {head.sentence}", seconds=moves or 1, goes_on=bool(moves)),
        "reading": reading_line(caller, state),
        **PANELS[name][2](request, state, **extra),
    }
    response = render(request, "sync/home.html", context, status=status)
    return live_answer(request, response, page=page, goes_on=bool(moves))


def way_out_of(caller: Caller, state: Linked, head: HomeState) -> Answered | None:
    """Where the head says that something is paused: without a worker that is not the first to be mended."""
    return (
        mended_by(caller, state, state.paused)
        if head.icon == "negative" and not state.is_worker_off
        else None
    )


def page_context(request: HttpRequest, state: Linked) -> dict[str, Any]:
    caller = request.caller
    return {
        "crumbs": crumbs(caller, "AWS sync"),
        "nav_active": "aws-sync",
        "help_topic": "aws-sync",
        "linked": state,
        "worker_off": worker_off(state.worker, state.now),
        "exports": [(text, to(caller, "sync-export", form)) for form, text in FORMS.items()],
        "only_editors": only_for_editors(caller),
        "only_administrators": only_for_administrators(caller),
    }


def which_page(request: HttpRequest, state: Linked) -> str:
    """What somebody asked for is not in the lists yet: their page is drawn anew once it is, nobody else's."""
    if request.headers.get(LIVE) == HOME:
        return HOME
    return ACTING if state.link.requests.filter(answered_timestamp=None, kind__in=ACTS).exists() else HOME


def is_moving(state: Linked) -> int:
    """After how many seconds the page asks for itself again; 0 where nothing goes on."""
    going = [one for one in state.open_runs if one.status not in (RunStatus.PAUSED, RunStatus.WAITING)]
    # Opt-outs are counted for hours, and nothing here changes by it.
    asked = state.link.requests.filter(answered_timestamp=None).exclude(kind=SyncRequestKind.LOOK_UP)
    if going or state.uncompared or asked.exists():
        return 1
    return 10 if state.run_of(RunStatus.WAITING) else 0


def tab_links(request: HttpRequest, state: Linked, active: str) -> list[TabLink]:
    caller = request.caller
    counts = {
        "conflicts": state.conflicts,
        "pending": state.pending,
        "changed": state.changed,
        "left-alone": state.left_alone,
        "runs": state.link.runs.count(),
    }
    return [
        TabLink(name, text, to(caller, url), f"{counts[name]:,}", name == active)
        for name, (text, url, _) in PANELS.items()
    ]
