"""How the learners of a class stand: who is stuck, where, and what they have not done yet; two queries for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from pools import clock
from pools.models import Class, LessonProgress, Message, Seat
from pools.operations.engine.caller import Caller
from pools.reference.lessons import lessons_of
from pools.reference.lessons.reading import Lesson, Step

STUCK_AFTER = timedelta(minutes=5)
SHOWN_ANEW = 20  # seconds after which the times that a board shows are old


class Standing(StrEnum):
    STUCK = "stuck"
    WORKING = "working"
    FINISHED = "finished"
    AWAY = "not signed in"


@dataclass(frozen=True)
class SeatStanding:
    """One learner at a time: `now`. progress: of every lesson that they have begun, the last one first.

    lessons: those of the class.
    """

    seat: Seat
    progress: Sequence[LessonProgress]
    now: datetime
    lessons: Sequence[Lesson]

    @property
    def last(self) -> LessonProgress | None:
        return last_begun(self.progress)

    @cached_property
    def lesson(self) -> Lesson | None:
        """The one that they are at; none where its file has gone."""
        return next((one for one in self.lessons if self.last and one.slug == self.last.slug), None)

    @property
    def number(self) -> int:
        return self.lessons.index(self.lesson) + 1 if self.lesson else 0

    @property
    def finished(self) -> int:
        """How many of the lessons that there are; in two Regions, one is done once."""
        done = {one.slug for one in self.progress if one.finished_timestamp}
        return sum(lesson.slug in done for lesson in self.lessons)

    @property
    def is_between(self) -> bool:
        """Whether the last lesson is done, and no other one was begun."""
        return bool(self.last and self.last.finished_timestamp)

    @cached_property
    def step(self) -> Step | None:
        """The next one that can be seen to be done."""
        if self.lesson is None or self.is_between:
            return None
        return next((one for one in self.lesson.steps if one.number > self.last.done and one.checks), None)

    @property
    def signed_in(self) -> datetime | None:
        return self.seat.learner.user.last_login

    @property
    def moved(self) -> datetime | None:
        """When they last did a step or came in, or were put back: on a second day nobody begins as stuck."""
        moves = [one.moved_timestamp for one in self.progress]
        moves += [self.signed_in] if self.signed_in else []
        begun = self.seat.learner.begun_timestamp
        return max([*moves, begun] if begun and moves else moves, default=None)

    @property
    def minutes(self) -> int:
        return int((self.now - self.moved) / timedelta(minutes=1)) if self.moved else 0

    @cached_property
    def standing(self) -> Standing:
        if self.lessons and self.finished == len(self.lessons):
            return Standing.FINISHED
        if self.moved is None:
            return Standing.AWAY
        return Standing.STUCK if self.now - self.moved >= STUCK_AFTER else Standing.WORKING


def last_begun(progress: Sequence[LessonProgress]) -> LessonProgress | None:
    """The lesson that a learner is at. progress: the last one first; one that is finished is left where there is
    another."""
    open_ones = (one for one in progress if not one.finished_timestamp)
    return next(open_ones, next(iter(progress), None))


def last_lesson(rows: QuerySet[LessonProgress]) -> LessonProgress | None:
    """As last_begun, of those of one learner."""
    return last_begun(list(rows.order_by("-started_timestamp", "-pk")))


def lesson_in(seat: Seat) -> LessonProgress | None:
    return last_lesson(LessonProgress.objects.filter(account=seat.learner.account))


def standings_of(classes: Iterable[Class]) -> dict[int, list[SeatStanding]]:
    """The seats of each class, by its key, in their order."""
    offered, now = {one.pk: lessons_of(one.lessons) for one in classes}, clock.real_now()
    seats = Seat.objects.filter(of_class__in=offered).select_related("learner__user").order_by("number")
    begun = defaultdict(list)
    rows = LessonProgress.objects.filter(account__learner__seat__of_class__in=offered)
    for row in rows.order_by("-started_timestamp", "-pk"):
        begun[row.account_id].append(row)
    found = {key: [] for key in offered}
    for seat in seats:
        one = SeatStanding(seat, begun[seat.learner.account_id], now, offered[seat.of_class_id])
        found[seat.of_class_id].append(one)
    return found


def class_with_version(caller: Caller, class_id: str) -> Class | None:
    """The class with `version`, in one query: another one when its board may show something else."""
    seats = Seat.objects.filter(of_class=OuterRef("pk")).order_by().values("of_class")
    moves = LessonProgress.objects.filter(account__learner__seat__of_class=OuterRef("pk")).order_by()
    rows = Class.objects.for_caller(caller).filter(class_id=class_id)
    row = rows.annotate(
        seat_count=Subquery(seats.annotate(n=Count("pk")).values("n")),
        named_count=Subquery(seats.annotate(n=Count("pk", filter=~Q(name=""))).values("n")),
        last_sign_in=Subquery(seats.annotate(at=Max("learner__user__last_login")).values("at")),
        last_begun=Subquery(seats.annotate(at=Max("learner__begun_timestamp")).values("at")),
        last_start=Subquery(moves.order_by("-started_timestamp").values("started_timestamp")[:1]),
        last_move=Subquery(moves.order_by("-moved_timestamp").values("moved_timestamp")[:1]),
    ).first()
    if row is not None:
        facts = (
            row.seat_count,
            row.named_count,
            row.last_sign_in,
            row.last_begun,
            row.last_start,
            row.last_move,
        )
        turn = int(clock.real_now().timestamp()) // SHOWN_ANEW
        row.version = "-".join(
            str(one.timestamp() if isinstance(one, datetime) else one) for one in (*facts, turn)
        )
    return row


def messages_in(row: Class) -> int:
    """How many messages its learners have sent and received."""
    return Message.objects.filter(account__learner__seat__of_class=row).count()
