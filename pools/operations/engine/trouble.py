"""Why a database or a file refused, told apart by the codes that SQLite, PostgreSQL and the system give."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.db import DatabaseError, Error, InterfaceError, InternalError, OperationalError

from pools.errors import InternalServerException
from pools.refusals import DatabaseTrouble

logger = logging.getLogger(__name__)

Cause = Literal["full", "rights", "locked", "damaged", "unreachable", ""]

OF_ERRNO: dict[int, Cause] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "rights"),
    # EUCLEAN, a broken file system, is Linux's; other systems lack the name.
    **dict.fromkeys((errno.EIO, getattr(errno, "EUCLEAN", errno.EIO)), "damaged"),
    **dict.fromkeys(
        (
            errno.ECONNREFUSED,
            errno.ECONNRESET,
            errno.ECONNABORTED,
            errno.EPIPE,
            errno.ETIMEDOUT,
            errno.EHOSTUNREACH,
            errno.ENETUNREACH,
        ),
        "unreachable",
    ),
}
# The extended code where it says more than the plain one, which is its last byte.
OF_SQLITE: dict[int, Cause] = {
    sqlite3.SQLITE_FULL: "full",
    # What a quota, or a limit on a file's size, turns a write into; only ENOSPC becomes SQLITE_FULL.
    sqlite3.SQLITE_IOERR_WRITE: "full",
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_IOERR_ACCESS: "rights",
    sqlite3.SQLITE_IOERR_SHMOPEN: "rights",
    **dict.fromkeys(
        (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH), "rights"
    ),
    **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL), "locked"),
    **dict.fromkeys((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB), "damaged"),
    sqlite3.SQLITE_IOERR_READ: "damaged",
    sqlite3.SQLITE_IOERR_SHORT_READ: "damaged",
    sqlite3.SQLITE_IOERR_CORRUPTFS: "damaged",
}
# By SQLSTATE, or by its class, the first two letters.
OF_POSTGRES: dict[str, Cause] = {
    "53100": "full",
    "42501": "rights",
    "25006": "rights",
    "28": "rights",
    # 55P03 is what lock_timeout ends in, 57014 what statement_timeout does; class 40 has the deadlocks.
    "55P03": "locked",
    "57014": "locked",
    "40": "locked",
    "XX001": "damaged",
    "XX002": "damaged",
    "58": "damaged",
    "08": "unreachable",
    # No connection is free; class 57 comes from a server that is going down or just coming up.
    "53300": "unreachable",
    "57": "unreachable",
}


def cause_of(error: BaseException | None) -> Cause:
    """The cause that lies behind an error, however many others were made of it; "" where none is known.

    full: no room, a quota or a file's greatest size; rights: not ours to read or write; locked: somebody else is
    at it, so trying again helps; damaged: no database, or a broken one; unreachable: the server does not answer.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if cause := _own_cause(error):
            return cause
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return ""


def _own_cause(error: BaseException) -> Cause:
    """What one error says itself. Django's copy of a driver's error has no code: the driver's is behind it."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return OF_SQLITE.get(code) or OF_SQLITE.get(code & 0xFF, "")
    state = getattr(error, "sqlstate", None)
    if state:
        return OF_POSTGRES.get(state) or OF_POSTGRES.get(state[:2], "")
    if isinstance(error, OSError):
        return OF_ERRNO.get(error.errno or 0) or ("unreachable" if isinstance(error, TimeoutError) else "")
    driver = type(error).__module__.partition(".")[0]
    if driver == "psycopg" and type(error).__name__ in {OperationalError.__name__, InterfaceError.__name__}:
        # A connection that was never made, or is gone, has no state to tell.
        return "unreachable"
    return ""


@contextmanager
def trouble_as_refusal() -> Iterator[None]:
    """The database's trouble, raised as the API's InternalServerException with its cause."""
    try:
        yield
    except Error as error:
        if not is_trouble(error):
            raise
        cause = cause_of(error)
        logger.log(logging.WARNING if cause == "locked" else logging.ERROR, "The database failed: %s", error)
        raise InternalServerException(about=DatabaseTrouble(cause)) from error


def is_trouble(error: BaseException) -> bool:
    """Whether the database is what failed, and not what it was asked: a rule broken, a row gone, SQL that is none."""
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        return True
    return isinstance(error, DatabaseError) and bool(cause_of(error))


def trouble_in(error: BaseException | None) -> BaseException | None:
    """The database's trouble that lies behind an error, however many others were made of it."""
    while error is not None and not is_trouble(error):
        error = error.__cause__ or error.__context__
    return error
