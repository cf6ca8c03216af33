"""How long to wait for a lock, which only the database itself can be told."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LONGEST_WAIT = 5  # seconds that what was asked for waits for others' locks
BETWEEN_ASKS = 0.001, 0.005  # seconds


def wait_no_longer(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """PostgreSQL would wait for a lock for ever; a request waits as long as on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LONGEST_WAIT * 1000}")


def begin_in_turn(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """SQLite asks for a lock ever more seldom, so that under load those who came last get it, and the first never."""
    # A connection that was lost comes back with the wrappers it had.
    if connection.vendor == "sqlite" and _asking_steadily not in connection.execute_wrappers:
        connection.execute_wrappers.append(_asking_steadily)


def _asking_steadily(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a BEGIN IMMEDIATE: all who wait ask equally often, each for as long as its connection would wait."""
    if sql != "BEGIN IMMEDIATE":
        return execute(sql, params, many, context)
    with _waiting(context["connection"], 0) as usual:
        until = time.monotonic() + usual / 1000
        while True:
            try:
                return execute(sql, params, many, context)
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
            time.sleep(random.uniform(*BETWEEN_ASKS))  # noqa: S311


def let_others() -> None:
    """Between the transactions of a long work: SQLite has no queue, so all who wait need time to ask once."""
    if connection.vendor == "sqlite":
        time.sleep(BETWEEN_ASKS[1])


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """A transaction that waits this long, and no longer, for what others hold."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            # LOCAL, as the connection goes on to serve others when this is over.
            cursor.execute(f"SET LOCAL lock_timeout = {seconds * 1000:.0f}")
            yield
        return
    connection.ensure_connection()
    # Before the transaction, which waits for the lock as soon as it begins: Django sends BEGIN IMMEDIATE.
    with _waiting(connection, round(seconds * 1000)), transaction.atomic():
        yield


@contextmanager
def _waiting(connection: BaseDatabaseWrapper, milliseconds: int) -> Iterator[int]:
    """SQLite waits this long for a lock, and afterwards as long as before, which is given in milliseconds."""
    driver = connection.connection
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield usual
    finally:
        # A connection that was lost meanwhile is made again with the wait of the settings.
        if connection.connection is driver:
            driver.execute(f"PRAGMA busy_timeout = {usual}")


def check_foreign_keys() -> None:
    """Where others write, too, while a transaction does: at once, and not at its end. Raises: IntegrityError."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
