"""manage.py: whatever people can cause ends in one line that names the database and how to name another."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.help.ctrl_c import ended_by_ctrl_c
from tests.start.helpers import MANAGE, ROOT, environment, refused, run, wait_for
from tests.start.test_storage import AS_NOBODY_SPECIAL

PASSWORD = "hUnTeR2"
COMMANDS = {
    "account": [
        "account list",
        "account add 444455556666 --name Team",
        "account remove 444455556666 --yes",
    ],
    "class": [
        "class list",
        "class add Monday --learners 2 --account 444455556666",
        "class reset Monday --account 444455556666 --yes",
        "class remove Monday --account 444455556666 --yes",
    ],
    "first": ["first --account 444455556666 --account-name Team --user alice --password-stdin"],
    "demo": ["demo", "demo --if-empty", "demo --reset --yes", "demo --pools 3"],
    "quota": [
        "quota list --account 444455556666",
        "quota set --account 444455556666 POOLS_PER_ACCOUNT 30",
        "quota unset --account 444455556666 POOLS_PER_ACCOUNT",
    ],
    "user": [
        "user list",
        "user add alice --account 444455556666 --role editor --password-stdin",
        "user grant alice --account 444455556666 --role editor",
        "user revoke alice --account 444455556666",
        "user password alice --password-stdin",
    ],
    "sync": [
        "sync work",
        *(
            f"sync {verb} --account 444455556666 --region us-east-1"
            for verb in (
                "link",
                "unlink --yes",
                "refresh",
                "plan",
                "apply --yes",
                "status",
                "resolve --ours",
                "look-up OPT",
            )
        ),
    ],
    "secret-key": ["secret-key rotate --old-file LICENSE"],
    # Of Django and django-axes, as the README names some and people know others.
    "others": ["axes_reset", "axes_reset_username alice", "changepassword alice", "clearsessions"],
}
NEEDS_NO_DATABASE = {"api_coverage", "lesson"}
LINES = [line for lines in COMMANDS.values() for line in lines]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The folder of a console that is ready, with nobody in it."""
    folder = tmp_path_factory.mktemp("made")
    run([*MANAGE, "migrate", "--verbosity=0"], environment(folder))
    return folder


@pytest.fixture
def copied(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copied"))


def file_in(folder: Path) -> Path:
    return folder / "console.sqlite3"


def answers(
    folder: Path,
    values: Mapping[str, str] | None = None,
    *,
    start: Sequence[str] = (),
    lines: Sequence[str] = LINES,
) -> list[tuple]:
    program = [*start, sys.executable, "-m", "tests.help.typed"]
    done = subprocess.run(
        program,
        input="\n".join(lines),
        cwd=ROOT,
        env=environment(folder, values or {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def each_must_say(found: list[tuple], name: str, *reasons: str) -> None:
    """Each command ends with one line that has the database's name, the reason and the way to another."""
    assert [line for line, *_ in found] == LINES
    wrong = [
        (line, code, text)
        for line, code, text in found
        if code != 1
        or len(text.splitlines()) != 1
        or name not in text
        or not any(reason in text for reason in reasons)
        or "DATABASE_URL" not in text
        or PASSWORD in text
    ]
    assert wrong == []


def test_every_command_is_tried():
    commands = {path.stem for path in (ROOT / "pools/management/commands").glob("[!_]*.py")}
    assert commands - NEEDS_NO_DATABASE == set(COMMANDS) - {"others"}


def test_a_folder_of_no_console(tmp_path):
    """As where the running console has another CONSOLE_VAR."""
    own = [line for line in LINES if line not in COMMANDS["others"]]
    found = answers(tmp_path, lines=own)
    assert not file_in(tmp_path).exists()
    found += answers(tmp_path, lines=COMMANDS["others"])
    each_must_say(found, f"SQLite, {tmp_path}/console.sqlite3", "no database yet", "has no tables")


def test_a_database_without_tables(tmp_path):
    file_in(tmp_path).touch()
    each_must_say(answers(tmp_path), str(file_in(tmp_path)), "has no tables of the console")


def test_a_database_of_an_older_console(copied):
    with closing(sqlite3.connect(file_in(copied))) as opened:
        opened.execute("DELETE FROM django_migrations WHERE app = 'pools' AND name > '0002'")
        # What Django's own commands find missing.
        for table in ("pools_user", "axes_accessattempt", "django_session"):
            opened.execute(f"DROP TABLE {table}")
        opened.commit()
    each_must_say(answers(copied), str(file_in(copied)), "is from an older console")


def test_a_database_of_a_newer_console(copied):
    with closing(sqlite3.connect(file_in(copied))) as opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('pools', '9999_x', '2026-01-01')"
        )
        for table in ("pools_user", "axes_accessattempt", "django_session"):
            opened.execute(f"DROP TABLE {table}")
        opened.commit()
    each_must_say(answers(copied), str(file_in(copied)), "is from a newer console: update these files")


def test_a_damaged_database(copied):
    whole = file_in(copied).read_bytes()
    file_in(copied).write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    each_must_say(answers(copied), str(file_in(copied)), "put a copy of yours in its place")


def test_a_file_that_is_no_database(tmp_path):
    file_in(tmp_path).write_text("This is a letter. " * 500)
    each_must_say(answers(tmp_path), str(file_in(tmp_path)), "file is not a database")


def test_a_folder_that_is_not_there(tmp_path):
    url = f"sqlite:///{tmp_path}/none/x.sqlite3"
    each_must_say(answers(tmp_path, {"DATABASE_URL": url}), f"{tmp_path}/none/x.sqlite3", "make that folder")


def test_a_folder_in_place_of_a_file(tmp_path):
    found = answers(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}"})
    each_must_say(found, f"SQLite, {tmp_path}", "it is a folder")


def test_a_server_that_is_not_there(tmp_path):
    url = f"postgres://someone:{PASSWORD}@127.0.0.1:1/x"
    found = answers(tmp_path, {"DATABASE_URL": url})
    each_must_say(found, "PostgreSQL, x on 127.0.0.1:1 as someone", "start it, or correct DATABASE_URL")


@pytest.mark.database
def test_a_server_that_has_no_such_database(tmp_path):
    if connection.vendor != "postgresql":
        return  # only there is a server to be asked
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/none_of_this_name"
    each_must_say(answers(tmp_path, {"DATABASE_URL": url}), "none_of_this_name", "correct DATABASE_URL")


def test_a_database_that_takes_no_writes(copied):
    file_in(copied).chmod(0o444)
    copied.chmod(0o555)
    # By a given key, as no folder can be written to.
    found = answers(copied, {"CONSOLE_SECRET_KEY": "given" * 10}, start=AS_NOBODY_SPECIAL)
    copied.chmod(0o755)
    each_must_say(found, str(file_in(copied)), "make the file and its folder yours", "unable to open")


def test_a_database_that_another_program_holds(copied):
    url = f"sqlite:///{file_in(copied)}?timeout=1"
    writes = {
        "account add 444455556666 --name Team": f"{file_in(copied)}): database is locked. To go on, stop the other",
        "axes_reset": f"{file_in(copied)}): database is locked. To go on, stop the other program",
        "demo": "People were changing the account all the while. Nothing was changed",
    }
    with holding(copied):
        found = answers(copied, {"DATABASE_URL": url}, lines=list(writes))
    for line, code, text in found:
        assert (code, len(text.splitlines())) == (1, 1), text
        assert writes[line] in text


def test_what_is_not_in_this_database_or_there_already(copied):
    """These are refused by name: the database that was meant may be another one."""
    file = str(file_in(copied))
    answers(copied, lines=["account add 111122223333 --name Other", "account add 444455556666 --name Team"])
    answers(copied, lines=["user add bob --account 444455556666 --role viewer --password-stdin"])
    refusals = {
        "account add 444455556666 --name Twice": "Account 444455556666 already exists, as Team. Choose another ID,",
        "account remove 999999999999 --yes": "Account 999999999999 doesn't exist",
        "user add bob --account 444455556666 --role viewer --password-stdin": "User bob exists already. Choose",
        "user add eve --account 999999999999 --role viewer --password-stdin": "Account 999999999999 doesn't exist",
        "user grant eve --account 444455556666 --role viewer": "User eve doesn't exist. manage.py user list",
        "user password eve --password-stdin": "User eve doesn't exist. manage.py user list",
        "demo": "The demo account 111122223333 is there already. Use --reset",
    }
    for line, code, text in answers(copied, lines=list(refusals)):
        assert (code, len(text.splitlines())) == (1, 1), text
        assert refusals[line] in text
        assert f"(The database is SQLite, {file}; name another with CONSOLE_VAR or DATABASE_URL.)" in text


def test_an_argument_that_is_no_text(copied):
    line = refused([*MANAGE, "account", "add", "444455556666", "--name", b"caf\xe9"], copied)
    assert line == "manage.py: caf? is no text in UTF-8"


def test_input_that_is_no_text_or_ends_or_is_closed(copied):
    answers(copied, lines=["account add 444455556666 --name Team"])
    add = [*MANAGE, "user", "add", "bob", "--account", "444455556666", "--role", "viewer"]
    given = {"input": "\udce9\n", "errors": "surrogateescape"}
    assert "no text in UTF-8" in refused([*add, "--password-stdin"], copied, **given)
    closed = ["sh", "-c", '"$@" <&-', "sh"]
    assert "The password is empty" in refused([*closed, *add, "--password-stdin"], copied)
    assert "There is no terminal to ask for the password" in refused([*closed, *add], copied)
    assert "There is no terminal" in refused([*closed, *MANAGE, "secret-key", "rotate"], copied)


def test_a_reader_that_goes_away(copied):
    shell = ["sh", "-c", 'exec 3>&1; { "$@" 2>&3; } | :', "sh"]
    done = subprocess.run(
        [*shell, *MANAGE, "api_coverage"],
        cwd=ROOT,
        env=environment(copied),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout + done.stderr == ""


def test_a_stop_with_ctrl_c(copied):
    with holding(copied):
        with ended_by_ctrl_c():
            process = subprocess.Popen(
                [*MANAGE, "axes_reset"],
                cwd=ROOT,
                env=environment(copied),
                stderr=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        wait_for(lambda: str(file_in(copied)) in open_files(process.pid))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")


def open_files(pid: int) -> set[str]:
    return {os.path.realpath(link) for link in Path(f"/proc/{pid}/fd").iterdir()}


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file_in(folder), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield
