"""The board of a class: who needs the trainer, and how far everybody is; asked for again every two seconds."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools.models import LessonProgress, Seat
from pools.operations.class_board import SeatStanding, Standing, class_with_version, standings_of
from pools.operations.engine.caller import Caller
from pools.pages.kit.places import to
from pools.pages.training.classes import must_teach_here, path_to
from pools.reference.lessons import lessons_of
from pools.reference.lessons.reading import Lesson

SECONDS = 2
KINDS = {
    Standing.STUCK: "warning",
    Standing.WORKING: "pending",
    Standing.FINISHED: "positive",
    Standing.AWAY: "stopped",
}
BY_PROGRESS = "progress"
NONE_BEGUN = "No lesson was begun."
NONE_NEXT = "The next lesson was not begun."


@require_safe
def class_board(request: HttpRequest, class_id: str) -> HttpResponse:
    """`seen` says what a page shows that asks again: where it would be the same, nothing is sent."""
    caller = request.caller
    must_teach_here(caller)
    row = class_with_version(caller, class_id)
    seen = request.GET.get("seen")
    if row is None and seen and request.htmx:
        # Somebody has removed it meanwhile: a page that asks again would say so every two seconds.
        return HttpResponseClientRedirect(to(caller, "class-list"))
    if row is None:
        raise Http404("There is no such class.")
    if row.version == seen:
        return HttpResponse(status=204)
    standings = standings_of([row])[row.pk]
    shown = {name: request.GET[name] for name in ("lesson", "by") if request.GET.get(name)}
    here, lessons = to(caller, "class", class_id), lessons_of(row.lessons)
    context = {
        "row": row,
        "tallies": [(kind, KINDS[kind], sum(one.standing is kind for one in standings)) for kind in KINDS],
        "stuck": stuck(caller, standings),
        "said": said(standings),
        "total": len(standings),
        "lesson_total": len(lessons),
        "lessons": lesson_counts(lessons, standings, here, shown),
        "tiles": [tile(caller, class_id, one) for one in ordered(standings, shown)],
        "orders": orders(here, shown),
        "is_narrowed": "lesson" in shown,
        "here": here,
        "poll_url": f"{here}?{urlencode(shown | {'seen': row.version})}",
        "at": timezone.now(),
        "seconds": SECONDS,
        **acts_on(caller, class_id),
        "crumbs": path_to(caller, row.name),
        "nav_active": "classes",
        "help_topic": "classes",
    }
    return render(request, "training/class_board.html", context)


def acts_on(caller: Caller, class_id: str) -> dict[str, str]:
    """The addresses of what can be done to the class."""
    acts = ("sheet", "snapshots", "clock", "reset", "remove")
    return {f"{act}_url": to(caller, f"class-{act}", class_id) for act in acts}


def stuck(caller: Caller, standings: Sequence[SeatStanding]) -> list[dict[str, Any]]:
    """Those who need the trainer, longest first."""
    those = [one for one in standings if one.standing is Standing.STUCK]
    return [
        {
            "one": one,
            "where": where(one),
            "missing": missing(one),
            "console_url": console_url(caller, one.seat, one.last),
        }
        for one in sorted(those, key=lambda one: one.moved)
    ]


def console_url(caller: Caller, seat: Seat, last: LessonProgress | None) -> str:
    """Where the trainer sees what the learner sees: in the Region of their lesson."""
    region = last.region if last else caller.region
    return reverse("overview", args=[seat.learner.account_id, region])


def where(one: SeatStanding) -> str:
    if one.step:
        return f"{one.lesson.title}, step {one.step.number} of {len(one.lesson.steps)}"
    return f"{one.lesson.title}, done" if one.lesson else "-"


def missing(one: SeatStanding) -> list[str]:
    if one.step:
        return [check.text for check in one.step.checks]
    return [NONE_NEXT if one.lesson else NONE_BEGUN]


def said(standings: Sequence[SeatStanding]) -> str:
    """Who got stuck last, for those who can't see it."""
    those = [one for one in standings if one.standing is Standing.STUCK]
    newest = max(those, key=lambda one: one.moved, default=None)
    if newest is None:
        return "Nobody is stuck."
    return (
        f"{newest.seat.label} is stuck at step {newest.step.number} of {newest.lesson.title}."
        if newest.step
        else f"{newest.seat.label} is stuck."
    )


def lesson_counts(
    lessons: Sequence[Lesson], standings: Sequence[SeatStanding], here: str, shown: dict[str, str]
) -> list[dict[str, Any]]:
    """How many are at each lesson, with the link to see only those; again, to see all."""
    found = []
    for number, lesson in enumerate(lessons, 1):
        those = [one for one in standings if at_lesson(one) == lesson.slug]
        found.append(count_of(f"{number} {lesson.title}", lesson.slug, len(those), here, shown))
    done = sum(one.standing is Standing.FINISHED for one in standings)
    return [*found, count_of("Finished", Standing.FINISHED, done, here, shown)]


def count_of(text: str, value: str, count: int, here: str, shown: dict[str, str]) -> dict[str, Any]:
    is_current = shown.get("lesson") == value
    rest = {name: one for name, one in shown.items() if name != "lesson"}
    query = urlencode(rest if is_current else rest | {"lesson": value})
    return {
        "text": text,
        "count": count,
        "is_current": is_current,
        "href": f"{here}?{query}" if query else here,
    }


def at_lesson(one: SeatStanding) -> str:
    if one.standing is Standing.FINISHED:
        return Standing.FINISHED
    return one.lesson.slug if one.lesson else ""


def ordered(standings: Sequence[SeatStanding], shown: dict[str, str]) -> list[SeatStanding]:
    wanted = shown.get("lesson")
    those = [one for one in standings if not wanted or at_lesson(one) == wanted]
    if shown.get("by") != BY_PROGRESS:
        return those
    return sorted(those, key=lambda one: (-one.finished, -one.number, -(one.last.done if one.last else 0)))


def orders(here: str, shown: dict[str, str]) -> list[dict[str, Any]]:
    rest = {name: one for name, one in shown.items() if name != "by"}
    found = []
    for text, value in (("By seat", ""), ("By progress", BY_PROGRESS)):
        query = urlencode(rest | ({"by": value} if value else {}))
        is_current = (shown.get("by") == BY_PROGRESS) is bool(value)
        found.append({"text": text, "href": f"{here}?{query}" if query else here, "is_current": is_current})
    return found


def tile(caller: Caller, class_id: str, one: SeatStanding) -> dict[str, Any]:
    lesson = one.lesson
    done = len(lesson.steps) if one.is_between else one.last.done if one.last else 0
    return {
        "one": one,
        "kind": KINDS[one.standing],
        "label": one.seat.label,
        "acts_url": to(caller, "class-seat", class_id, one.seat.number),
        "text": text_of(one),
        "ago": ago(one),
        "bars": [bar(one, step.number, done) for step in lesson.steps] if lesson else [],
    }


def bar(one: SeatStanding, number: int, done: int) -> str:
    """How the step is drawn: those before the next one that can be seen to be done are under way, too."""
    if number <= done:
        return "done"
    return "current" if one.step and number <= one.step.number else "open"


def ago(one: SeatStanding) -> str:
    if one.standing in (Standing.AWAY, Standing.FINISHED):
        return ""
    return f"{one.minutes} min" if one.minutes else "now"


def text_of(one: SeatStanding) -> str:
    if one.standing is Standing.AWAY:
        return "Not signed in"
    if one.standing is Standing.FINISHED:
        return f"Finished · {one.finished} lessons"
    if one.step:
        return f"Lesson {one.number} · step {one.step.number} of {len(one.lesson.steps)}"
    return f"Lesson {one.number} · done" if one.lesson else "No lesson yet"
