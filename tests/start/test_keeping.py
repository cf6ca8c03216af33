"""The worker of the sync beside the server: started with it, again when it ends, and ended with it."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.help.ctrl_c import ended_by_ctrl_c
from tests.start.helpers import MANAGE, ROOT, START, environment, run, wait_for

# In place of the worker: it says that it began, and how it was told to end.
STUB = """
import os, signal, sys, time
def end(*_):
    print("told", os.getpid(), file=open("said", "a"), flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("began", os.getpid(), os.getppid(), *sys.argv[1:], file=open("said", "a"), flush=True)
time.sleep(120)
"""
# In place of the server.
SERVER = "from console import keeping; import time; keeping.begin(); time.sleep(120)"


class Beside:
    """A server with a keeper, in a folder where manage.py is the stub."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, folder / "said"
        (folder / "manage.py").write_text(STUB)
        own = environment(folder) | {"PYTHONPATH": str(ROOT)}
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            cwd=folder,
            env=own,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def lines(self, word: str) -> list[list[str]]:
        said = self.said.read_text().splitlines() if self.said.exists() else []
        return [line.split()[1:] for line in said if line.startswith(word)]

    def began(self, count: int = 1) -> tuple[int, int]:
        """The process IDs of that worker and of its keeper."""
        found = wait_for(lambda: self.lines("began")[count - 1 :], seconds=30)
        worker, keeper, *words = found[0]
        assert words == ["sync", "work", "--parent", keeper]
        return int(worker), int(keeper)


@pytest.fixture
def beside(tmp_path) -> Iterator[Beside]:
    made = Beside(tmp_path)
    yield made
    with suppress(ProcessLookupError):
        os.killpg(made.server.pid, signal.SIGKILL)
    made.server.wait(10)
    made.server.stderr.close()


def is_there(pid: int) -> bool:
    """Not as a zombie, which only waits for its parent to look."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_worker_that_was_killed_is_started_again_and_that_is_said(beside):
    worker, keeper = beside.began()
    os.kill(worker, signal.SIGKILL)
    again, same = beside.began(2)
    assert again != worker
    assert same == keeper
    assert beside.server.stderr.readline() == b"The sync worker ended (-9). It starts again in 1 s.\n"


def test_the_worker_ends_with_the_keeper_that_is_told_to(beside):
    worker, keeper = beside.began()
    os.kill(keeper, signal.SIGTERM)
    wait_for(lambda: not is_there(worker) and not is_there(keeper), seconds=30)
    assert beside.lines("told") == [[str(worker)]]


def test_both_end_when_the_server_is_killed(beside):
    worker, keeper = beside.began()
    beside.server.kill()
    beside.server.wait(10)
    wait_for(lambda: not is_there(worker) and not is_there(keeper), seconds=30)
    assert beside.lines("told") == [[str(worker)]]


@pytest.fixture
def console(demo_folder) -> Iterator[subprocess.Popen]:
    with ended_by_ctrl_c():
        process = subprocess.Popen(
            [*START, "--workers", "1"],
            cwd=ROOT,
            env=environment(demo_folder, {"CONSOLE_SYNC_WORKER": "1"}),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()


def commands_of(group: int) -> dict[str, int]:
    """What runs in a session: each command by what tells it apart, with its process ID."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,sess=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    kinds = re.compile("console.keeping|sync work|gunicorn")
    return {
        found[0]: int(pid)
        for pid, session, args in rows
        if int(session) == group and (found := kinds.search(args))
    }


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_of_a_console_is_left_when_it_ends(console, how):
    all_of_it = {"console.keeping", "sync work", "gunicorn"}
    wait_for(lambda: commands_of(console.pid).keys() == all_of_it)
    console.send_signal(how)
    console.wait(30)
    wait_for(lambda: not commands_of(console.pid), seconds=30)


def test_without_one_there_is_none(demo_folder):
    process = subprocess.Popen(
        [*START, "--workers", "1"],
        cwd=ROOT,
        env=environment(demo_folder),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert next(line for line in process.stdout if "The console is at" in line)
        assert commands_of(process.pid).keys() <= {"gunicorn"}
        process.terminate()


def workers_in(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "console.sqlite3")) as database:
        return database.execute("SELECT COUNT(*) FROM pools_syncworker").fetchone()[0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_gives_a_sign_and_ends_well_when_it_is_told_to(demo_folder, how):
    command = [*MANAGE, "sync", "work"]
    with ended_by_ctrl_c():
        worker = subprocess.Popen(command, cwd=ROOT, env=environment(demo_folder), stderr=subprocess.PIPE)
    with worker:
        try:
            wait_for(lambda: workers_in(demo_folder))
            worker.send_signal(how)
            assert worker.wait(30) == 0
        finally:
            # One that heeds nothing would be waited for without an end.
            worker.kill()
        assert worker.stderr.read() == b""


def test_a_worker_whose_parent_is_another_one_ends_by_itself(demo_folder):
    run([*MANAGE, "sync", "work", "--parent", "1"], environment(demo_folder))


def test_a_worker_ends_when_there_is_nothing_to_do_now(demo_folder):
    run([*MANAGE, "sync", "work", "--once"], environment(demo_folder))
    assert workers_in(demo_folder) == 1
