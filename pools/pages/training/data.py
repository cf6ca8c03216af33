"""Practice data: what time it is in an account that can be set back, and what can be set back there."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.operations.clocks import HOURS, MOST_YEARS, is_too_far, move_clock
from pools.operations.engine.caller import Caller, Permission
from pools.operations.passing import changes_within
from pools.operations.practice import may_be_set_back
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import reasons, refusals
from pools.pages.kit.words.clocks import changes_in_words, span_in_words, time_in_words
from pools.pages.training.snapshots import snapshots_of
from pools.refusals import ClockTooFar, worded

TITLE = "Practice data"
SPANS = {str(hours): timedelta(hours=hours) for hours in HOURS}


@require_http_methods(["GET", "HEAD", "POST"])
def practice_data(request: HttpRequest) -> HttpResponse:
    """What can be set back, and the clock; posted, it moves on by `hours`."""
    caller = request.caller
    if request.method == "POST":
        if reason := why_not(caller):
            raise PermissionDenied(reason)
        move(request)
        return see_other(to(caller, "practice-data"))
    is_practice = may_be_set_back(caller.account)
    context = {
        "clock": clock_of(caller) if is_practice else None,
        "snapshots": snapshots_of(request) if is_practice else None,
        "kept": reasons.kept_off(caller),
        "practice_url": to(caller, "practice-account"),
        "crumbs": crumbs(caller, TITLE),
        "nav_active": "practice-data",
        "help_topic": "practice-data",
    }
    return render(request, "training/data.html", context)


def why_not(caller: Caller) -> str:
    return reasons.why_not(caller, Permission.CHANGE_ACCOUNT, "move the clock")


def clock_of(caller: Caller) -> dict[str, Any]:
    account, changes = caller.account, changes_within(caller, list(SPANS.values()))
    may_not = why_not(caller)
    return {
        "now": time_in_words(caller.now),
        "how": f"{span_in_words(account.clock_ahead)} ahead" if account.clock_ahead else "the real time",
        "drawn": account.clock_ahead_seconds,
        "steps": [
            {
                "hours": hours,
                "text": span_in_words(span),
                "changes": changes_in_words(counts),
                "reason": may_not or too_far(account.clock_ahead + span),
            }
            for (hours, span), counts in zip(SPANS.items(), changes, strict=True)
        ],
    }


def too_far(ahead: timedelta) -> str:
    """Why no clock goes so far ahead, if it doesn't."""
    return worded(refusals.KINDS, ClockTooFar(MOST_YEARS)) if is_too_far(ahead) else ""


def move(request: HttpRequest) -> None:
    """Move it and say so, with what that changed, which only the time before can tell."""
    caller, hours = request.caller, request.POST.get("hours", "")
    if hours not in SPANS:
        flash(request, "error", "The clock was not moved. Choose by how much.")
        return
    # Of a form that was sent twice, or drawn before somebody else moved it, nobody wants the second move.
    if request.POST.get("drawn") != str(caller.account.clock_ahead_seconds):
        flash(request, "info", f"The clock was moved already. It is {time_in_words(caller.now)}.")
        return
    try:
        (changes,) = changes_within(caller, [SPANS[hours]])
        account = move_clock(caller, hours=int(hours), ahead=caller.account.clock_ahead)
    except ServiceError as error:
        flash(request, "error", f"The clock can't be moved. {refusals.sentence(error)}")
        return
    text = f"The clock was moved {span_in_words(SPANS[hours])}. It is {time_in_words(account.now)}."
    flash(request, "success", f"{text} {changes_in_words(changes)}")
