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
    ("signed_in", "progress", "standing", "minutes"),
    [
        (None, [], Standing.AWAY, 0),
        (ago(4), [], Standing.WORKING, 4),
        (ago(5), [], Standing.STUCK, 5),
        (ago(9), [done(FIRST, 6)], Standing.STUCK, 6),
        (ago(2), [done(FIRST, 1440)], Standing.WORKING, 2),
        (ago(9), [done(FIRST, 1)] * len(lessons()), Standing.WORKING, 1),
        (ago(9), [done("gone", 1), *(done(one, 1) for one in OTHERS)], Standing.WORKING, 1),
        (ago(9), [done(one, 7) for one in (FIRST, *OTHERS)], Standing.FINISHED, 7),
    ],
)
def test_where_somebody_stands(signed_in, progress, standing, minutes):
    seat = SimpleNamespace(learner=SimpleNamespace(user=SimpleNamespace(last_login=signed_in)))
    one = SeatStanding(seat, progress, NOW, lessons())
    assert (one.standing, one.minutes) == (standing, minutes)
