"""Move to pool, Associate to pool, Copy settings from a pool: a dialog, a page without script; undone as one."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.operations.engine.caller import Caller
from pools.operations.moving import Former, copy_pool_settings, move_to_pool, undo_move
from pools.pages.frame.restored import asked_again
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.aws.saving import here
from pools.pages.kit.dialogs import dialog, is_act, must_edit
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import announce, is_fragment, see_other, status_of, with_flashes
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.selecting import say_gone
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.neighbours.moving.question import MOST_TOGETHER, Question
from pools.pages.neighbours.phone_numbers import MOVE_NUMBERS
from pools.pages.neighbours.tabs import PHONE_NUMBERS

NO_POOL = "{} is required."
MOVED_MEANWHILE = "What changes is no longer what was shown. Look at it again, then go on."
MORE_THAN_FIT = f"Move up to {MOST_TOGETHER} numbers at once."
UNDO_SALT = "undo-move:"


@require_http_methods(["GET", "HEAD", "POST"])
def move_numbers(request: HttpRequest) -> HttpResponse:
    """GET, or POST with `ask`, shows what changes; POST does it."""
    must_edit(request.caller, MOVE_NUMBERS)
    data = request.POST if request.method == "POST" else asked_again(request) or request.GET
    if len({*data.getlist("id")}) > MOST_TOGETHER:
        return too_many(request)
    question = Question(request.caller, data)
    say_gone(request, question.gone, "phone number")
    if not question.numbers:
        flash(request, "warning", reasons.SOME_SELECTED.format("phone number"))
        return gone_to(request, to(request.caller, PHONE_NUMBERS.url_name))
    if not is_act(request):
        return shown_question(request, question)
    if question.pool is None:
        error = NO_POOL.format("From pool" if question.is_copy else "To pool")
        return shown_question(request, question, status=422, error=error)
    if question.is_refused:
        return shown_question(request, question, status=409)
    if not question.is_as_drawn:
        return shown_question(request, question, status=409, problem=MOVED_MEANWHILE)
    try:
        former = act(question)
    except ServiceError as error:
        return shown_question(request, question, status=status_of(error), problem=refusals.sentence(error))
    return moved(request, question, former)


def too_many(request: HttpRequest) -> HttpResponse:
    """With script the list stays as it is, with what is selected there."""
    flash(request, "warning", MORE_THAN_FIT)
    if is_fragment(request):
        return announce(with_flashes(request, HttpResponse()), MORE_THAN_FIT)
    return see_other(to(request.caller, PHONE_NUMBERS.url_name))


def act(question: Question) -> list[Former]:
    verb = copy_pool_settings if question.is_copy else move_to_pool
    ids = [number.phone_number_id for number in question.numbers]
    return verb(question.caller, phone_number_ids=ids, pool_id=question.pool.pool_id)


def moved(request: HttpRequest, question: Question, former: Sequence[Former]) -> HttpResponse:
    caller, pool = request.caller, question.pool
    link = pool_link(to(caller, "pool-detail", pool.pool_id), pool.label)
    verb = "was" if question.is_one else "were"
    text = format_html("{} {} moved to pool {}{}.", question.label, verb, link, here(request))
    if question.is_copy:
        text = format_html("Settings of {} were copied to {}{}.", link, question.label, here(request))
    elif question.adds:
        text = format_html("{} {} associated to pool {}{}.", question.label, verb, link, here(request))
    undo = ("Undo", to(caller, "phone-number-move-undo"))
    flash(
        request, "success", text, action=undo, posts=[sealed(undo_salt(caller), {"former": packed(former)})]
    )
    return gone_to(request, back_of(caller, question) if question.began else place_of(caller, former))


def place_of(caller: Caller, former: Sequence[Former]) -> str:
    if len(former) == 1:
        return to(caller, "phone-number-detail", former[0].phone_number_id)
    return to(caller, PHONE_NUMBERS.url_name)


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    # htmx would follow a 303 itself, and swap the page into the place of the dialog.
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def shown_question(
    request: HttpRequest, question: Question, *, status: int = 200, error: str = "", problem: str = ""
) -> HttpResponse:
    caller = request.caller
    context: dict[str, Any] = {
        "id": "dialog-move",
        "title": question.title,
        "action": to(caller, "phone-number-move"),
        "question": question,
        "error": error,
        "problem": problem,
        "is_linked": is_linked(caller),
        "field_label": "From pool" if question.is_copy else "To pool",
        "back": back_of(caller, question),
        "crumbs": crumbs(caller, *PATHS[PHONE_NUMBERS.url_name], question.title),
        "nav_active": PHONE_NUMBERS.nav_active,
        "help_topic": "move-to-pool",
    }
    return dialog(request, "neighbours/moving/move.html", context, status=status)


def back_of(caller: Caller, question: Question) -> str:
    if question.began:
        return f"{to(caller, 'pool-detail', question.began.pool_id)}#origination-identities"
    if question.is_one:
        return to(caller, "phone-number-detail", question.numbers[0].phone_number_id)
    return to(caller, PHONE_NUMBERS.url_name)


# Taking it back


@require_POST
def undo_moving(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, MOVE_NUMBERS)
    values = unsealed(undo_salt(request.caller), request.POST.get("id", ""))
    former = unpacked(values["former"]) if values else []
    if not former:
        flash(request, "warning", reasons.UNDONE_TOO_LATE)
        return see_other(to(request.caller, PHONE_NUMBERS.url_name))
    try:
        undo_move(request.caller, former=former)
    except ServiceError as error:
        flash(request, "error", f"Not undone. {refusals.sentence(error)}")
    else:
        flash(request, "success", f"Undone. {back_again(former)}")
    return see_other(place_of(request.caller, former))


undo_moving.comes_from = "phone-number-list"


def back_again(former: Sequence[Former]) -> str:
    what = "The phone number is" if len(former) == 1 else f"{labels.plural(len(former), 'phone number')} are"
    return f"{what} as before."


def undo_salt(caller: Caller) -> str:
    return f"{UNDO_SALT}{caller.account.account_id}:{caller.region}"


def packed(former: Sequence[Former]) -> list[Any]:
    return [
        [one.phone_number_id, one.pool_id, one.now_in, [[*key, value] for key, value in one.settings.items()]]
        for one in former
    ]


def unpacked(rows: Sequence[Any]) -> list[Former]:
    return [
        Former(number, pool, now_in, {(name, key): as_setting(value) for name, key, value in settings})
        for number, pool, now_in, settings in rows
    ]


def as_setting(value: Any) -> Any:
    """A keyword's message and action, which JSON has as a list."""
    return tuple(value) if isinstance(value, list) else value
