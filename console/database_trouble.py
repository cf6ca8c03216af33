"""Why the database cannot be used, as one line that says what to do about it."""

import tempfile
from pathlib import Path

from django.db import connection

from console.trouble import first_line
from pools.management.database import OTHER, database_name
from pools.operations.engine.trouble import Cause, cause_of

SQLITE_ADVICE = {
    "full": f"free some space on its disk (or raise the quota, or the limit on a file's size), or {OTHER}",
    "rights": f"make the file and its folder yours, or {OTHER}",
    "locked": "stop the other program that is using it",
    "damaged": "put a copy of yours in its place, or move that file away, or name another with DATABASE_URL",
    "missing": "make that folder, or name a file in another with DATABASE_URL",
    "folder": "name a file with DATABASE_URL, as in sqlite:////path/to/file",
    "": f"look at the file and its disk, or {OTHER}",
}
POSTGRESQL_ADVICE = {
    "full": "free some space on the server's disk",
    "rights": "let that user create and change tables in it, or name another with DATABASE_URL",
    "locked": "end what holds its tables locked, then start again",
    "damaged": "look at the server's log, and put a copy of yours in its place",
    "unreachable": "start it, or correct DATABASE_URL",
    "": "start it, or correct DATABASE_URL",
}


def database_trouble(error: BaseException) -> str:
    """One line about a database that cannot be used, and what to do about it."""
    cause, reason = cause_of(error), first_line(root_of(error))
    if connection.vendor != "sqlite":
        # This line is printed, and may end in a log.
        if password := connection.settings_dict["PASSWORD"]:
            reason = reason.replace(password, "***")
        return cannot_use(reason, POSTGRESQL_ADVICE[cause])
    if cause == "rights":
        cause, reason = look_closer(Path(connection.settings_dict["NAME"]), reason)
    return cannot_use(reason, SQLITE_ADVICE.get(cause, OTHER))


def cannot_use(reason: str, advice: str) -> str:
    return f"Cannot use the database ({database_name()}): {reason}. To go on, {advice}"


def root_of(error: BaseException) -> BaseException:
    while error.__cause__:
        error = error.__cause__
    return error


def look_closer(path: Path, reason: str) -> tuple[Cause | str, str]:
    """SQLite says "unable to open" for much: what the system says about the file, then about one beside it."""
    if path.is_dir():
        return "folder", f"{reason}: it is a folder"
    if not path.parent.is_dir():
        return "missing", f"{reason}: there is no folder {path.parent}"
    try:
        with path.open("ab"), tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(b"x" * 4096)
    except OSError as error:
        return cause_of(error), f"{reason}: {error.strerror}"
    return "rights", reason
