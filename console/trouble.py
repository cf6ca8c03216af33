"""Why the console cannot start, as one line that says what to do."""

from pathlib import Path

from pools.operations.engine.trouble import cause_of

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
