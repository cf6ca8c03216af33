"""Plan n, later Run n: what will be sent, then what came of it; and the page of a reading."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools.models import RunStatus, SyncRun, SyncStep
from pools.operations.engine.caller import Permission
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import names_of_refs
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.places import crumbs, to
from pools.pages.sync.home_state import HomeState, moment_in_words, run_name
from pools.pages.sync.live import LIVE, live_answer
from pools.pages.sync.people import linked_or_404, only_for_administrators, only_for_editors
from pools.pages.sync.pressing import drawn_presses
from pools.pages.sync.refs import page_of_rows
from pools.pages.sync.run_facts import run_facts
from pools.pages.sync.run_live import run_live
from pools.pages.sync.run_state import plan_state, run_state
from pools.pages.sync.step_rows import SHOWS, blocked_rows, share_of, step_rows
from pools.pages.sync.worker_off import worker_off

RUN_TEMPLATE = "sync/run.html"
STEPS_A_PAGE = 100
OF_PLANS, OF_RUNS = ("create", "change", "destroy"), ("failed", "waiting", "done")


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
    sent = steps if is_plan else [step for step in steps if step.not_sent != "NOT_TICKED"]
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
    refs = [tuple(ref) for ref in run.about.get("resources", ())]
    names = (
        {ref: one.label for ref, one in names_of_refs(request.caller, run.link, refs).items()} if refs else {}
    )
    if run.is_reading:
        # Only here, as only this page shows one by itself.
        return reading_head(run)
    if run.queued_timestamp is None:
        return plan_state(state, run, steps, names)
    return run_state(state, run, steps, names)


def reading_head(run: SyncRun) -> HomeState:
    from_there = f"{run_name(run)}: {run.get_status_display().lower()}"
    return HomeState("info", from_there, "")


def steps_context(
    request: HttpRequest,
    run: SyncRun,
    steps: list[SyncStep],
    sent: list[SyncStep],
    ticked: Collection[int],
    *,
    is_plan: bool,
) -> dict[str, Any]:
    show = request.GET.get("show", "")
    shares = OF_PLANS if is_plan else OF_RUNS
    counts = {name: sum(name in share_of(step) for step in sent) for name in shares}
    show = show if show in shares else ""
    matching = [step for step in sent if not show or show in share_of(step)]
    page = page_of_rows(request, Listed(matching), STEPS_A_PAGE)
    segments = [{"text": "All", "count": len(sent), "href": request.path, "active": not show}]
    segments += [
        {"text": SHOWS[name], "count": number, "href": f"{request.path}?show={name}", "active": show == name}
        for name, number in counts.items()
        if number or is_plan
    ]
    return {
        "rows": step_rows(request.caller, run, page.rows, steps, ticked),
        "page": page,
        "segments": segments,
        "counts": counts,
        "legend": [
            (glyph, counts.get(share, 0), share)
            for glyph, share in (("+", "create"), ("~", "change"), ("-", "destroy"))
            if counts.get(share)
        ],
        "number": len(sent),
        "blocked": blocked_rows(request.caller, run),
        "questions": questions_of(request, run, steps),
    }


class Listed(list):
    """Rows that are read already, as a page counts and cuts them."""

    def order_by(self) -> "Listed":
        return self

    def __getitem__(self, part: Any) -> Any:
        found = super().__getitem__(part)
        return Listed(found) if isinstance(part, slice) else found

    def count(self, *_: Any) -> int:
        return len(self)

    def reverse(self) -> "Listed":
        return Listed(self[::-1])


def questions_of(request: HttpRequest, run: SyncRun, steps: list[SyncStep]) -> list[dict[str, Any]]:
    """Each lost answer: the pools that may be the new one, and which steps wait for it."""
    found = []
    for step in steps:
        if step.status != "ASKED" or step.chosen:
            continue
        waiting = [other.position for other in steps if step.step_id in other.needs]
        found.append(
            {
                "position": step.position,
                "candidates": step.candidates,
                "waiting": waits_in_words(waiting),
                "url": to(request.caller, "sync-step-answer", str(run.number), str(step.position)),
            }
        )
    return found


def waits_in_words(positions: list[int]) -> str:
    if not positions:
        return ""
    numbers = " and ".join(filter(None, [", ".join(map(str, positions[:-1])), str(positions[-1])]))
    return f"Step{'' if len(positions) == 1 else 's'} {numbers} wait{'s' if len(positions) == 1 else ''} for this."


def bar_context(
    request: HttpRequest,
    run: SyncRun,
    steps: list[SyncStep],
    ticked: Collection[int],
    error: str,
    *,
    is_plan: bool,
) -> dict[str, Any]:
    """The bar of a plan that can be applied: what will run as it is ticked, and the word."""
    if not is_plan or run.status != RunStatus.READY or not steps:
        return {"bar": None}
    by_id = {step.step_id: step.position for step in steps}
    left: set[int] = set()
    for step in steps:
        needed = {by_id[one] for one in step.needs if one in by_id}
        if (step.destroys and step.position not in ticked) or left & needed:
            left.add(step.position)
    destroying = [step for step in steps if step.destroys]
    will = len(steps) - len(left)
    who = ", ".join(request.caller.who_may(Permission.APPLY_TO_AWS))
    return {
        "bar": {
            "will": will,
            "of": len(steps),
            "destroys": bool(destroying),
            "ticked": sum(step.position in ticked for step in destroying),
            "destroying": len(destroying),
            "error": error,
            "typed": request.POST.get("confirm", ""),
            "who": who,
            "graph": json.dumps(
                [
                    [step.position, step.destroys, [by_id[one] for one in step.needs if one in by_id]]
                    for step in steps
                ]
            ),
        }
    }
