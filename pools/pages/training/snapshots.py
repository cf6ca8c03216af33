"""Snapshots on the page Practice data, and its reset: the list, taking one, and the word before something is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.clock import real_now
from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import Snapshot
from pools.operations.engine.caller import Caller, Permission
from pools.operations.practice import may_be_set_back
from pools.operations.projects import PROJECT_NAME
from pools.operations.snapshots import (
    clock_after_resetting,
    clock_after_restoring,
    delete_snapshot,
    find_snapshot,
    last_act,
    lost_by_resetting,
    lost_by_restoring,
    reset_account,
    restore_snapshot,
    take_snapshot,
    was_deleted,
)
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import confirms, dialog, wrong_word
from pools.pages.kit.empty.facts import none_there
from pools.pages.kit.empty.lists import SNAPSHOTS, Adding
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.kit.words.clocks import time_in_words
from pools.pages.kit.words.snapshots import holds_in_words, lost_in_words
from pools.refusals import NotSetBack, TrainersSnapshot, worded

PAGE = "Practice data"
NAME_CONSTRAINT = (
    f"Up to {PROJECT_NAME['max']} characters. Valid characters are letters, numbers, spaces, "
    f"and {labels.together(', . @ _ = + -')}"
)
MOVED = "Something was done in this account meanwhile. Look at what is lost now."


class SnapshotForm(fields.Form):
    name = fields.text_of(PROJECT_NAME, label="Name", strip=True, constraint=NAME_CONSTRAINT)
    name.widget.attrs["autofocus"] = True


def snapshots_of(request: HttpRequest) -> dict[str, Any]:
    """What the page shows of an account that can be set back."""
    caller = request.caller
    rows = list(Snapshot.objects.for_caller(caller).listed())
    return {
        "now": real_now(),
        "rows": [snapshot_row(caller, row) for row in rows],
        "take_url": to(caller, "snapshot-take"),
        "reset_url": to(caller, "practice-data-reset"),
        "reason": why_not_set_back(caller, "set this account back"),
        "empty": None if rows else none_there(request, SNAPSHOTS, Adding(to(caller, "snapshot-take"))),
    }


def snapshot_row(caller: Caller, row: Snapshot) -> dict[str, Any]:
    return {
        "name": row.name,
        "taken": row.taken_timestamp,
        "by": row.taken_by.username if row.taken_by else "",
        "holds": holds_in_words(row.holds),
        "restore_url": to(caller, "snapshot-restore", row.name),
        "delete_url": to(caller, "snapshot-delete", row.name),
        "kept": trainers(row),
    }


def trainers(row: Snapshot) -> str:
    """Why it can't be deleted, if it can't."""
    return worded(refusals.KINDS, TrainersSnapshot(row.label)) if row.is_trainers else ""


def why_not_set_back(caller: Caller, act: str) -> str:
    return reasons.why_not(caller, Permission.CHANGE_ACCOUNT, act)


def never(caller: Caller) -> str:
    """That the account isn't one that can be set back; "" of one that is."""
    return "" if may_be_set_back(caller.account) else worded(refusals.KINDS, NotSetBack())


def must_set_back(caller: Caller, act: str) -> None:
    if reason := why_not_set_back(caller, act):
        raise PermissionDenied(reason)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    must_set_back(caller, "take snapshots")
    if request.method != "POST":
        form = SnapshotForm()
        if typed := carried(request):
            form = SnapshotForm.showing(typed)
            restored(request, form, SnapshotForm())
        return take_dialog(request, form, problem=never(caller))
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return take_dialog(request, form, status=422)
    try:
        row = take_snapshot(caller, name=form.cleaned_data["name"])
    except ServiceError as error:
        problem = "" if error.fields and not form.blame(error, {"Name": "name"}) else refusals.sentence(error)
        return take_dialog(request, form, problem=problem, status=status_of(error))
    flash(request, "success", f"Snapshot {row.name} was taken.")
    return to_page(request)


def take_dialog(
    request: HttpRequest, form: SnapshotForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = framed(request, "Take snapshot") | {
        "id": "dialog-take-snapshot",
        "action": to(request.caller, "snapshot-take"),
        "form": form,
        "problem": problem,
    }
    return dialog(request, "training/snapshot_take.html", context, status=status)


def framed(request: HttpRequest, title: str) -> dict[str, Any]:
    caller = request.caller
    there = to(caller, "practice-data")
    return {
        "title": title,
        "back": there,
        "crumbs": crumbs(caller, (PAGE, there), title),
        "nav_active": "practice-data",
    }


@dataclass(frozen=True)
class Question:
    """What a word is typed for. verb: the word; mark: what the log then has; done: what is said afterwards."""

    title: str
    verb: str
    mark: tuple[str, str | None]
    act: Callable[[Caller], Any]
    done: str
    action: str
    name: str = ""
    lost: str = ""
    clock: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, snapshot: str) -> HttpResponse:
    must_set_back(request.caller, "restore snapshots")
    row = wanted(request, snapshot)
    if row is None:
        return to_page(request)
    question = Question(
        "Restore snapshot",
        "restore",
        (f"snapshots/{row.name}", "restored"),
        lambda caller: restore_snapshot(caller, name=row.name),
        f"Snapshot {row.name} was restored.",
        to(request.caller, "snapshot-restore", row.name),
        row.name,
        lost_in_words(lost_by_restoring(request.caller, row)),
        clock_in_words(request.caller, clock_after_restoring(row)),
    )
    return asked(request, question)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, snapshot: str) -> HttpResponse:
    must_set_back(request.caller, "delete snapshots")
    row = wanted(request, snapshot)
    if row is None:
        return to_page(request)
    question = Question(
        "Delete snapshot",
        "delete",
        (f"snapshots/{row.name}", None),
        lambda caller: delete_snapshot(caller, name=row.name),
        f"Snapshot {row.name} was deleted.",
        to(request.caller, "snapshot-delete", row.name),
        row.name,
    )
    return asked(request, question)


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    must_set_back(caller, "reset the demo data")
    question = Question(
        "Reset demo data",
        "reset",
        ("starting_data", "restored"),
        reset_account,
        "Demo data was reset.",
        to(caller, "practice-data-reset"),
        lost=lost_in_words(lost_by_resetting(caller)),
        clock=clock_in_words(caller, clock_after_resetting(caller)),
    )
    return asked(request, question)


def clock_in_words(caller: Caller, ahead: timedelta) -> str:
    """What the clock then says; "" where it goes on as it is."""
    now = caller.account.clock_ahead
    if ahead == now:
        return ""
    return f"{'back' if ahead < now else 'on'} to {time_in_words(real_now() + ahead)}"


def wanted(request: HttpRequest, name: str) -> Snapshot | None:
    """None of one that was deleted since its form was drawn. Raises: Http404."""
    try:
        return find_snapshot(request.caller, name)
    except ResourceNotFoundException as error:
        if request.method != "POST" or not was_deleted(request.caller, name):
            raise Http404 from error
        flash(request, "info", refusals.sentence(error))
        return None


def asked(request: HttpRequest, question: Question) -> HttpResponse:
    """GET asks for the word; POST with the word does it, unless somebody has done something since it was asked."""
    last = last_act(request.caller)
    now = last.change_id.hex if last else "-"
    if request.method != "POST":
        return confirmation(request, question, drawn=now, problem=never(request.caller))
    drawn, typed = request.POST.get("drawn", ""), request.POST.get("confirm", "")
    if not confirms(typed, question.verb):
        error = wrong_word(typed, question.verb)
        return confirmation(request, question, drawn=drawn, typed=typed, error=error, status=422)
    if drawn != now:
        # A form that is sent twice finds its own act.
        if last and question.mark in last.after.items() and not question.lost:
            flash(request, "info", question.done)
            return to_page(request)
        return confirmation(request, question, drawn=now, problem=MOVED, status=409)
    try:
        question.act(request.caller)
    except ServiceError as error:
        problem = refusals.sentence(error)
        return confirmation(request, question, drawn=drawn, problem=problem, status=status_of(error))
    flash(request, "success", question.done)
    return to_page(request)


def confirmation(
    request: HttpRequest, question: Question, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= framed(request, question.title) | {
        "id": f"dialog-{question.verb}",
        "question": question,
        "action": question.action,
        "word": question.verb,
    }
    return dialog(request, "training/set_back.html", context, status=status)


def to_page(request: HttpRequest) -> HttpResponse:
    """All of it anew: what stands around the list has changed, too."""
    there = to(request.caller, "practice-data")
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)
