"""Who waits for SQLite's only writer: all ask equally often, so that none waits while others come and go."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from django.db import ConnectionHandler, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from console.database_url import sqlite
from pools.models.fast_reads import lock_waits


@dataclass
class Clock:
    """Time that passes only while somebody sleeps. then: what happens after each sleep."""

    now: float = 0
    slept: list[float] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)
        self.then()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(lock_waits, "time", clock)
    return clock


@pytest.fixture
def waiter(tmp_path, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A connection as the console makes them, which has been lost and made again."""
    name = str(tmp_path / "console.sqlite3")
    config = sqlite({"ENGINE": "django.db.backends.sqlite3", "NAME": name})
    made = ConnectionHandler({"default": config})["default"]
    with django_db_blocker.unblock():
        made.connect()
        made.close()
        made.connect()
        yield made
        made.close()


@pytest.fixture
def holder(waiter) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(waiter.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def begin(waiter: BaseDatabaseWrapper) -> None:
    with waiter.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")


def patience(waiter: BaseDatabaseWrapper) -> int:
    with waiter.cursor() as cursor:
        return cursor.execute("PRAGMA busy_timeout").fetchone()[0]


def test_who_waits_asks_as_often_at_the_end_as_at_the_beginning(waiter, holder, clock):
    with pytest.raises(OperationalError, match="locked"):
        begin(waiter)
    assert 5 < clock.now < 5.01
    assert max(clock.slept) <= 0.005
    assert patience(waiter) == 5000


def test_who_waits_begins_when_the_other_is_done(waiter, holder, clock):
    clock.then = lambda: holder.execute("COMMIT") if len(clock.slept) == 50 else None
    begin(waiter)
    assert len(clock.slept) == 50
    holder.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        holder.execute("BEGIN IMMEDIATE")


def test_who_finds_it_free_does_not_wait(waiter, clock):
    begin(waiter)
    assert clock.slept == []


def test_another_fault_is_told_at_once(waiter, clock):
    begin(waiter)
    with pytest.raises(OperationalError, match="within a transaction"):
        begin(waiter)
    assert clock.slept == []
