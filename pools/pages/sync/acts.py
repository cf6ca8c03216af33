"""What people press on the sync's pages, besides the plan's own: each is a verb, a flash and a way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from pools.operations.syncing.applying import continue_run
from pools.operations.syncing.asking import answer_conflicts, ask_to_test, mark_as_seen, put_back
from pools.operations.syncing.plans import make_plan
from pools.operations.syncing.runs import cancel_reading, continue_reading, refresh_from_aws
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, to_own_page
from pools.pages.kit.numbers import number_in
from pools.pages.kit.places import to
from pools.pages.kit.words.labels import plural
from pools.pages.sync.acting import attempted, led_on, run_url, say_queued
from pools.pages.sync.answer_tokens import answers_in, asked_in
from pools.pages.sync.home import tab_page
from pools.pages.sync.people import linked_or_404, must_apply, must_change
from pools.pages.sync.refs import refs_in

NO_CHANGE = 0


@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    must_change(request.caller)
    state, home = linked_or_404(request), to(request.caller, "aws-sync")
    found = attempted(request, lambda: refresh_from_aws(request.caller), home)
    return led_on(request, state, found, home)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Of everything, or of what is selected and what that needs."""
    must_change(request.caller)
    state, home = linked_or_404(request), to(request.caller, "aws-sync")
    only = refs_in(request.POST.getlist("id")) or None
    found = attempted(request, lambda: make_plan(request.caller, only=only), home)
    if isinstance(found, HttpResponse):
        return found
    return led_on(request, state, found, run_url(request.caller, found.number))


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    must_change(request.caller)
    linked_or_404(request)
    home = to(request.caller, "aws-sync")
    found = attempted(request, lambda: cancel_reading(request.caller, number=number), home)
    return found if isinstance(found, HttpResponse) else see_other(home)


@require_POST
def go_on(request: HttpRequest, number: int) -> HttpResponse:
    """*Continue*: of a reading, or of a plan that is being applied, which is an Administrator's."""
    state = linked_or_404(request)
    run = state.link.runs.filter(number=number).first()
    if run is None:
        raise Http404
    back = to(request.caller, "aws-sync") if run.is_reading else run_url(request.caller, number)
    if run.is_reading:
        must_change(request.caller)
        found = attempted(request, lambda: continue_reading(request.caller, number=number), back)
    else:
        must_apply(request.caller)
        found = attempted(request, lambda: continue_run(request.caller, number=number), back)
    return led_on(request, state, found, back)


@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Of the link as it is; the answer stands in Link settings."""
    must_apply(request.caller)
    state, back = linked_or_404(request), f"{to(request.caller, 'sync-link')}#test-connection"
    found = attempted(request, lambda: ask_to_test(request.caller, profile=state.link.profile), back)
    return led_on(request, state, found, back)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """Save answers to conflicts. What AWS changed again meanwhile is asked again; the others are saved."""
    state, back = linked_or_404(request), to(request.caller, "sync-conflicts")
    if request.method != "POST":
        return to_own_page(request, back)
    must_change(request.caller)
    given, late = answers_in(state, request.POST.dict())
    if not given and not late:
        flash(request, "warning", "Choose a value for at least one setting.")
        return see_other(back)
    if given:
        found = attempted(request, lambda: answer_conflicts(request.caller, answers=given), back)
        if isinstance(found, HttpResponse):
            return found
        flash(request, "success", saved_in_words(given))
        say_queued(request, state)
    return (
        tab_page(request, "conflicts", status=409, again=late)
        if late
        else see_other(f"{back}#conflicts-heading")
    )


def saved_in_words(given: list[dict[str, Any]]) -> str:
    wishes = {(one["kind"], one["key"]) for one in given if one["choice"] not in ("THEIRS", "STOP_MANAGING")}
    number = asked_in(given)
    were = f"{plural(number, 'answer')} {'was' if number == 1 else 'were'}"
    changes = plural(len(wishes), "change")
    rest = f" {changes} {'is' if len(wishes) == 1 else 'are'} not in AWS yet." if wishes else ""
    return f"{were} saved here.{rest}"


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    must_change(request.caller)
    linked_or_404(request)
    back = to(request.caller, "sync-changed")
    found = attempted(request, lambda: mark_as_seen(request.caller, changes=chosen(request)), back)
    if isinstance(found, HttpResponse):
        return found
    flash(request, "success", f"{plural(found, 'change')} {'was' if found == 1 else 'were'} marked as seen.")
    return see_other(back)


@require_POST
def put_changes_back(request: HttpRequest) -> HttpResponse:
    must_change(request.caller)
    state, back = linked_or_404(request), to(request.caller, "sync-changed")
    found = attempted(request, lambda: put_back(request.caller, changes=chosen(request)), back)
    if isinstance(found, HttpResponse):
        return found
    number = len(found.about["changes"])
    flash(
        request,
        "success",
        f"{plural(number, 'change')} {'is' if number == 1 else 'are'} being put back here. That is not in AWS yet.",
        action=("Review", to(request.caller, "sync-pending")),
    )
    say_queued(request, state)
    return see_other(back)


def chosen(request: HttpRequest) -> list[int]:
    """The numbers of changes. What is none counts as NO_CHANGE, which no verb takes."""
    texts = request.POST.getlist("id")
    return [number_in(one, digits=17) or NO_CHANGE for one in texts]


# These addresses take no GET: after a sign-in in between, this is where to go on.
for one in (refresh, cancel, go_on, test):
    one.comes_from = "aws-sync"
plan.comes_from = "sync-pending"
answers.comes_from = "sync-conflicts"
seen.comes_from = put_changes_back.comes_from = "sync-changed"
