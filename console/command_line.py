"""manage.py: Django's command line, and one line in place of a traceback for what whoever types there can cause."""

import os
import sys
from collections.abc import Sequence

from console.environment import SettingError
from console.trouble import file_trouble
from pools.operations.engine.trouble import cause_of, trouble_in


def obey(arguments: Sequence[str]) -> None:
    from django.core.management import execute_from_command_line

    try:
        must_be_text(arguments)
        execute_from_command_line(list(arguments))
    except SettingError as error:
        sys.exit(f"manage.py: {error}")
    except KeyboardInterrupt:
        # What shells expect of a program that Ctrl-C has ended.
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read has enough; Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        line = "" if "--traceback" in arguments else foreseen(error)
        if not line:
            raise
        sys.exit(f"manage.py: {line}")


def must_be_text(arguments: Sequence[str]) -> None:
    """Bytes that are no text come as halves of characters, which no database takes and no terminal shows."""
    for argument in arguments:
        if not argument.isascii() and argument != argument.encode(errors="replace").decode():
            raise SettingError(f"{argument.encode(errors='replace').decode()} is no text in UTF-8")


def foreseen(error: Exception) -> str:
    """The line that says what is wrong and what to do; "" of an error in the console itself."""
    if isinstance(error, EOFError):
        return "the input ended too early"
    if isinstance(error, OSError):
        from django.conf import settings

        return file_trouble(error, settings.VAR) if cause_of(error) else ""
    return of_the_database(error)


def of_the_database(error: Exception) -> str:
    from django.db import Error

    from console.database_trouble import database_trouble
    from pools.management.database import OTHER, state, unready

    trouble = trouble_in(error)
    if trouble is None and not isinstance(error, Error):
        return ""
    try:
        # A table or a column that is missing is an error like any other.
        line = unready(state())
    except Error:
        line = ""
    if not line and trouble is None:
        return ""
    line = line or database_trouble(error)
    return line if "DATABASE_URL" in line else f"{line.rstrip('.')}. Or {OTHER}."
