"""Why the console cannot start, as one line that says what to do."""

import tempfile
from pathlib import Path

from pools.operations.engine.trouble import Cause, cause_of

ANOTHER = "name another with DATABASE_URL or CONSOLE_VAR"
SQLITE_ADVICE = {
    "full": f"free some space on its disk (or raise the quota, or the limit on a file's size), or {ANOTHER}",
    "rights": f"make the file and its folder yours, or {ANOTHER}",
    "locked": "stop the other program that is using it",
    "damaged": "put a copy of yours in its place, or move that file away, or name another with DATABASE_URL",
    "missing": "make that folder, or name a file in another with DATABASE_URL",
    "folder": "name a file with DATABASE_URL, as in sqlite:////path/to/file",
    "": f"look at the file and its disk, or {ANOTHER}",
}
POSTGRESQL_ADVICE = {
    "full": "free some space on the server's disk",
    "rights": "let that user create and change tables in it, or name another with DATABASE_URL",
    "locked": "end what holds its tables locked, then start again",
    "damaged": "look at the server's log, and put a copy of yours in its place",
    "unreachable": "start it, or correct DATABASE_URL",
    "": "start it, or correct DATABASE_URL",
}
FILE_ADVICE = {
    "full": "no room is left there: free some space",
    "rights": "make it yours",
    "damaged": "the disk may be failing: look at the system's log",
}


class Stop(Exception):
    """The console cannot start; the message is the line that the user reads."""


def first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def file_trouble(error: OSError, place: Path) -> str:
    """place: what to name where the error does not say which file it is about, as one of writing does not."""
    advice = FILE_ADVICE.get(cause_of(error), "look at it and its folder")
    where = error.filename or place
    return f"cannot use {where} ({error.strerror}): {advice}, or name another folder, as in CONSOLE_VAR=/path/to/folder"


def database_trouble(error: BaseException) -> str:
    """One line about a database that cannot be used, and what to do about it."""
    from django.db import connection

    cause, reason = cause_of(error), first_line(root_of(error))
    if connection.vendor != "sqlite":
        # This line is printed, and may end in a log.
        if password := connection.settings_dict["PASSWORD"]:
            reason = reason.replace(password, "***")
        return cannot_use(reason, POSTGRESQL_ADVICE[cause])
    if cause == "rights":
        cause, reason = look_closer(Path(connection.settings_dict["NAME"]), reason)
    return cannot_use(reason, SQLITE_ADVICE.get(cause, ANOTHER))


def cannot_use(reason: str, advice: str) -> str:
    # Only here, as the settings, which this serves too, have to be read before models can be.
    from pools.management.database import database_name

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
