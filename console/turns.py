"""Starts that come at once take turns: one makes the database and the files ready, the others find them so."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# Any number that no other program on the same PostgreSQL database locks.
ADVISORY_LOCK = 0x706F6F6C73
WAITING = "Waiting for another start, which is making the database and the files ready ..."


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Nobody else is in here for the same folder or the same database.

    The locks end with the process that holds them, however it ends: they are its hold on a folder (no file is made),
    and a session's on PostgreSQL, where the starts may be on several machines.
    """
    from django.db import connection

    folders = {folder.resolve()}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).resolve().parent)
    with ExitStack() as stack:
        # In one order everywhere, so that no two wait for each other.
        for path in sorted(folders):
            stack.enter_context(folder_lock(path))
        if connection.vendor == "postgresql":
            stack.enter_context(database_lock())
        yield


@contextmanager
def folder_lock(path: Path) -> Iterator[None]:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        # That it cannot be used is told, better, by whoever uses it.
        yield
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say_waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            pass  # A file system without locks.
        yield
    finally:
        os.close(handle)


@contextmanager
def database_lock() -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            say_waiting()
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        # The session's end gives the lock back, also where its transaction has failed.
        connection.close()


def say_waiting() -> None:
    print(WAITING, file=sys.stderr, flush=True)  # noqa: T201
