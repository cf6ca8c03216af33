"""Many commands as they are typed, in one process: python -m tests.help.typed, a command a line on standard input.

Prints, for each, its exit code and what it wrote to standard error, as a line of JSON.
"""

import contextlib
import io
import json
import os
import shlex
import sys
import traceback

from console.command_line import obey


def typed(line: str) -> tuple[int, str]:
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            obey(["manage.py", *shlex.split(line)])
        except SystemExit as end:
            # What Python does with a text: it writes it.
            code = end.code if isinstance(end.code, int) else 1
            errors.write("" if end.code is None or isinstance(end.code, int) else f"{end.code}\n")
            return code, errors.getvalue()
        except Exception:
            return 1, traceback.format_exc()
    return 0, errors.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    lines = sys.stdin.read().splitlines()
    for line in lines:
        sys.stdin = io.StringIO("correct horse battery staple\n")
        sys.stdout.write(json.dumps([line, *typed(line)]) + "\n")
