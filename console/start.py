"""What bin/run does once the packages are there: make the database and the static files ready, then serve.

Whatever goes wrong here is told in one line that says what to do; the traceback goes to a file.
"""

import argparse
import contextlib
import hashlib
import os
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from django.core.management.base import CommandError

from console import keeping
from console.environment import LAST_PORT, SettingError, whole_number
from console.listening import LOCAL, listen
from console.trouble import Stop, file_trouble, first_line
from console.turns import turn
from pools.operations.engine.trouble import cause_of

FIRST = ("--account", "--account-name", "--user")


def must_be_numbers(port: str, workers: str) -> None:
    whole_number("PORT", port, 0, LAST_PORT, "8000")
    if workers:
        whole_number("CONSOLE_WORKERS", workers, 1, 256, "4")


def load_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    import django

    # Settings are read here, so that what is wrong with one is told before anything else is done.
    make_folder(settings_folder())
    django.setup()


def make_folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=path) as file:
        # An empty file can be made on a disk that is full.
        file.write(b"x")


def prepare_database(*, demo: bool = True) -> None:
    from django.core.management import call_command

    check_writable()
    if migrations_wait():
        call_command("migrate", interactive=False, verbosity=0)
    if demo:
        call_command("demo", "--if-empty")


def check_writable() -> None:
    """Write for real and take it back: SQLite begins even a writer's transaction on a read-only file."""
    from django.db import connection, transaction

    from console.database_trouble import cannot_use

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA user_version = 1")
        else:
            cursor.execute("SHOW transaction_read_only")
            if cursor.fetchone()[0] == "on":
                raise Stop(cannot_use("it is read-only", "name one that takes writes with DATABASE_URL"))
        transaction.set_rollback(True)


def migrations_wait() -> bool:
    """Whether the database lacks a migration; Stop if it has one that these files do not."""
    from pools.management.database import state, unready

    found = state()
    if found == "new":
        raise Stop(unready(found))
    return found != "ready"


def collect_static() -> None:
    """Collect the static files, unless they are those of the last time."""
    from django.conf import settings
    from django.core.management import call_command

    root, stamp = Path(settings.STATIC_ROOT), Path(settings.STATIC_ROOT).with_suffix(".stamp")
    found, was_finished = static_fingerprint(), stamp.is_file()
    if was_finished and stamp.read_text() == found and root.is_dir():
        return
    # Half a file, of a start that ended in the middle, would be taken for a whole one as it is newer than its source.
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=not was_finished)
    stamp.write_text(found)


def static_fingerprint() -> str:
    """Changes with any static file's name, size or time, and with what turns them into served files."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    # Another release of whitenoise or Django may write the same sources otherwise.
    made_by = f"{settings.STORAGES['staticfiles']}\n{Path('requirements.txt').read_text()}"
    digest = hashlib.sha256(made_by.encode())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            seen = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serve(listeners: list[socket.socket], workers: str) -> NoReturn:
    """Become the server: same process, so Ctrl-C and signals reach it and nothing is left behind."""
    command = [sys.executable, "-m", "gunicorn", "--config", "console/gunicorn.py"]
    for listener in listeners:
        # Python closes what it has opened when another program takes over, unless told not to.
        os.set_inheritable(listener.fileno(), True)
        command += ["--bind", f"fd://{listener.fileno()}"]
    command += ["--workers", workers] if workers else []
    if keeps_worker():
        keeping.begin()
    os.execv(sys.executable, [*command, "console.wsgi"])  # noqa: S606


def keeps_worker() -> bool:
    from django.conf import settings

    return settings.CONSOLE_SYNC_WORKER


def refuse_unanswerable(chosen: argparse.Namespace) -> None:
    """Before anything is made, which may take a while; of an older database only its migrations make sure."""
    from pools.management.database import state
    from pools.management.first import First, must_be_answerable
    from pools.models import Account

    found = state()
    if found in ("absent", "empty") or (found == "ready" and not Account.objects.exists()):
        must_be_answerable(First(chosen.account, chosen.account_name, chosen.user, chosen.password_stdin))


def begin_empty(chosen: argparse.Namespace) -> None:
    """In place of the demo, a first account and person: given as options, or asked for."""
    from django.core.management import call_command

    call_command(
        "first",
        account=chosen.account,
        account_name=chosen.account_name,
        user=chosen.user,
        password_stdin=chosen.password_stdin,
    )


def prepare(listener: socket.socket, chosen: argparse.Namespace) -> None:
    load_settings()
    from django.db import Error, connection

    from console.announcing import announce
    from console.database_trouble import database_trouble

    if connection.vendor == "postgresql":
        # A server that does not answer would be waited for until the system gives up, which takes minutes.
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", 10)
    try:
        if chosen.empty:
            refuse_unanswerable(chosen)
        with turn(settings_folder()):
            prepare_database(demo=not chosen.empty)
            collect_static()
        # Others need not wait until somebody has typed.
        if chosen.empty:
            begin_empty(chosen)
        announce(listener)
    except Error as error:
        raise Stop(database_trouble(error)) from error
    finally:
        connection.close()


def settings_folder() -> Path:
    from django.conf import settings

    return Path(settings.VAR)


def keep_traceback() -> str:
    """Where the traceback of an error nobody foresaw was put, said as the end of a sentence."""
    # Where the settings are what failed, no folder is known.
    with contextlib.suppress(Exception):
        path = settings_folder() / "start-error.log"
        path.write_text(traceback.format_exc())
        return f" (see {path})"
    return ""


class Options(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise SettingError(f"{message} (bin/run --help lists what can be given)")


def options() -> argparse.Namespace:
    given = Options(prog="python -m console.start", description=__doc__, allow_abbrev=False)
    given.add_argument("--host", default=LOCAL)
    given.add_argument("--port", default="8000")
    given.add_argument("--workers", default="")
    given.add_argument("--empty", action="store_true")
    # Of the first account and person.
    for name in FIRST:
        given.add_argument(name, default="")
    given.add_argument("--password-stdin", action="store_true")
    chosen = given.parse_args()
    if not chosen.empty and (chosen.password_stdin or chosen.account or chosen.account_name or chosen.user):
        given.error(f"{', '.join(FIRST)} and --password-stdin go with --empty")
    return chosen


def main() -> None:
    try:
        chosen = options()
        must_be_numbers(chosen.port, chosen.workers)
        # Before the database is made, which may take a while: a busy port is told at once.
        listeners = listen(chosen.host, chosen.port)
        prepare(listeners[0], chosen)
        serve(listeners, chosen.workers)
    except KeyboardInterrupt:
        # What shells expect of a program that Ctrl-C has ended.
        sys.exit(130)
    except (Stop, SettingError, CommandError) as stop:
        sys.exit(f"bin/run: {stop}")
    except Exception as error:
        if isinstance(error, OSError) and cause_of(error):
            sys.exit(f"bin/run: {file_trouble(error, settings_folder())}")
        sys.exit(f"bin/run: could not start: {type(error).__name__}: {first_line(error)}{keep_traceback()}")


if __name__ == "__main__":
    main()
