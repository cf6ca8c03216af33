"""What is done to a class once its word is typed: putting it back, removing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.models import Class
from pools.operations.class_board import messages_in
from pools.operations.classes import remove_class, reset_class
from pools.operations.engine.caller import Caller
from pools.pages.kit.dialogs import confirms, dialog, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import status_of
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.training.classes import class_or_404, path_to
from pools.pages.training.lessons import gone_to


@dataclass(frozen=True)
class TypedAct:
    """What a word is typed for. done: what is said afterwards, on the page leads_to. about: what the template says."""

    word: str
    title: str
    template: str
    act: Callable[[], None]
    done: str
    action: str
    leads_to: str
    about: Mapping[str, Any] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
def class_reset(request: HttpRequest, class_id: str) -> HttpResponse:
    caller, row = request.caller, class_or_404(request.caller, class_id)
    question = TypedAct(
        "reset",
        "Reset all",
        "training/class_reset.html",
        lambda: reset_class(caller, row),
        f"Every account of {row.name} was put back.",
        to(caller, "class-reset", class_id),
        to(caller, "class", class_id),
        whole(row),
    )
    return typed_act(request, row, question)


@require_http_methods(["GET", "HEAD", "POST"])
def class_remove(request: HttpRequest, class_id: str) -> HttpResponse:
    caller, row = request.caller, class_or_404(request.caller, class_id)
    question = TypedAct(
        "remove",
        "Remove class",
        "training/class_remove.html",
        lambda: remove_class(caller, row),
        f"Class {row.name} was removed.",
        to(caller, "class-remove", class_id),
        to(caller, "class-list"),
        whole(row),
    )
    return typed_act(request, row, question)


def whole(row: Class) -> dict[str, int]:
    return {"learners": row.seats.count(), "messages": messages_in(row)}


def typed_act(request: HttpRequest, row: Class, question: TypedAct) -> HttpResponse:
    """GET asks for the word; POST with the word does it."""
    word, typed = question.word, request.POST.get("confirm", "")
    if request.method != "POST":
        return typed_dialog(request, row, question)
    if not confirms(typed, word):
        return typed_dialog(request, row, question, status=422, typed=typed, error=wrong_word(typed, word))
    try:
        question.act()
    except ServiceError as error:
        problem = refusals.sentence(error)
        return typed_dialog(request, row, question, status=status_of(error), typed=typed, problem=problem)
    flash(request, "success", question.done)
    return gone_to(request, question.leads_to)


def typed_dialog(
    request: HttpRequest, row: Class, question: TypedAct, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= about_class(request.caller, row, question.title) | {
        "id": f"dialog-{question.word}-class",
        "action": question.action,
        "word": question.word,
        **question.about,
    }
    return dialog(request, question.template, context, status=status)


def about_class(caller: Caller, row: Class, title: str) -> dict[str, Any]:
    """What stands around a dialog about the class."""
    back = to(caller, "class", row.class_id)
    return {
        "title": title,
        "back": back,
        "crumbs": path_to(caller, (row.name, back), title),
        "nav_active": "classes",
        "row": row,
    }
