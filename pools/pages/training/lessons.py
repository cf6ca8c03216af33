"""Lessons: the list, one lesson, starting it, and the panel that is asked for again while it goes on."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import LessonProgress
from pools.operations.engine.caller import Caller, Permission
from pools.operations.lessons import begin_lesson, lessons_for, lost_by_starting, progress_in
from pools.operations.practice import learners_account, learns_here, open_practice_account
from pools.pages.frame.lesson import LessonPanel, in_bold, is_same, keep_open, may_not_start, panel_for
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, is_fragment, safe_path, see_other
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import refusals
from pools.reference.lessons import broken_lessons, lessons
from pools.reference.lessons.reading import Lesson

TITLE = "Lessons"
OVER = "Start this lesson over?"
PUT_BACK = "This account was put back."


@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    is_own = learns_here(caller)
    progress = progress_in(caller) if is_own else {}
    rows = [row_of(caller, n, one, progress.get(one.slug)) for n, one in enumerate(lessons_for(caller), 1)]
    # Only the one to go on with is primary.
    upcoming = next((row for row in rows if not row["done_at"]), None)
    context = {
        "guides": [(name, list(each)) for name, each in groupby(rows, key=lambda row: row["guide"])],
        "upcoming": upcoming,
        "is_own": is_own,
        "reason": may_not_start(caller),
        "has_account": bool(not is_own and learners_account(request.user)),
        "practice_url": to(caller, "practice-account"),
        "broken": broken_lessons() if caller.may(Permission.CHANGE_ACCOUNT) else (),
        "crumbs": crumbs(caller, TITLE),
        "nav_active": "lessons",
        "help_topic": "lessons",
    }
    return render(request, "training/lessons.html", context)


def row_of(caller: Caller, number: int, lesson: Lesson, progress: LessonProgress | None) -> dict[str, Any]:
    return {
        "number": number,
        "lesson": lesson,
        "guide": lesson.guide.partition(",")[0],
        "url": to(caller, "lesson", lesson.slug),
        "start_url": to(caller, "lesson-start", lesson.slug),
        "is_begun": progress is not None,
        "step": min(progress.done + 1, len(lesson.steps)) if progress else 0,
        "done_at": progress.finished_timestamp if progress else None,
    }


@require_POST
def practice_account(request: HttpRequest) -> HttpResponse:
    """Go to the account of one's own, which is made at first use."""
    try:
        there = open_practice_account(request.user, door=request.caller.door)
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return see_other(to(request.caller, "lesson-list"))
    return see_other(
        to(there, "practice-data" if request.POST.get("to") == "practice-data" else "lesson-list")
    )


practice_account.comes_from = "lesson-list"


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_page(request: HttpRequest, lesson: str) -> HttpResponse:
    """The lesson as a text; posted, it is opened beside the pages (`open`), or closed."""
    caller, found = request.caller, lesson_or_404(lesson, lessons_for(request.caller))
    is_own = learns_here(caller)
    begun = panel_for(request, found.slug, request.resolver_match.url_name) if is_own else None
    if request.method == "POST":
        return opened_or_closed(request, begun)
    context = {
        "lesson": found,
        "steps": [
            {"text": in_bold(step.text), "parts": [in_bold(p.text) for p in step.parts]}
            for step in found.steps
        ],
        "begun": begun,
        "is_own": is_own,
        "reason": may_not_start(caller),
        "start_url": to(caller, "lesson-start", found.slug),
        "practice_url": to(caller, "practice-account"),
        "crumbs": crumbs(caller, (TITLE, to(caller, "lesson-list")), found.title),
        "nav_active": "lessons",
        "help_topic": "lessons",
    }
    return render(request, "training/lesson.html", context)


def opened_or_closed(request: HttpRequest, begun: LessonPanel | None) -> HttpResponse:
    if "open" in request.POST and begun:
        return keep_open(request, see_other(begun.goes_on_at), begun.lesson.slug)
    there = request.POST.get("next", "") or to(request.caller, "lesson-list")
    return keep_open(request, see_other(safe_path(request, there)), "")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, lesson: str) -> HttpResponse:
    """GET asks, saying what will be lost; POST makes true what the lesson begins with, and opens it."""
    caller, found = request.caller, lesson_or_404(lesson, lessons_for(request.caller))
    if not learns_here(caller):
        return see_other(to(caller, "lesson-list"))
    if reason := may_not_start(caller):
        raise PermissionDenied(reason)
    if request.method != "POST":
        return start_over_dialog(request, found)
    try:
        begin_lesson(caller, lesson=found)
    except ServiceError as error:
        flash(request, "error", f"The lesson can't be started. {refusals.sentence(error)}")
        return keep_open(request, gone_to(request, to(caller, "lesson-list")), "")
    return keep_open(request, gone_to(request, to(caller, "overview")), found.slug)


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def start_over_dialog(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    caller = request.caller
    context = {
        "id": "dialog-start-over",
        "title": OVER,
        "action": to(caller, "lesson-start", lesson.slug),
        "back": to(caller, "lesson-list"),
        "crumbs": crumbs(caller, (TITLE, to(caller, "lesson-list")), OVER),
        "nav_active": "lessons",
        "lesson": lesson,
        "lost": lost_by_starting(caller, lesson),
    }
    return dialog(request, "training/start_over.html", context)


@require_safe
def panel(request: HttpRequest, lesson: str) -> HttpResponse:
    """The panel of the page that `page` names; nothing where `seen` says that it would be the same."""
    # Every two seconds: what no class has was never begun, and costs no query.
    found = lesson_or_404(lesson, lessons())
    if is_same(request, found.slug):
        return HttpResponse(status=204)
    shown = panel_for(request, found.slug, request.GET.get("page", ""))
    if shown is None:  # somebody has put the account back
        url = to(request.caller, "lesson", found.slug)
        response = render(request, "training/panel_put_back.html", {"lesson": found, "url": url})
        return announce(response, PUT_BACK)
    shown.path = safe_path(request, request.GET.get("path", ""))
    response = render(request, "training/panel_content.html", {"panel": shown})
    is_new = request.GET.get("done") != str(shown.standing.done)
    said = shown.said if is_new else " ".join(shown.strayings)
    return announce(response, said) if said else response


def lesson_or_404(slug: str, offered: Sequence[Lesson]) -> Lesson:
    if found := next((one for one in offered if one.slug == slug), None):
        return found
    raise Http404("There is no such lesson.")
