"""bin/run --empty: a console without the demo, whose first person signs in; and what bin/run refuses."""

import http.cookiejar
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.start.helpers import MANAGE, ROOT, START, environment, refused, run

PASSWORD = "correct horse battery"
WHOLE = ["--account", "123456789012", "--account-name", "My team", "--user", "alice", "--password-stdin"]


@contextmanager
def started(command: list[str], var: Path, text: str = "") -> Iterator[tuple[str, str]]:
    """The address and all that is printed until the console is there; it ends afterwards."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(var, {"CONSOLE_WORKERS": "1"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        process.stdin.write(text)
        process.stdin.close()
        printed, url = "", None
        while not (url and "database " in printed):
            line = process.stdout.readline()
            assert line, printed
            printed += line
            url = url or re.search(r"http://[0-9.]+:\d+", line)
        yield url[0], printed
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


def test_the_first_person_signs_in_where_there_is_no_demo(tmp_path):
    browser = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with started([*START, "--empty", *WHOLE], tmp_path, f"{PASSWORD}\n") as (url, printed):
        assert "Account 123456789012, My team, was added; alice is its Administrator." in printed
        assert "sign in with     alice\n" in printed
        page = browser.open(f"{url}/sign-in/").read().decode()
        assert "emo" not in page
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        fields = {"csrfmiddlewaretoken": token, "username": "alice", "password": PASSWORD}
        answer = browser.open(f"{url}/sign-in/", urlencode(fields).encode())
        assert "/123456789012/" in answer.url
    with started(START, tmp_path) as (_, printed):
        assert "demo" not in printed
    with started([*START, "--empty"], tmp_path) as (_, printed):
        assert "There are accounts already, so no first one is added." in printed


def test_without_a_terminal_the_start_is_refused_and_loads_no_demo(tmp_path):
    line = refused([*START, "--empty"], tmp_path, stdin=subprocess.DEVNULL)
    assert line.startswith(
        "bin/run: There is no terminal to ask for the first account and person. Give --account"
    )
    # Before anything is set up.
    assert not (tmp_path / "console.sqlite3").exists()
    assert not (tmp_path / "static").exists()
    run([*MANAGE, "migrate", "--verbosity=0"], environment(tmp_path))
    assert refused([*START, "--empty", *WHOLE[:6]], tmp_path, stdin=subprocess.DEVNULL) == line
    assert not (tmp_path / "static").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--account", "123456789012"], "unknown argument '--account'"),
        (["empty"], "unknown argument 'empty'"),
        (["--empty", "--nothing"], "unrecognized arguments: --nothing"),
        (["--empty", "--account"], "argument --account: expected one argument"),
        (["--empty", "--user", "a lice", *WHOLE[:4], "--password-stdin"], "Enter a valid username"),
    ],
)
def test_what_can_not_be_given(tmp_path, arguments, reason):
    line = refused(["sh", "bin/run", *arguments], tmp_path, {"PORT": "0"}, stdin=subprocess.DEVNULL)
    assert line.startswith("bin/run: ")
    assert reason in line


def test_help_names_what_can_be_given():
    done = subprocess.run(["sh", "bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for option in ("--empty", *WHOLE[::2]):
        assert option in done.stdout
    assert "--empty" in (ROOT / "README.md").read_text()
