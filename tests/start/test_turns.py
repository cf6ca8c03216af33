"""Starts at once in one empty folder: one sets up, the others wait, and each then serves."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from console.turns import ADVISORY_LOCK
from tests.start.helpers import ROOT, START, environment, wait_for

STARTS = 3
WAITING = "Waiting for another start"
# A Python whose virtual environment and packages take no time and no network, and that counts them.
STUB = """\
#!/bin/sh
case "$1 $2" in
'-m venv')
    echo venv >>"$COUNTED"
    sleep "${TAKES:-0.3}"
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
    ;;
'-m pip')
    echo pip >>"$COUNTED"
    sleep "${TAKES:-0.3}"
    ;;
'-m console.start') echo "serving" ;;
*) exec %s "$@" ;;
esac
"""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """As by a start that is under way: those that come meanwhile all get to where they wait."""
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield
    os.close(handle)


class Started:
    """A start that is under way, its output in a file, so that a full pipe cannot hold it up."""

    def __init__(self, command: list[str], log: Path, cwd: Path, values: dict[str, str]):
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                command, cwd=cwd, env=values, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def text(self) -> str:
        return self.log.read_text()

    def address(self) -> str | None:
        assert self.process.poll() is None, self.text
        found = re.search(r"The console is at  (http://\S+)", self.text)
        return found and found[1]

    def answers(self) -> bool:
        address = self.address()
        return address is not None and answers(address)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def start(tmp_path) -> Iterator:
    made: list[Started] = []

    def one(command: list[str], values: dict[str, str], cwd: Path = ROOT) -> Started:
        made.append(Started(command, tmp_path / f"{len(made)}.log", cwd, values))
        return made[-1]

    yield one
    for each in made:
        each.stop()


# ---------------------------------------------------------------------------
# The virtual environment


@pytest.fixture
def project(tmp_path) -> Path:
    """The scripts in a folder of their own, with a lock file to install from."""
    root = tmp_path / "a project"
    root.mkdir()
    shutil.copytree(ROOT / "bin", root / "bin")
    (root / "requirements.txt").write_text("nothing==1\n")
    stub = tmp_path / "python3.11"
    stub.write_text(STUB % sys.executable)
    stub.chmod(0o755)
    return root


def with_stub(tmp_path: Path, **values: str) -> dict[str, str]:
    stubs = {"PYTHON": str(tmp_path / "python3.11"), "COUNTED": str(tmp_path / "counted")}
    return environment(tmp_path / "var") | stubs | values


def counted(tmp_path: Path) -> list[str]:
    return (tmp_path / "counted").read_text().split()


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_one_makes_the_environment_and_the_others_wait(start, project, tmp_path, shell):
    command = [shutil.which(shell) or "sh", "bin/run"]
    with held(project):
        starts = [start(command, with_stub(tmp_path), project) for _ in range(STARTS)]
        for each in starts:
            wait_for(lambda each=each: WAITING in each.text)
    assert [each.process.wait(60) for each in starts] == [0] * STARTS, [each.text for each in starts]
    assert counted(tmp_path) == ["venv", "pip"]
    assert all(each.text.endswith("serving\n") for each in starts)


def test_a_start_with_nothing_to_set_up_waits_for_nobody(start, project, tmp_path):
    assert start(["sh", "bin/run"], with_stub(tmp_path), project).process.wait(60) == 0
    with held(project):
        assert start(["sh", "bin/run"], with_stub(tmp_path), project).process.wait(60) == 0
    assert counted(tmp_path) == ["venv", "pip"]


def test_a_start_that_was_killed_holds_nobody_up(start, project, tmp_path):
    first = start(["sh", "bin/run"], with_stub(tmp_path, TAKES="3"), project)
    wait_for(lambda: (tmp_path / "counted").exists())
    second = start(["sh", "bin/run"], with_stub(tmp_path), project)
    wait_for(lambda: WAITING in second.text)
    os.killpg(first.process.pid, signal.SIGKILL)
    assert second.process.wait(30) == 0, second.text
    assert second.text.endswith("serving\n")


def test_no_room_for_the_environment_is_said(start, project, tmp_path):
    """The folder's own disk cannot be filled here: pip's words stand for it."""
    stub = (
        (tmp_path / "python3.11").read_text().replace('echo pip >>"$COUNTED"', "echo No space left; exit 1")
    )
    (tmp_path / "python3.11").write_text(stub)
    one = start(["sh", "bin/run"], with_stub(tmp_path), project)
    assert one.process.wait(60) == 1
    assert f"bin/run: the disk is full: free some space in {project} and try again\n" in one.text


# ---------------------------------------------------------------------------
# The database and the files


def answers(url: str) -> bool:
    """Whether whoever watches over it is told that all is well."""
    client = HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except OSError:
        return False
    finally:
        client.close()


@pytest.fixture
def empty_database(request, tmp_path):
    """A DATABASE_URL of nothing yet: on PostgreSQL a database that is made for this test."""
    if connection.vendor == "sqlite":
        yield ""
        return
    used = connection.settings_dict
    where = {"host": used["HOST"], "port": used["PORT"], "user": used["USER"], "password": used["PASSWORD"]}
    name = f"console_turns_{os.getpid()}"  # tests of other processes have one, too
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield "postgres://{user}:{password}@{host}:{port}/{name}".format(**where, name=name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.database
@pytest.mark.parametrize("folders", ["one folder", "folders of their own"])
def test_each_serves_though_all_started_at_once(start, tmp_path, empty_database, folders):
    """With folders of their own they share the database alone, as on several machines."""
    url = empty_database or f"sqlite:///{tmp_path}/shared.sqlite3"
    starts = []
    with held(tmp_path), ExitStack() as stack:
        if empty_database:
            session = stack.enter_context(psycopg.connect(empty_database, autocommit=True))
            session.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        for number in range(STARTS):
            var = tmp_path / ("var" if folders == "one folder" else f"var{number}")
            values = environment(var, {"DATABASE_URL": url, "CONSOLE_SECRET_KEY": "shared" * 10})
            starts.append(start([*START, "--workers", "1"], values))
        for each in starts:
            wait_for(lambda each=each: WAITING in each.text)
    addresses = {wait_for(each.address) for each in starts}
    assert len(addresses) == STARTS
    for each in starts:
        wait_for(each.answers)
    assert all("demo / demo" in each.text for each in starts)


def test_the_lock_of_a_start_that_was_killed_is_free(start, tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    code = "import fcntl, os, time; fcntl.flock(os.open({!r}, 0), fcntl.LOCK_EX); print(1, flush=True); time.sleep(99)"
    holder = start([sys.executable, "-c", code.format(str(var))], environment(var))
    wait_for(lambda: holder.text)
    waiting = start([*START, "--workers", "1"], environment(var))
    wait_for(lambda: WAITING in waiting.text)
    assert waiting.address() is None
    holder.process.kill()
    assert wait_for(waiting.address)
