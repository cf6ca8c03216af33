"""What people press on a plan's and a run's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pools.errors import ServiceError
from pools.operations.syncing.applying import answer_lost_step, leave_out_step, retry_step, stop_run
from pools.operations.syncing.documents import plan_document
from pools.operations.syncing.plans import apply_plan, discard_plan
from pools.operations.syncing.refusing import WRONG_WORD
from pools.pages.kit.dialogs import confirms, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, to_own_page
from pools.pages.kit.numbers import number_in
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.sync.acting import attempted, led_on, run_url, say_queued
from pools.pages.sync.people import linked_or_404, must_apply, must_change
from pools.pages.sync.run_page import run_or_404, show_run

WORD = "apply"
# Where the focus goes once a plan is a run.
RUN_HEADING = "run-heading"


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Apply the plan as it is ticked. A wrong word draws it again, with the ticks."""
    state = linked_or_404(request)
    run = run_or_404(state, number)
    if request.method != "POST":
        return to_own_page(request, run_url(request.caller, number))
    must_apply(request.caller)
    numbers = (number_in(text, digits=6) for text in request.POST.getlist("ticked"))
    ticked = [number for number in numbers if number is not None]
    typed = request.POST.get("confirm", "")
    try:
        apply_plan(request.caller, number=number, ticked=ticked, confirm=typed)
    except ServiceError as error:
        if getattr(error.about, "why", "") == WRONG_WORD:
            text = wrong_word(typed, WORD) if not confirms(typed, WORD) else refusals.sentence(error)
            return show_run(request, state, run, status=422, ticked=ticked, error=text)
        flash(request, "error", refusals.sentence(error))
        return see_other(run_url(request.caller, number))
    say_queued(request, state)
    return see_other(f"{run_url(request.caller, number)}#{RUN_HEADING}")


@require_POST
def discard_this_plan(request: HttpRequest, number: int) -> HttpResponse:
    must_change(request.caller)
    linked_or_404(request)
    home = to(request.caller, "aws-sync")
    found = attempted(request, lambda: discard_plan(request.caller, number=number), home)
    if isinstance(found, HttpResponse):
        return found
    flash(request, "success", f"Plan {number} was discarded. Nothing was sent to AWS.")
    return see_other(home)


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    must_apply(request.caller)
    linked_or_404(request)
    back = run_url(request.caller, number)
    found = attempted(request, lambda: stop_run(request.caller, number=number), back)
    return found if isinstance(found, HttpResponse) else see_other(back)


@require_POST
def retry(request: HttpRequest, number: int, position: int) -> HttpResponse:
    return about_step(request, number, position, lambda **step: retry_step(request.caller, **step))


@require_POST
def leave_out(request: HttpRequest, number: int, position: int) -> HttpResponse:
    return about_step(request, number, position, lambda **step: leave_out_step(request.caller, **step))


@require_POST
def answer(request: HttpRequest, number: int, position: int) -> HttpResponse:
    chosen = request.POST.get("chosen", "")
    return about_step(
        request, number, position, lambda **step: answer_lost_step(request.caller, chosen=chosen, **step)
    )


def about_step(request: HttpRequest, number: int, position: int, act: Any) -> HttpResponse:
    must_apply(request.caller)
    state = linked_or_404(request)
    back = f"{run_url(request.caller, number)}#step-{position}"
    found = attempted(request, lambda: act(number=number, position=position), back)
    return led_on(request, state, found, back)


@require_safe
def saved(request: HttpRequest, number: int) -> HttpResponse:
    """*Save plan*, *Save run*: as JSON, without a secret, as no step has one."""
    run = run_or_404(linked_or_404(request), number)
    response = JsonResponse(plan_document(run), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="plan-{run.number}.json"'
    return response


for one in (apply, discard_this_plan, stop, retry, leave_out, answer):
    # These addresses take no GET: after a sign-in in between, this is where to go on.
    one.comes_from = "sync-run"
