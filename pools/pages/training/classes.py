"""Classes: the list, making one, and its sign-ins on a sheet to print."""

import re
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from pools import clock
from pools.errors import ServiceError
from pools.models import Class, Seat, is_for_learning
from pools.operations.class_board import Standing, standings_of
from pools.operations.classes import (
    CLASS_NAME,
    MOST_LEARNERS,
    create_class,
    renew_sign_ins,
    seats_of,
    sign_in_of,
    sign_ins_version,
)
from pools.operations.engine.caller import Caller, Permission
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.flash import flash
from pools.pages.kit.http import endpoint, see_other, status_of
from pools.pages.kit.paging import page_of_rows
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.training.lessons import gone_to
from pools.reference.lessons import lessons

TITLE = "Classes"
TEACH = "teach classes"
MEMBERS = {"Name": "name", "Learners": "learners", "Names": "names", "Lessons": "lessons"}
NO_LESSON = "Choose at least one lesson."
DEMO, EMPTY = "demo", "empty"
IN_LEARNERS_ACCOUNT = "This account is somebody's to learn in. Classes are made in an account of a team."


class ClassForm(fields.Form):
    name = fields.text_of(CLASS_NAME, label="Class name", strip=True)
    learners = fields.whole_number("Learners", 1, MOST_LEARNERS)
    names = forms.CharField(
        label="Names",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line. Who has no name here is asked for it.",
    )

    lessons = forms.MultipleChoiceField(
        label="Lessons",
        choices=lambda: [(one.slug, one.title) for one in lessons()],
        initial=lambda: [one.slug for one in lessons()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_LESSON, "invalid_choice": "Lesson %(value)s isn't there any more."},
    )
    data = fields.ChoiceField(
        [(DEMO, "Demo data"), (EMPTY, "Empty")],
        label="Starting data",
        initial=DEMO,
    )

    @classmethod
    def showing(cls, data: QueryDict, **initial: Any) -> "ClassForm":
        form = super().showing(data, **initial)
        if "name" in data:
            # Of boxes, those that are not ticked are not sent.
            form.initial["lessons"] = data.getlist("lessons")
        return form

    def clean_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


def must_teach_here(caller: Caller) -> None:
    if reason := reasons.why_not(caller, Permission.CHANGE_ACCOUNT, TEACH):
        raise PermissionDenied(reason)
    if is_for_learning(caller.account):
        raise PermissionDenied(IN_LEARNERS_ACCOUNT)


def class_or_404(caller: Caller, class_id: str) -> Class:
    must_teach_here(caller)
    row = Class.objects.for_caller(caller).filter(class_id=class_id).first()
    if row is None:
        raise Http404("There is no such class.")
    return row


def path_to(caller: Caller, *tail: tuple[str, str] | str) -> list[dict[str, str]]:
    return crumbs(caller, (TITLE, to(caller, "class-list")), *tail)


@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    must_teach_here(caller)
    page = page_of_rows(request, Class.objects.for_caller(caller).order_by("-created_timestamp", "-pk"))
    standings = standings_of(page.rows)
    context = {
        "rows": [class_row(caller, one, standings[one.pk]) for one in page.rows],
        "page": page,
        "real_now": clock.real_now(),
        "create_url": to(caller, "class-create"),
        "crumbs": crumbs(caller, TITLE),
        "nav_active": "classes",
        "help_topic": "classes",
    }
    return render(request, "training/classes.html", context)


def class_row(caller: Caller, row: Class, standings: list) -> dict[str, Any]:
    found = [one.standing for one in standings]
    return {
        "row": row,
        "url": to(caller, "class", row.class_id),
        "learners": len(found),
        "signed_in": sum(bool(one.signed_in) for one in standings),
        "stuck": found.count(Standing.STUCK),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def class_create(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    must_teach_here(caller)
    if request.method != "POST":
        form = ClassForm(initial={"learners": 30})
        if typed := carried(request):
            form = ClassForm.showing(typed, learners=30)
            restored(request, form, ClassForm(initial={"learners": 30}))
        return create_dialog(request, form)
    form = ClassForm(request.POST)
    if not form.is_valid():
        return create_dialog(request, form, status=422)
    given = dict(form.cleaned_data)
    try:
        row = create_class(caller, is_empty=given.pop("data") == EMPTY, **given)
    except ServiceError as error:
        rest = form.blame(error, MEMBERS)
        problem = refusals.sentence(error) if rest or not error.fields else ""
        return create_dialog(request, form, problem=problem, status=status_of(error))
    learners = labels.plural(form.cleaned_data["learners"], "learner")
    sheet = ("Print sign-ins", to(caller, "class-sheet", row.class_id))
    flash(request, "success", f"Class {row.name} was created with {learners}.", action=sheet)
    return gone_to(request, to(caller, "class", row.class_id))


def create_dialog(
    request: HttpRequest, form: ClassForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    caller = request.caller
    context: dict[str, Any] = {
        "id": "dialog-create-class",
        "title": "Create class",
        "action": to(caller, "class-create"),
        "back": to(caller, "class-list"),
        "crumbs": path_to(caller, "Create class"),
        "nav_active": "classes",
        "form": form,
        "problem": problem,
    }
    return dialog(request, "training/class_create.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def class_sheet(request: HttpRequest, class_id: str) -> HttpResponse:
    """The sign-ins to print, or one of them (`seat`); posted, all get new ones."""
    caller, row = request.caller, class_or_404(request.caller, class_id)
    if request.method == "POST":
        try:
            is_done = renew_sign_ins(caller, row, drawn=request.POST.get("drawn", ""))
        except ServiceError as error:
            flash(request, "error", refusals.sentence(error))
        else:
            flash_renewed(request, "Every learner has a new password and a new link.", is_done=is_done)
        return see_other(to(caller, "class-sheet", class_id))
    one = asked_seat(request, row)
    context = {
        "row": row,
        "cards": [card_of(request, seat) for seat in ([one] if one else seats_of(row))],
        "one": one,
        "drawn": sign_ins_version(row),
        "address": endpoint(request),
        "sheet_url": to(caller, "class-sheet", class_id),
        "crumbs": path_to(caller, (row.name, to(caller, "class", class_id)), "Sign-ins"),
        "nav_active": "classes",
        "help_topic": "classes",
    }
    return render(request, "training/class_sheet.html", context)


def flash_renewed(request: HttpRequest, done: str, *, is_done: bool) -> None:
    """What somebody made since the form was drawn, or by the same form, stays: it may be printed by now."""
    if is_done:
        flash(request, "success", done)
    else:
        flash(request, "info", "New sign-ins were made already. Print these: older sheets don't work.")


def asked_seat(request: HttpRequest, row: Class) -> Seat | None:
    """The seat that the address asks for; none where it asks for all. Raises: Http404."""
    number = request.GET.get("seat", "")
    if not number:
        return None
    return seat_or_404(row, int(number) if re.fullmatch("[0-9]{1,3}", number) else 0)


def seat_or_404(row: Class, number: int) -> Seat:
    # No other numbers are given, and longer ones fit no column.
    seat = seats_of(row, number).first() if number <= MOST_LEARNERS else None
    if seat is None:
        raise Http404("There is no such learner.")
    seat.of_class = row
    return seat


def card_of(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    password, code = sign_in_of(seat)
    link = endpoint(request) + reverse("join", args=[code]) if code else ""
    return {"seat": seat, "username": seat.learner.user.username, "password": password, "link": link}
