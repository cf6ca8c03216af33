"""The cause behind an error: each made for real where a test can, and wrapped as Django wraps it."""

import errno
import os
import resource
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import OperationalError

from pools.errors import InternalServerException
from pools.operations.engine.trouble import cause_of


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "some.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (x)")
        made.commit()
    return path


def error_of(path, *statements: str) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as caught:  # noqa: SIM117, PT012
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as opened:
            for statement in statements:
                opened.execute(statement)
    return caught.value


FILL = "INSERT INTO t VALUES (zeroblob(100000))"


def test_a_database_without_room_is_full(database):
    assert cause_of(error_of(database, "PRAGMA max_page_count = 3", FILL)) == "full"


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_file_at_its_greatest_size_is_full(database, journal):
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(sqlite3.connect(database)) as opened:
        opened.execute(f"PRAGMA journal_mode = {journal}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, old[1]))
    try:
        error = error_of(database, FILL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert cause_of(error) == "full"


def test_a_locked_database(database):
    with closing(sqlite3.connect(database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert cause_of(error_of(database, FILL)) == "locked"


def test_a_database_that_may_not_be_written(database):
    assert cause_of(error_of(f"{database.parent}/no-such-folder/x", FILL)) == "rights"
    assert cause_of(error_of(database, "PRAGMA query_only = 1", FILL)) == "rights"


def test_a_file_that_is_no_database(database):
    database.write_bytes(b"This is a letter, not a database. " * 50)
    assert cause_of(error_of(database, FILL)) == "damaged"


def test_a_database_whose_pages_are_overwritten(database):
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert cause_of(error_of(database, "SELECT * FROM t")) == "damaged"


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EFBIG, "full"),
        (errno.EACCES, "rights"),
        (errno.EROFS, "rights"),
        (errno.EIO, "damaged"),
        (errno.ECONNREFUSED, "unreachable"),
        (errno.ENOENT, ""),
    ],
)
def test_a_system_call(number, cause):
    assert cause_of(OSError(number, os.strerror(number))) == cause


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (psycopg.errors.DiskFull(), "full"),
        (psycopg.errors.InsufficientPrivilege(), "rights"),
        (psycopg.errors.ReadOnlySqlTransaction(), "rights"),
        (psycopg.errors.LockNotAvailable(), "locked"),
        (psycopg.errors.DeadlockDetected(), "locked"),
        (psycopg.errors.QueryCanceled(), "locked"),
        (psycopg.errors.DataCorrupted(), "damaged"),
        (psycopg.errors.AdminShutdown(), "unreachable"),
        (psycopg.errors.TooManyConnections(), "unreachable"),
        (psycopg.InterfaceError("the connection is closed"), "unreachable"),
        (psycopg.errors.UniqueViolation(), ""),
    ],
)
def test_an_answer_of_postgresql(error, cause):
    assert cause_of(error) == cause


def test_a_server_that_is_not_there():
    with pytest.raises(psycopg.Error) as caught:
        psycopg.connect("host=127.0.0.1 port=1 user=x dbname=x connect_timeout=2")
    assert cause_of(caught.value) == "unreachable"


def test_an_error_that_was_wrapped_twice(database):
    """As Django wraps the driver's, and an operation Django's; or as one error follows from another."""
    database_error = OperationalError()
    database_error.__cause__ = error_of(database, "PRAGMA query_only = 1", FILL)
    refusal, later = InternalServerException(), LookupError()
    refusal.__cause__ = later.__context__ = database_error
    assert cause_of(refusal) == cause_of(later) == "rights"


def test_an_error_that_goes_round_in_a_circle():
    one, other = ValueError(), ValueError()
    one.__context__, other.__context__ = other, one
    assert cause_of(one) == ""


def test_an_error_of_no_known_cause():
    assert cause_of(None) == cause_of(ValueError("full")) == cause_of(OperationalError("locked")) == ""
