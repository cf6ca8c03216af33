"""How long to wait for a lock, which only the database itself can be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LONGEST_WAIT = 5  # seconds that what was asked for waits for others' locks


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
            # LOCAL, as the connection goes on to serve others when this is over.
            cursor.execute(f"SET LOCAL lock_timeout = {seconds * 1000:.0f}")
            yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", LONGEST_WAIT)
    # Before the transaction, which waits for the lock as soon as it begins: Django sends BEGIN IMMEDIATE.
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
