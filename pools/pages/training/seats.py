"""What a trainer does for one learner of a class: the menu of a tile, and what it leads to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from pools.errors import ServiceError
from pools.models import Class, Seat
from pools.operations.class_board import lesson_in
from pools.operations.class_practice import named_snapshots
from pools.operations.classes import (
    in_accounts_of,
    remove_seat,
    renew_sign_ins,
    reset_class,
    sign_ins_version,
)
from pools.operations.engine.caller import Caller
from pools.operations.snapshots import clock_after_resetting, lost_by_resetting
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.http import status_of
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.snapshots import lost_in_words
from pools.pages.training.board import console_url
from pools.pages.training.class_acts import TypedAct, about_class, typed_act
from pools.pages.training.classes import class_or_404, flash_renewed, seat_or_404
from pools.pages.training.lessons import gone_to
from pools.pages.training.snapshots import clock_in_words

TITLE = "New password"


def found(request: HttpRequest, class_id: str, number: int) -> tuple[Caller, Class, Seat]:
    """Raises: PermissionDenied; Http404."""
    row = class_or_404(request.caller, class_id)
    return request.caller, row, seat_or_404(row, number)


@require_safe
def class_seat(request: HttpRequest, class_id: str, seat: int) -> HttpResponse:
    """The menu: each of its links asks before it does something."""
    caller, row, one = found(request, class_id, seat)
    context = about_class(caller, row, one.label) | {
        "id": "dialog-seat",
        "seat": one,
        "console_url": console_url(caller, one, lesson_in(one)),
        "reset_url": to(caller, "class-seat-reset", class_id, seat),
        "restores": [
            (f"Restore {name}", f"{to(caller, 'class-snapshot-restore', class_id, name)}?seat={seat}")
            for name in (held.name for held in named_snapshots(row, seat))
        ],
        "password_url": to(caller, "class-seat-password", class_id, seat),
        "remove_url": to(caller, "class-seat-remove", class_id, seat),
    }
    return dialog(request, "training/class_seat.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def class_seat_reset(request: HttpRequest, class_id: str, seat: int) -> HttpResponse:
    caller, row, one = found(request, class_id, seat)
    (there,) = in_accounts_of(caller, [one])
    question = TypedAct(
        "reset",
        "Reset learner",
        "training/class_seat_reset.html",
        lambda: reset_class(caller, row, number=seat),
        f"The account of {one.label} was put back.",
        to(caller, "class-seat-reset", class_id, seat),
        to(caller, "class", class_id),
        {
            "seat": one,
            "lost": lost_in_words(lost_by_resetting(there)),
            "clock": clock_in_words(there, clock_after_resetting(there)),
        },
    )
    return typed_act(request, row, question)


@require_http_methods(["GET", "HEAD", "POST"])
def class_seat_remove(request: HttpRequest, class_id: str, seat: int) -> HttpResponse:
    caller, row, one = found(request, class_id, seat)
    question = TypedAct(
        "remove",
        "Remove learner",
        "training/class_seat_remove.html",
        lambda: remove_seat(caller, row, number=seat),
        f"{one.label} was removed.",
        to(caller, "class-seat-remove", class_id, seat),
        to(caller, "class", class_id),
        {"seat": one},
    )
    return typed_act(request, row, question)


@require_http_methods(["GET", "HEAD", "POST"])
def class_seat_password(request: HttpRequest, class_id: str, seat: int) -> HttpResponse:
    """GET asks; POST makes another sign-in, and leads to its card."""
    caller, row, one = found(request, class_id, seat)
    if request.method != "POST":
        return password_dialog(request, row, one, drawn=sign_ins_version(row, seat))
    drawn = request.POST.get("drawn", "")
    try:
        is_done = renew_sign_ins(caller, row, drawn=drawn, number=seat)
    except ServiceError as error:
        problem, status = refusals.sentence(error), status_of(error)
        return password_dialog(request, row, one, drawn=drawn, problem=problem, status=status)
    flash_renewed(request, f"{one.label} has a new password and a new link.", is_done=is_done)
    return gone_to(request, f"{to(caller, 'class-sheet', class_id)}?seat={seat}")


def password_dialog(
    request: HttpRequest, row: Class, seat: Seat, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= about_class(request.caller, row, TITLE) | {
        "id": "dialog-seat-password",
        "action": to(request.caller, "class-seat-password", row.class_id, seat.number),
        "seat": seat,
    }
    return dialog(request, "training/class_seat_password.html", context, status=status)
