"""Plan n, later Run n: what will be sent, then what came of it; and the page of a reading."""

from collections.abc import Collection
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools.models import RunStatus, SyncRun, SyncStep
from pools.models.sync_steps import NotSent
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import names_of_refs
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.places import crumbs, to
from pools.pages.sync.apply_bar import bar_context
from pools.pages.sync.live import LIVE, live_answer
from pools.pages.sync.moved_words import refs_moved
from pools.pages.sync.people import linked_or_404, only_for_administrators, only_for_editors
from pools.pages.sync.plan_state import plan_state
from pools.pages.sync.pressing import drawn_presses
from pools.pages.sync.reading_state import reading_state
from pools.pages.sync.run_facts import run_facts
from pools.pages.sync.run_live import run_live
from pools.pages.sync.run_state import run_state
from pools.pages.sync.run_steps import steps_context
from pools.pages.sync.states import HomeState, moment_in_words, run_name
from pools.pages.sync.troubled import mended_by
from pools.pages.sync.worker_off import worker_off

RUN_TEMPLATE = "sync/run.html"


@require_safe
def sync_run(request: HttpRequest, number: int) -> HttpResponse:
    state = linked_or_404(request)
    run = run_or_404(state, number)
    if run.status == RunStatus.NOTHING:
        return nothing_to_apply(request, state)
    return show_run(request, state, run)


@require_safe
def to_run(request: HttpRequest, number: int, position: int = 0) -> HttpResponse:
    """A step's address is only the beginning of others: it leads to its row."""
    anchor = f"#step-{position}" if position else ""
    return HttpResponseRedirect(f"{to(request.caller, 'sync-run', str(number))}{anchor}")


def run_or_404(state: Linked, number: int) -> SyncRun:
    rows = state.link.runs.select_related("made_by", "applied_by", "next_run", "stop_asked_by")
    run = rows.filter(number=number).first()
    if run is None:
        raise Http404("There is no such run.")
    run.link = state.link
    return run


def nothing_to_apply(request: HttpRequest, state: Linked) -> HttpResponse:
    at = state.link.read_timestamp
    as_of = f", as of {moment_in_words(at, state.now)}" if at else ""
    flash(request, "info", f"Nothing to apply. Both sides are the same{as_of}.")
    home = to(request.caller, "aws-sync")
    return HttpResponseClientRedirect(home) if request.headers.get(LIVE) else see_other(home)


def show_run(
    request: HttpRequest,
    state: Linked,
    run: SyncRun,
    *,
    status: int = 200,
    ticked: Collection[int] = (),
    error: str = "",
) -> HttpResponse:
    """ticked, error: of a plan whose word was wrong."""
    steps = list(run.steps.filter(is_blocked=False).order_by("position"))
    is_plan = not run.is_reading and run.queued_timestamp is None
    sent = steps if is_plan else [step for step in steps if step.not_sent != NotSent.NOT_TICKED]
    head = head_of(request, state, run, sent)
    live = run_live(run, sent, head, is_plan=is_plan)
    context = {
        "crumbs": crumbs(request.caller, ("AWS sync", to(request.caller, "aws-sync")), run_name(run)),
        "nav_active": "aws-sync",
        "help_topic": "aws-sync",
        "run": run,
        "taken_over": [taken_over_in_words(one) for one in run.taken_over],
        "title": run_name(run),
        "is_plan": is_plan,
        "state": head,
        "presses": drawn_presses(request.caller, head.presses),
        "mend": mended_by(request.caller, state, run) if run.status == RunStatus.PAUSED else None,
        "facts": run_facts(request.caller, state, run, steps),
        "live": live,
        "worker_off": worker_off(state.worker, state.now),
        "only_editors": only_for_editors(request.caller),
        "only_administrators": only_for_administrators(request.caller),
        **({} if run.is_reading else steps_context(request, run, steps, sent, ticked, is_plan=is_plan)),
        **bar_context(request, run, steps, ticked, error, is_plan=is_plan),
    }
    response = render(request, RUN_TEMPLATE, context, status=status)
    return live_answer(request, response, page=live.page, goes_on=live.goes_on)


def taken_over_in_words(told: list[str]) -> str:
    """Who went silent when, and who went on."""
    silent, since, other, at = told
    return f"Worker {silent} went silent at {clock_time(since)}; {other} went on at {clock_time(at)}."


def clock_time(moment: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%H:%M:%S}"


def head_of(request: HttpRequest, state: Linked, run: SyncRun, steps: list[SyncStep]) -> HomeState:
    if run.is_reading:
        return reading_state(run)
    named = names_of_refs(request.caller, run.link, refs_moved(run))
    names = {ref: one.label for ref, one in named.items()}
    if run.queued_timestamp is None:
        return plan_state(state, run, steps, names)
    return run_state(state, run, steps, names)
