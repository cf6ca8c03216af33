"""The clocks of a whole class, moved forward together."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.clock import REAL
from pools.errors import ServiceError
from pools.models import Class
from pools.operations.class_practice import changes_in_class, clocks_of, clocks_version, move_clocks
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.flash import flash
from pools.pages.kit.http import status_of
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.clocks import changes_in_words, span_in_words
from pools.pages.kit.words.labels import plural
from pools.pages.training.class_acts import about_class
from pools.pages.training.classes import class_or_404
from pools.pages.training.data import SPANS, too_far
from pools.pages.training.lessons import gone_to

TITLE = "Move the clock"


@require_http_methods(["GET", "HEAD", "POST"])
def class_clock(request: HttpRequest, class_id: str) -> HttpResponse:
    """GET says how far ahead the clocks are; posted, they move on by `hours`."""
    caller, row = request.caller, class_or_404(request.caller, class_id)
    if request.method != "POST":
        return clock_dialog(request, row, drawn=clocks_version(row))
    hours, drawn = request.POST.get("hours", ""), request.POST.get("drawn", "")
    if hours not in SPANS:
        problem = "The clocks were not moved. Choose by how much."
        return clock_dialog(request, row, drawn=drawn, problem=problem, status=422)
    try:
        is_moved = move_clocks(caller, row, hours=int(hours), drawn=drawn)
    except ServiceError as error:
        problem = f"The clocks can't be moved. {refusals.sentence(error)}"
        return clock_dialog(request, row, drawn=drawn, problem=problem, status=status_of(error))
    if is_moved:
        whose = plural(row.seats.count(), "account")
        flash(request, "success", f"The clocks of {whose} were moved {span_in_words(SPANS[hours])}.")
    else:
        # Of a form that was sent twice, nobody wants the second move.
        flash(request, "info", "A clock of the class was moved already. Look at what they say now.")
    return gone_to(request, to(caller, "class", class_id))


def clock_dialog(request: HttpRequest, row: Class, *, status: int = 200, **context: Any) -> HttpResponse:
    furthest = max(clocks_of(row), default=REAL)
    changes = changes_in_class(row, list(SPANS.values()))
    context |= about_class(request.caller, row, TITLE) | {
        "id": "dialog-class-clock",
        "action": to(request.caller, "class-clock", row.class_id),
        "clocks": clocks_in_words(row),
        "steps": [
            {
                "hours": hours,
                "text": span_in_words(span),
                "changes": changes_in_words(counts, accounts),
                "reason": too_far(furthest + span),
            }
            for (hours, span), (accounts, counts) in zip(SPANS.items(), changes, strict=True)
        ],
    }
    return dialog(request, "training/class_clock.html", context, status=status)


def clocks_in_words(row: Class) -> list[str]:
    """ "28 learners: the real time", "2 learners: 25 hours ahead"."""
    return [
        f"{plural(count, 'learner')}: "
        + ("the real time" if ahead == REAL else f"{span_in_words(ahead)} ahead")
        for ahead, count in sorted(clocks_of(row).items())
    ]
