"""Snapshots of a whole class: the list, taking one, and the word before something is lost."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from pools.clock import real_now
from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import Class, Snapshot
from pools.operations.class_practice import (
    delete_in_class,
    named_snapshots,
    restore_in_class,
    snapshots_named,
    take_in_class,
)
from pools.operations.engine.caller import Caller
from pools.operations.snapshots import count_lost
from pools.pages.frame.restored import carried, restored
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.empty.facts import none_there
from pools.pages.kit.empty.lists import SNAPSHOTS, Adding
from pools.pages.kit.flash import flash
from pools.pages.kit.http import status_of
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.labels import plural
from pools.pages.kit.words.snapshots import holds_in_words
from pools.pages.training.class_acts import TypedAct, about_class, typed_act
from pools.pages.training.classes import asked_seat, class_or_404, path_to
from pools.pages.training.lessons import gone_to
from pools.pages.training.snapshots import SnapshotForm

TITLE = "Snapshots"


@require_safe
def class_snapshots(request: HttpRequest, class_id: str) -> HttpResponse:
    caller, row = request.caller, class_or_404(request.caller, class_id)
    take_url = to(caller, "class-snapshot-take", class_id)
    rows = [named_row(caller, row, one) for one in named_snapshots(row)]
    context = {
        "row": row,
        "rows": rows,
        "now": real_now(),
        "take_url": take_url,
        "empty": None if rows else none_there(request, SNAPSHOTS, Adding(take_url)),
        "crumbs": path_to(caller, (row.name, to(caller, "class", class_id)), TITLE),
        "nav_active": "classes",
        "help_topic": "classes",
    }
    return render(request, "training/class_snapshots.html", context)


def named_row(caller: Caller, row: Class, one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "taken": one.taken,
        "by": one.by,
        "learners": one.learners,
        "restore_url": to(caller, "class-snapshot-restore", row.class_id, one.name),
        "delete_url": to(caller, "class-snapshot-delete", row.class_id, one.name),
        "kept": "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def class_snapshot_take(request: HttpRequest, class_id: str) -> HttpResponse:
    caller, row = request.caller, class_or_404(request.caller, class_id)
    if request.method != "POST":
        form = SnapshotForm()
        if typed := carried(request):
            form = SnapshotForm.showing(typed)
            restored(request, form, SnapshotForm())
        return take_in_class_dialog(request, row, form)
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return take_in_class_dialog(request, row, form, status=422)
    name = form.cleaned_data["name"]
    try:
        take_in_class(caller, row, name=name)
    except ServiceError as error:
        problem = "" if error.fields and not form.blame(error, {"Name": "name"}) else refusals.sentence(error)
        return take_in_class_dialog(request, row, form, problem=problem, status=status_of(error))
    flash(request, "success", f"Snapshot {name} was taken of {plural(row.seats.count(), 'account')}.")
    return gone_to(request, to(caller, "class-snapshots", class_id))


def take_in_class_dialog(
    request: HttpRequest, row: Class, form: SnapshotForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = about(request.caller, row, "Take snapshot") | {
        "id": "dialog-take-snapshot",
        "action": to(request.caller, "class-snapshot-take", row.class_id),
        "form": form,
        "problem": problem,
        "learners": row.seats.count(),
    }
    return dialog(request, "training/class_snapshot_take.html", context, status=status)


def about(caller: Caller, row: Class, title: str) -> dict[str, Any]:
    """As a dialog about the class, which leads back to its snapshots."""
    back = to(caller, "class-snapshots", row.class_id)
    path = path_to(caller, (row.name, to(caller, "class", row.class_id)), (TITLE, back), title)
    return about_class(caller, row, title) | {"back": back, "crumbs": path}


@require_http_methods(["GET", "HEAD", "POST"])
def class_snapshot_restore(request: HttpRequest, class_id: str, snapshot: str) -> HttpResponse:
    """Of all who hold it, or of one of them (`seat`)."""
    caller, row = request.caller, class_or_404(request.caller, class_id)
    seat = asked_seat(request, row)
    number = seat.number if seat else None
    rows = rows_or_404(row, snapshot, number)
    here = to(caller, "class-snapshot-restore", class_id, snapshot)
    whose = seat.label if seat else plural(len(rows), "learner")
    leads_to = to(caller, "class" if seat else "class-snapshots", class_id)
    question = TypedAct(
        "restore",
        "Restore snapshot",
        "training/class_snapshot_restore.html",
        lambda: restore_in_class(caller, row, name=snapshot, number=number),
        f"Snapshot {snapshot} was restored for {whose}.",
        f"{here}?seat={number}" if seat else here,
        leads_to,
        about(caller, row, "Restore snapshot")
        | {
            "name": snapshot,
            "whose": whose,
            "lost": lost_in_numbers(rows),
            "back": leads_to,
        },
    )
    return typed_act(request, row, question)


def lost_in_numbers(rows: list[Snapshot]) -> str:
    counts = count_lost(rows)
    return holds_in_words(counts) if counts else ""


@require_http_methods(["GET", "HEAD", "POST"])
def class_snapshot_delete(request: HttpRequest, class_id: str, snapshot: str) -> HttpResponse:
    caller, row = request.caller, class_or_404(request.caller, class_id)
    rows = rows_or_404(row, snapshot)
    question = TypedAct(
        "delete",
        "Delete snapshot",
        "training/class_snapshot_delete.html",
        lambda: delete_in_class(caller, row, name=snapshot),
        f"Snapshot {snapshot} was deleted.",
        to(caller, "class-snapshot-delete", class_id, snapshot),
        to(caller, "class-snapshots", class_id),
        about(caller, row, "Delete snapshot") | {"name": snapshot, "learners": len(rows)},
    )
    return typed_act(request, row, question)


def rows_or_404(row: Class, name: str, number: int | None = None) -> list[Snapshot]:
    try:
        return snapshots_named(row, name, number)
    except ResourceNotFoundException as error:
        raise Http404 from error
