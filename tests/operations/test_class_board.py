"""How one learner stands, from what is known of them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from pools.models import LessonProgress
from pools.operations.class_board import SeatStanding, Standing
from pools.reference.lessons import lessons

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FIRST, *OTHERS = (one.slug for one in lessons())


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def done(slug: str, minutes: int) -> LessonProgress:
    return LessonProgress(slug=slug, done=1, moved_timestamp=ago(minutes), finished_timestamp=ago(minutes))


@pytest.mark.parametrize(
    ("signed_in", "begun", "progress", "standing", "minutes"),
    [
        (None, None, [], Standing.AWAY, 0),
        (None, ago(7), [], Standing.AWAY, 0),
        (ago(9), ago(1), [], Standing.WORKING, 1),
        (ago(9), ago(1), [done(FIRST, 8)], Standing.WORKING, 1),
        (ago(9), ago(6), [], Standing.STUCK, 6),
        (ago(4), None, [], Standing.WORKING, 4),
        (ago(5), None, [], Standing.STUCK, 5),
        (ago(9), None, [done(FIRST, 6)], Standing.STUCK, 6),
        (ago(2), None, [done(FIRST, 1440)], Standing.WORKING, 2),
        (ago(9), None, [done(FIRST, 1)] * len(lessons()), Standing.WORKING, 1),
        (ago(9), None, [done("gone", 1), *(done(one, 1) for one in OTHERS)], Standing.WORKING, 1),
        (ago(9), None, [done(one, 7) for one in (FIRST, *OTHERS)], Standing.FINISHED, 7),
    ],
)
def test_where_somebody_stands(signed_in, begun, progress, standing, minutes):
    user = SimpleNamespace(last_login=signed_in)
    seat = SimpleNamespace(learner=SimpleNamespace(user=user, begun_timestamp=begun))
    one = SeatStanding(seat, progress, NOW, lessons())
    assert (one.standing, one.minutes) == (standing, minutes)
