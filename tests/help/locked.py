"""A database that somebody else is writing to, for as long as it takes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.db import OperationalError, connection


def locked_error() -> OperationalError:
    """What Django raises for a database that is locked: the driver's error, with its code, is behind it."""
    driver = sqlite3.OperationalError("database is locked")
    driver.sqlite_errorcode = sqlite3.SQLITE_BUSY
    error = OperationalError("database is locked")
    error.__cause__ = driver
    return error


@contextmanager
def locked_database() -> Iterator[None]:
    """Others may read the test's database and not write to it. Needs a test with transactions of its own."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    tables = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
    with psycopg.connect(**connection.get_connection_params() | {"context": None}) as other:
        other.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        yield
        other.rollback()
