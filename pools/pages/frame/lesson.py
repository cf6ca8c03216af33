"""The lesson beside every page: read only where its reader has one open, which a cookie says."""

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from pools.models import Activity, LessonProgress
from pools.models.fast_reads.lessons import lesson_standing
from pools.models.messages import milliseconds
from pools.operations.class_board import last_lesson
from pools.operations.engine.caller import Caller, Permission
from pools.operations.lessons import LessonStanding, StepStanding, look_at_lesson, with_chosen
from pools.operations.rules.lesson_state import pools_called
from pools.pages.frame.lesson_words import open_again, strayings, what_was_done
from pools.pages.kit.commands.calls import read_call
from pools.pages.kit.commands.written import in_shell
from pools.pages.kit.cookies import keep, kept
from pools.pages.kit.http import endpoint, is_fragment
from pools.pages.kit.places import channel_settings, to
from pools.pages.kit.words import reasons
from pools.reference.lessons import lesson_named, lessons_of
from pools.reference.lessons.reading import Step, Where
from pools.reference.lessons.targets import PAGES, TARGETS
from pools.reference.shells import SHELLS, Shell

COOKIE = "lesson"
START = "start lessons"
BOLD = re.compile(r"\*\*(.+?)\*\*")
POOL_ID = re.compile(r'\{pool "([^"]+)"\}')
# Where a window or a page about one resource is opened from.
OPENED_FROM = {"Disassociate confirmation": "Pool detail", "Delete pool confirmation": "Pools"}
OF_CHANNEL = {"SMS and voice settings", "Edit SMS and voice settings"}


def _titles() -> dict[str, list[str]]:
    found = defaultdict(list)
    for title, names in PAGES.items():
        for name in names:
            found[name].append(title)
    return dict(found)


TITLES_OF = _titles()


def in_bold(text: str) -> SafeString:
    return mark_safe(BOLD.sub(r"<strong>\1</strong>", escape(text)))  # noqa: S308 - escaped


@dataclass(frozen=True)
class Pointer:
    """A control that the lesson points at. element: its ID; is_here: whether it is on this page."""

    mark: str
    text: SafeString
    value: str
    element: str
    is_here: bool


class LessonPanel:
    """What the panel shows. page: the name of the page's address."""

    def __init__(self, request: HttpRequest, standing: LessonStanding, page: str) -> None:
        self.request, self.standing, self.page = request, standing, page
        self.caller: Caller = request.caller
        self.lesson = standing.lesson
        self.lessons = lessons_of(standing.progress.chosen or ())
        self.path = request.get_full_path()

    @property
    def number(self) -> int:
        return self.lessons.index(self.lesson) + 1

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def next(self) -> object:
        following = self.lessons[self.number : self.number + 1]
        return following[0] if following else None

    @property
    def reason(self) -> str:
        """Why its reader can't go on to another lesson, or begin anew."""
        return may_not_start(self.caller)

    @property
    def url(self) -> str:
        return to(self.caller, "lesson", self.lesson.slug)

    @property
    def minutes(self) -> int:
        progress = self.standing.progress
        taken = (progress.finished_timestamp or progress.started_timestamp) - progress.started_timestamp
        return max(1, round(taken.total_seconds() / 60))

    @property
    def begun(self) -> str:
        """What tells this going through the lesson from others."""
        return f"{self.lesson.slug}-{milliseconds(self.standing.progress.started_timestamp)}"

    @property
    def what_was_done(self) -> str:
        return what_was_done(self.standing)

    @property
    def poll_url(self) -> str:
        """What the panel asks for again, saying what it shows."""
        progress = self.standing.progress
        version = version_of(progress.started_timestamp, progress.newest, progress.done)
        seen = {"page": self.page, "path": self.path, "seen": version, "done": self.standing.done}
        if self.standing.due:
            seen["due"] = milliseconds(self.standing.due)
        return f"{to(self.caller, 'lesson-panel', self.lesson.slug)}?{urlencode(seen)}"

    @property
    def start_url(self) -> str:
        return to(self.caller, "lesson-start", self.lesson.slug)

    @property
    def next_url(self) -> str:
        return to(self.caller, "lesson-start", self.next.slug)

    @property
    def list_url(self) -> str:
        return to(self.caller, "lesson-list")

    @property
    def goes_on_at(self) -> str:
        """The page on which the lesson goes on, where it says one; else where a visit begins."""
        shown = [self.show(one.step, ()) for one in self.standing.steps if self.is_open(one)]
        there = (one["href"].partition("#")[0] for one in shown if one and one["title"])
        return next(there, "") or to(self.caller, "overview")

    def is_open(self, one: StepStanding) -> bool:
        """Until the step that has a check is done, those before it that have none are open as well."""
        current = self.standing.current
        return bool(not one.is_done and current and one.step.number <= current.number)

    @property
    def said(self) -> str:
        """What is told when a step was done."""
        if self.standing.is_finished:
            return f"Lesson done: {self.lesson.title}."
        current = self.standing.current
        if self.standing.is_open_again:
            return open_again(self.standing.state, current)
        text = BOLD.sub(r"\1", current.text)
        return f"Step {current.number} of {len(self.standing.steps)}: {text}"

    @cached_property
    def strayings(self) -> list[str]:
        current = self.standing.current
        return list(strayings(self.standing, current)) if current else []

    @property
    def steps(self) -> Iterator[dict[str, object]]:
        for one in self.standing.steps:
            yield self.step(one)

    def step(self, one: StepStanding) -> dict[str, object]:
        step = one.step
        pointers = list(self.pointers(step))
        is_open = self.is_open(one)
        here = [pointer for pointer in pointers if pointer.is_here]
        return {
            "number": step.number,
            "text": in_bold(step.text),
            "value": "" if step.parts else next((where.value for where in step.where if where.value), ""),
            "hint": in_bold(step.hint),
            "is_done": one.is_done,
            "is_current": one.is_current,
            "is_open": is_open,
            "checks": one.checks,
            "strayings": self.strayings if one.is_current else (),
            "parts": [
                {
                    "mark": part.mark,
                    "text": in_bold(part.text),
                    "value": part.where.value if part.where else "",
                }
                for part in step.parts
            ],
            "pointers": here if is_open else (),
            "show": self.show(step, here) if is_open else None,
            "commands": self.commands(step) if is_open else (),
        }

    def pointers(self, step: Step) -> Iterator[Pointer]:
        marked = [(str(step.number), where) for where in step.where]
        marked += [(part.mark, part.where) for part in step.parts if part.where]
        for mark, where in marked:
            yield self.pointer(mark, where)

    def pointer(self, mark: str, where: Where) -> Pointer:
        target = TARGETS[where.target]
        is_here = not target.page or target.page in TITLES_OF.get(self.page, ())
        return Pointer(mark, format_html("Lesson step {}", mark), where.value, target.element, is_here)

    def show(self, step: Step, here: Sequence[Pointer]) -> dict[str, str] | None:
        """The link to the step's first control, and the title of its page where that is another one."""
        if here:
            return {"href": f"#{here[0].element}", "title": ""}
        wheres = [*step.where, *(part.where for part in step.parts if part.where)]
        if not wheres:
            return None
        target = TARGETS[wheres[0].target]
        if not target.page:
            return {"href": f"#{target.element}", "title": ""}
        title = OPENED_FROM.get(target.page, target.page)
        return {"href": f"{self.address(title)}#{target.element}", "title": title}

    def address(self, title: str) -> str:
        """Where a page is opened. What there is one of a resource is opened for the lesson's."""
        if title in OF_CHANNEL:
            return channel_settings(self.caller)[1]
        if title == "Pool detail":
            name = next((check.values["pool"] for check in self.checks if "pool" in check.values), "")
            pool_id = self.pool_id(name)
            return to(self.caller, "pool-detail", pool_id) if pool_id else to(self.caller, "pool-list")
        return to(self.caller, PAGES[title][0])

    @property
    def checks(self) -> list:
        return [check for step in self.lesson.steps for check in step.checks]

    def pool_id(self, name: str) -> str:
        return pools_called(self.caller, name).values_list("pool_id", flat=True).first() or ""

    def commands(self, step: Step) -> list[tuple[Shell, str]]:
        """The step's command for each shell, with the learner's own IDs."""
        if not step.command:
            return []
        line = POOL_ID.sub(lambda found: self.pool_id(found[1]) or "POOL_ID", step.command)
        call, url = read_call(shlex.split(line)), endpoint(self.request)
        return [(shell, in_shell(shell, call, url, self.caller.region)) for shell in SHELLS]


def version_of(started: datetime, newest: datetime | None, done: int) -> str:
    """Becomes another one when the panel may show something else. newest: when anything was last done here."""
    return f"{started.timestamp()}-{done}-{newest.timestamp() if newest else 0}"


def is_same(request: HttpRequest, slug: str) -> bool:
    """Whether the panel would show what it shows: `seen` is its version, `due` when time alone makes another one."""
    caller, due = request.caller, request.GET.get("due", "")
    standing = lesson_standing(caller.account.account_id, caller.region, slug)
    if standing is None:
        return False
    is_due = due.isdecimal() and int(due[:16]) <= milliseconds(caller.now)
    return version_of(*standing) == request.GET.get("seen") and not is_due


def progress_of(caller: Caller, slug: str) -> LessonProgress | None:
    """How far the lesson is, with `newest`, when anything was last done here, and `chosen`, its class's lessons."""
    log = Activity.objects.for_caller(caller).filter(created_timestamp__lte=caller.now)
    log = log.order_by("-created_timestamp").values("created_timestamp")
    rows = LessonProgress.objects.for_caller(caller).annotate(newest=Subquery(log[:1]))
    return with_chosen(rows).filter(slug=slug).first()


def panel_of(request: HttpRequest) -> LessonPanel | None:
    """The lesson that is open in the page's account and Region, if any."""
    if request.caller is None or request.resolver_match is None:
        return None
    slug = watched_lesson(request.caller) if request.caller.watched else kept(request, COOKIE)
    if not slug:
        return None
    return panel_for(request, slug, request.resolver_match.url_name)


def watched_lesson(caller: Caller) -> str:
    """What is open beside a learner's pages only their browser knows; it opens what they begin."""
    last = last_lesson(LessonProgress.objects.for_caller(caller))
    return last.slug if last else ""


def may_not_start(caller: Caller) -> str:
    return reasons.why_not(caller, Permission.CHANGE_ACCOUNT, START)


def panel_for(request: HttpRequest, slug: str, page: str) -> LessonPanel | None:
    lesson = lesson_named(slug)
    progress = progress_of(request.caller, slug) if lesson else None
    if progress is None:
        return None
    pages = TITLES_OF.get(page, ["Another page"])
    return LessonPanel(request, look_at_lesson(request.caller, progress, lesson, pages=pages), page)


def watch(request: HttpRequest, response: HttpResponse) -> None:
    """A window is no page that draws the panel, and yet it may be what a step waits for."""
    match = request.resolver_match
    if request.caller is None or request.caller.watched:
        return
    is_shown = response.status_code == 200 and is_fragment(request)
    if is_shown and kept(request, COOKIE) and match and match.url_name in TITLES_OF:
        panel_of(request)


def keep_open(request: HttpRequest, response: HttpResponse, slug: str) -> HttpResponse:
    """slug: of the lesson that is shown beside the pages from now on; "" for none."""
    keep(request, response, COOKIE, slug)
    return response
