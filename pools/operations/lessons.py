"""Lessons: beginning one, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from pools import clock
from pools.errors import ResourceNotFoundException
from pools.models import Activity, Class, LessonProgress
from pools.operations.engine.bookkeeping import try_to
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.verb import operation
from pools.operations.lesson_starts import emptied_by, make_true
from pools.operations.practice import learns_here
from pools.operations.rules.lesson_state import LessonState
from pools.reference.lessons import lessons_of
from pools.reference.lessons.reading import Lesson, Step


@operation(needs=Permission.CHANGE_ACCOUNT)
def begin_lesson(caller: Caller, *, lesson: Lesson) -> LessonProgress:
    """Make true what the lesson begins with, and forget how far it was.

    Raises: ResourceNotFoundException in an account that is not the caller's own to learn in, and what the operations
            raise that the start is made of.
    """
    if not learns_here(caller):
        raise ResourceNotFoundException(resource_type="account", resource_id=caller.account.account_id)
    for check in lesson.start:
        make_true(caller, check)
    values = {
        "started_timestamp": caller.now,
        # A trainer waits for a move in real time.
        "moved_timestamp": clock.real_now(),
        "reached": 0,
        "done": 0,
        "finished_timestamp": None,
    }
    here = LessonProgress.objects.for_caller(caller)
    row, _ = here.update_or_create(
        slug=lesson.slug,
        defaults=values,
        create_defaults={"account": caller.account, "region": caller.region, **values},
    )
    return row


def lessons_for(caller: Caller) -> tuple[Lesson, ...]:
    """Those that are learned in the account: its class's, else all."""
    row = Class.objects.filter(seats__learner__account=caller.account).only("lessons").first()
    return lessons_of(row.lessons if row else ())


def with_chosen(rows: QuerySet[LessonProgress]) -> QuerySet[LessonProgress]:
    """With `chosen`, the lessons of its class; none where it is of no class."""
    classes = Class.objects.filter(seats__learner__account=OuterRef("account")).values("lessons")
    return rows.annotate(chosen=Subquery(classes[:1]))


def progress_in(caller: Caller) -> dict[str, LessonProgress]:
    """Of each lesson that was started here."""
    return {row.slug: row for row in LessonProgress.objects.for_caller(caller)}


def lost_by_starting(caller: Caller, lesson: Lesson) -> list[str]:
    """What is there, and is in the way of the lesson's start."""
    state = LessonState(caller, lesson.start, since=caller.now)
    lost = [
        IN_THE_WAY[one.kind](one.values)
        for one in lesson.start
        if one.kind in IN_THE_WAY and not state.holds(one)
    ]
    emptied = [f"pool {pool.label}" for pool in emptied_by(caller, lesson.start)]
    return list(dict.fromkeys([*lost, *emptied]))


IN_THE_WAY = {
    "pool_gone": lambda values: f"pool {values['pool']}",
    "sender_id_gone": lambda values: f"sender ID {values['sender_id']} ({values['country']})",
}


@dataclass(frozen=True)
class StepStanding:
    """A step, whether it is done, whether it is the one to do, and which of its checks hold."""

    step: Step
    is_done: bool
    is_current: bool
    checks: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class LessonStanding:
    """How far a lesson is. done: how many steps now; of a trainer's look, `progress` keeps what the learner's page saw
    last. is_open_again: what was done by somebody has been undone."""

    lesson: Lesson
    progress: LessonProgress
    done: int
    steps: Sequence[StepStanding]
    state: LessonState
    is_open_again: bool

    @property
    def due(self) -> datetime | None:
        """When time alone may bring it on, if it may."""
        return self.state.due

    @property
    def made_by(self) -> Activity | None:
        """The act by which it was finished."""
        finished = self.progress.finished_timestamp
        acts = (one for one in self.state.acts if not one.error and one.created_timestamp <= finished)
        return next(acts, None) if self.is_finished and finished else None

    @property
    def is_finished(self) -> bool:
        return self.done == len(self.steps)

    @property
    def current(self) -> Step | None:
        return next((one.step for one in self.steps if one.is_current), None)


def look_at_lesson(
    caller: Caller, progress: LessonProgress, lesson: Lesson, *, pages: Sequence[str] = ()
) -> LessonStanding:
    """How far the lesson is, which is kept where it has changed. pages: the titles of what is open.

    A step that is done makes those before it done. A page that was opened stays so; all else can be undone. What a
    trainer opens is no step of the learner's, and nothing is kept of their looking.
    """
    pages = () if caller.watched else pages
    reached = max([progress.reached, *(step.number for step in lesson.steps if is_opened(step, pages))])
    checks = [check for step in lesson.steps for check in step.checks]
    state = LessonState(caller, checks, since=progress.started_timestamp)
    held = {
        step.number: [
            step.number <= reached if check.is_page else state.holds(check) for check in step.checks
        ]
        for step in lesson.steps
    }
    done = max([0, *(number for number, each in held.items() if each and all(each))])
    current = next((step.number for step in lesson.steps if step.number > done and step.checks), 0)
    is_open_again = bool(current) and (done < progress.done or progress.finished_timestamp is not None)
    if not caller.watched:
        keep_progress(progress, reached, done, is_finished=not current)
    steps = [
        StepStanding(
            step,
            is_done=step.number <= done,
            is_current=step.number == current,
            checks=[(check.text, holds) for check, holds in zip(step.checks, held[step.number], strict=True)],
        )
        for step in lesson.steps
    ]
    return LessonStanding(lesson, progress, done, steps, state, is_open_again)


def is_opened(step: Step, pages: Sequence[str]) -> bool:
    """Whether one of these pages is what the step waits for."""
    opened = [check for check in step.checks if check.is_page]
    return any(check.values.get("page", page) == page for check in opened for page in pages)


def keep_progress(progress: LessonProgress, reached: int, done: int, *, is_finished: bool) -> None:
    """What was seen is no act of anybody's: where the database has no time for it, it is seen again.

    Another page may have got further since the row was read, or the lesson was begun again.
    """
    if (progress.reached, progress.done) == (reached, done):
        return
    progress.reached, progress.done = reached, done
    progress.moved_timestamp = clock.real_now()
    seen = {"done": done, "moved_timestamp": progress.moved_timestamp}
    if is_finished and progress.finished_timestamp is None:
        seen["finished_timestamp"] = progress.finished_timestamp = clock.now()
    row = LessonProgress.objects.filter(pk=progress.pk, started_timestamp=progress.started_timestamp)
    try_to("keep how far a lesson is", partial(row.update, reached=Greatest("reached", reached), **seen))
