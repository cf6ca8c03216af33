"""No second holds more requests than the rate, however many threads and processes ask, on either database."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from pools.models import RequestTurn
from pools.sync import limiter
from pools.sync.limiter import Lane
from tests.api.test_concurrency import database_url
from tests.api.test_server import ROOT

FAST = Lane("111122223333", "us-east-1", "DescribePools", share=1000)  # ten a second
# One in 100 seconds: however slow the machine is, no turn comes by itself.
SLOW = Lane("111122223333", "us-east-1", "DescribePools", share=1)
# What SQLite's clock, which has thousandths, may round away.
ROUNDED = timedelta(milliseconds=2)


def turn_of(lane):
    return lane.rows().get()


def comes_again(lane):
    """Let the time pass after which the next turn is free."""
    lane.rows().update(free_from=timezone.now() - timedelta(milliseconds=1))


def too_close(times, lane):
    apart = timedelta(seconds=lane.distance) - ROUNDED
    ordered = sorted(times)
    return [(a, b) for a, b in pairwise(ordered) if b - a < apart]


@pytest.fixture
def lane(db):
    return SLOW


def test_the_usual_distance_leaves_a_fifth_of_the_rate_to_others():
    assert limiter.distance("DescribePools") == 1.25
    assert limiter.distance("ListTagsForResource") == 0.125
    assert limiter.distance("DescribePools", share=100) == 1.0


def test_a_plan_takes_as_long_as_its_most_asked_operation():
    assert limiter.least_seconds({"PutKeyword": 30, "UpdatePool": 2, "ListTagsForResource": 40}) == 37.5
    assert limiter.least_seconds({}) == 0.0


def test_the_first_turn_is_free_and_the_second_is_later(lane):
    assert limiter.take(lane) == 0.0
    assert 0 < limiter.take(lane) <= lane.distance


def test_a_turn_comes_again_after_the_distance(lane):
    limiter.take(lane)
    comes_again(lane)
    assert limiter.take(lane) == 0.0


def test_waiting_ends_with_a_turn(lane):
    fast = replace(lane, share=FAST.share)
    limiter.take(fast)
    before = time.monotonic()
    assert before <= limiter.wait(fast) <= time.monotonic()


def test_turns_that_nobody_took_are_not_made_up_for(lane):
    limiter.take(lane)
    lane.rows().update(free_from=timezone.now() - timedelta(hours=1))
    assert [limiter.take(lane) == 0.0 for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    "other",
    [
        Lane("444455556666", "us-east-1", "DescribePools"),
        Lane("111122223333", "eu-west-1", "DescribePools"),
        Lane("111122223333", "us-east-1", "DescribeKeywords"),
    ],
)
def test_accounts_regions_and_operations_do_not_wait_for_each_other(lane, other):
    assert limiter.take(lane) == 0.0
    assert limiter.take(other) == 0.0


def test_what_a_person_waits_for_goes_first(lane):
    limiter.take(lane)
    assert limiter.take(lane, person=True) > 0
    comes_again(lane)
    assert limiter.take(lane) > 0
    assert limiter.take(lane, person=True) == 0.0


def test_a_turn_that_no_person_comes_for_is_given_away(lane):
    limiter.take(lane)
    limiter.take(lane, person=True)
    later = timezone.now() - timedelta(milliseconds=1)
    lane.rows().update(free_from=later, reserved_until=later)
    assert limiter.take(lane) == 0.0


def test_a_clock_that_was_set_back_stops_nobody(lane):
    limiter.take(lane)
    ahead = timezone.now() + timedelta(hours=3)
    lane.rows().update(free_from=ahead, reserved_until=ahead)
    assert limiter.take(lane) == 0.0


def test_holding_back_holds_everybody_back(lane):
    fast = replace(lane, share=FAST.share)
    limiter.hold_back(fast, 50)
    assert 20 < limiter.take(fast) <= 50
    assert 20 < limiter.take(fast, person=True) <= 50
    limiter.hold_back(fast, 1)
    assert limiter.take(fast) > 15


def test_a_request_that_may_have_come_late_keeps_its_distance_from_when_it_did(lane):
    usual = replace(lane, share=80)
    limiter.take(usual)
    comes_again(usual)
    limiter.answered(usual, time.monotonic() - 0.1)
    assert limiter.take(usual) == 0.0
    comes_again(usual)
    limiter.answered(usual, time.monotonic() - 0.3)
    assert limiter.take(usual) > 0.0


def test_nobody_waits_inside_a_transaction(transactional_db):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        limiter.take(FAST)


def test_waiting_ends_when_it_is_told_to(lane):
    limiter.hold_back(lane, 60)
    slept, asked = [], iter([True, True, False])
    assert limiter.wait(lane, go_on=lambda: next(asked), sleep=slept.append) is None
    assert slept == [1.0, 1.0]


def test_the_clock_is_the_databases_own(lane):
    """Where it is on another machine, this one's may be wrong by hours."""
    with connection.execute_wrapper(remember := Remembered()):
        limiter.take(lane)
        limiter.take(lane)
    clock = "CLOCK_TIMESTAMP" if connection.vendor == "postgresql" else "strftime"
    writes = [sql for sql in remember.statements if sql.startswith(("UPDATE", "INSERT"))]
    assert writes
    assert all(clock in sql for sql in writes)


class Remembered:
    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)


@pytest.fixture
def granted(transactional_db, monkeypatch):
    """When each turn was taken, by the database's clock, read before anybody else can take the next."""
    times, taken = [], limiter._taken

    def remembering(lane, person):
        got = taken(lane, person)
        if got:
            times.append(turn_of(lane).free_from - timedelta(seconds=lane.distance))
        return got

    limiter.take(FAST)
    monkeypatch.setattr(limiter, "_taken", remembering)
    return times


def test_threads_take_turns(granted):
    def ask(person):
        try:
            for _ in range(4):
                limiter.wait(FAST, person=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        for thread in [threads.submit(ask, person) for person in (True, False, False, False)]:
            thread.result(60)
    assert len(granted) == 16
    assert too_close(granted, FAST) == []


ASKER = """
import json
from datetime import timedelta
from pools.sync import limiter
lane, taken, times = limiter.Lane("111122223333", "us-east-1", "DescribePools", share=1000), limiter._taken, []

def remembering(lane, person):
    got = taken(lane, person)
    if got:
        times.append((lane.rows().get().free_from - timedelta(seconds=lane.distance)).timestamp())
    return got

limiter._taken = remembering
for _ in range(12):
    limiter.wait(lane)
print(json.dumps(times))
"""


def test_processes_take_turns(transactional_db):
    limiter.take(FAST)
    environment = os.environ | {"DATABASE_URL": database_url(), "CONSOLE_SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASKER]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    together = sorted(moment for times in said for moment in times)
    assert len(together) == 24
    apart = FAST.distance - ROUNDED.total_seconds()
    assert [b - a for a, b in pairwise(together) if b - a < apart] == []


def test_two_that_ask_first_of_all_get_one_turn(transactional_db):
    start, got = threading.Barrier(2), []

    def ask():
        try:
            start.wait(30)
            got.append(limiter.take(SLOW))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        for thread in [threads.submit(ask) for _ in range(2)]:
            thread.result(30)
    assert sorted(seconds == 0.0 for seconds in got) == [False, True]
    assert RequestTurn.objects.count() == 1
