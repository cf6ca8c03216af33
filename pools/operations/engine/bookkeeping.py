"""Writes that nobody asked for: they never fail, and hardly delay, what somebody did ask for."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
MOMENT = 0.1  # seconds by which an answer may be later
LONGEST_WAIT = 5  # seconds that what was asked for waits for others' locks
_failing: set[str] = set()


def try_to(what: str, act: Callable[[], Result], *, wait: float = MOMENT) -> Result | None:
    """The act's result, in a transaction of its own; None where the database does not take it.

    what: the act in words, for the one line that the log gets until it works again. wait: seconds for others' locks.
    """
    try:
        with hurried(wait):
            result = act()
    except Exception as error:
        cause = error if isinstance(error, Error) else error.__context__
        if not isinstance(cause, Error):
            raise
        if what not in _failing:
            _failing.add(what)
            logger.warning("Could not %s: %s", what, cause)
        return None
    _failing.discard(what)
    return result


def wait_no_longer(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """PostgreSQL would wait for a lock for ever; a request waits as long as on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LONGEST_WAIT * 1000}")


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """A transaction that waits this long, and no longer, for what others hold."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {seconds * 1000:.0f}")
            yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", LONGEST_WAIT)
    _sqlite_waits(seconds)
    try:
        with transaction.atomic():
            yield
    finally:
        _sqlite_waits(usual)


def _sqlite_waits(seconds: float) -> None:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
