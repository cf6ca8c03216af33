"""A database that is broken for real while the console serves: each door says what is wrong with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=4m small "$0" && exec "$@"'


def answers(
    cause: str, demo: Path, folder: Path, url: str = "", command: tuple[str, ...] = ()
) -> dict[str, str]:
    """What each request was answered: its status and the words. folder: where the demo's database is copied to."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {
        "DATABASE_URL": url or f"sqlite:///{folder / 'console.sqlite3'}?timeout=1",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_VAR": str(demo),
    }
    program = [*command, sys.executable, "-m", "tests.help.broken", cause]
    ran = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    found = dict(line.split(" ", 1) for line in ran.stdout.splitlines() if " " in line)
    assert "health" in found, ran.stderr[-4000:]
    return found


def must_say(found: dict[str, str], page: str, wire: str, *, reads: bool) -> None:
    for name in ("form", "part"):
        assert found[name].startswith("503 "), found
        assert page in found[name]
        assert "so nothing was saved." in found[name]
    assert found["write"].startswith("500 ")
    assert "(InternalServerException)" in found["write"]
    assert wire in found["write"]
    if reads:
        assert (found["list"][:3], found["read"][:3], found["health"]) == ("200", "200", "200")
    else:
        assert found["list"].startswith("503 ")
        assert page in found["list"]
        assert found["read"].startswith("500 ")
        assert wire in found["read"]


@pytest.fixture
def small_disk(tmp_path) -> tuple[str, ...]:
    """What puts a program's folder on a file system of 4 MB, in a name space that ends with it; () where none can."""
    folder = tmp_path / "disk"
    folder.mkdir()
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    command = ("unshare", "--mount", *user, "sh", "-c", ON_A_SMALL_DISK, str(folder))
    try:
        subprocess.run([*command, "true"], capture_output=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ()
    return command


def test_a_disk_that_is_full(small_disk, demo_folder, tmp_path):
    """Where none can be made, the greatest size of a file stands in for it."""
    found = answers("full" if small_disk else "limited", demo_folder, tmp_path / "disk", command=small_disk)
    must_say(found, "The database has no room left", "the database has no room left", reads=True)


def test_a_file_that_may_not_grow(demo_folder, tmp_path):
    found = answers("limited", demo_folder, tmp_path / "var")
    must_say(found, "The database has no room left", "the database has no room left", reads=True)


def test_a_database_that_takes_no_writes(demo_folder, tmp_path):
    found = answers("rights", demo_folder, tmp_path / "var")
    must_say(
        found, "The console can't open its database or write to it", "cannot open its database", reads=True
    )


def test_a_database_that_is_overwritten(demo_folder, tmp_path):
    found = answers("damaged", demo_folder, tmp_path / "var")
    must_say(found, "The database is damaged", "the database is damaged", reads=False)


def test_a_database_that_is_taken_away(demo_folder, tmp_path):
    found = answers("gone", demo_folder, tmp_path / "var")
    must_say(found, "The console can't open its database", "cannot open its database", reads=False)
    assert found["health"] == "503"


def test_a_server_that_does_not_answer(demo_folder, tmp_path):
    found = answers(
        "unreachable", demo_folder, tmp_path / "var", "postgres://console:secret@127.0.0.1:1/console"
    )
    assert found["list"].startswith("503 ")
    assert "The console can't reach its database" in found["list"]
    for name in ("read", "write"):
        assert "(InternalServerException)" in found[name]
        assert "the database cannot be reached" in found[name]
    assert found["health"] == "503"
