"""Starting where files or the database cannot be used: the line names the cause, as each has another way out."""

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.start.helpers import START, environment, refused, run

# Root may write anywhere, by a power that a program can be started without.
AS_NOBODY_SPECIAL = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
FULL = "no room is left there: free some space"


def limit(size: int):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_room_for_the_secret_key(tmp_path):
    line = refused(START, tmp_path, preexec_fn=limit(0))
    assert "bin/run: CONSOLE_VAR: cannot use" in line
    assert FULL in line
    assert list(tmp_path.iterdir()) == []


def test_no_room_for_the_folder_that_was_named(tmp_path):
    line = refused(START, tmp_path, {"CONSOLE_SECRET_KEY": "given" * 10}, preexec_fn=limit(0))
    assert f"bin/run: cannot use {tmp_path}" in line
    assert FULL in line


def test_no_room_for_the_database(tmp_path):
    line = refused(START, tmp_path, preexec_fn=limit(100_000))
    assert line.startswith(f"bin/run: Cannot use the database (SQLite, {tmp_path}/console.sqlite3): ")
    assert "free some space on its disk" in line
    assert "yours" not in line


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 300 kB, where the machine lets one be mounted: in a name space that ends with the program."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = f'mount -t tmpfs -o size=300k small "{place}" && exec "$@"'
    command = [
        "unshare",
        "--mount",
        *([] if os.geteuid() == 0 else ["--map-root-user"]),
        "sh",
        "-c",
        mount,
        "sh",
    ]
    try:
        works = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        works = False
    return (command if works else None), place


def test_a_small_disk_that_gets_full(small_disk, tmp_path):
    """Elsewhere the greatest size of a file stands in for it, which SQLite tells by another code."""
    command, place = small_disk
    start = [*command, *START] if command else START
    line = refused(start, place, preexec_fn=None if command else limit(200_000))
    assert f"Cannot use the database (SQLite, {place}/console.sqlite3): " in line
    assert "free some space on its disk" in line
    assert "yours" not in line


def test_no_room_for_the_static_files(tmp_path):
    """The database is there and served from elsewhere; what was half written is not taken for whole afterwards."""
    prepared = {"DATABASE_URL": f"sqlite:///{tmp_path}/there.sqlite3", "CONSOLE_SECRET_KEY": "given" * 10}
    begin = [sys.executable, "-c", "import console.start as s; s.load_settings(); s.prepare_database()"]
    run(begin, environment(tmp_path / "var", prepared))
    line = refused(START, tmp_path / "var", prepared, preexec_fn=limit(60_000))
    assert "bin/run: cannot use " in line
    assert FULL in line
    half = files_below(tmp_path / "var/static")
    collect = [sys.executable, "-c", "import console.start as s; s.load_settings(); s.collect_static()"]
    for folder in ("var", "fresh"):
        run(collect, environment(tmp_path / folder, prepared))
    whole = files_below(tmp_path / "fresh/static")
    assert [name for name, content in half.items() if content != whole.get(name)]
    assert files_below(tmp_path / "var/static") == whole


def test_a_database_that_another_program_holds(tmp_path):
    path = tmp_path / "held.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        line = refused(START, tmp_path, {"DATABASE_URL": f"sqlite:///{path}?timeout=1"})
    assert "database is locked. To go on, stop the other program that is using it" in line


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "console.sqlite3").write_text("This is a letter. " * 500)
    line = refused(START, tmp_path)
    assert (
        "file is not a database. To go on, put a copy of yours in its place, or move that file away" in line
    )


def test_a_database_of_a_newer_console(demo_folder):
    with closing(sqlite3.connect(demo_folder / "console.sqlite3")) as opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('pools', '9999_x', '2026-01-01')"
        )
        opened.commit()
    line = refused(START, demo_folder)
    assert f"(SQLite, {demo_folder}/console.sqlite3) is from a newer console: update these files" in line


def test_a_folder_that_is_not_there(tmp_path):
    line = refused(START, tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}/none/x.sqlite3"})
    assert f"there is no folder {tmp_path}/none. To go on, make that folder" in line


def test_a_folder_in_place_of_a_file(tmp_path):
    line = refused(START, tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}"})
    assert "it is a folder. To go on, name a file with DATABASE_URL" in line


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "file").touch()
    line = refused(START, tmp_path / "file")
    assert f"CONSOLE_VAR: cannot use {tmp_path}/file (" in line
    assert "name another folder, as in CONSOLE_VAR=/path/to/folder" in line


def test_a_server_that_is_not_there(tmp_path):
    line = refused(START, tmp_path, {"DATABASE_URL": "postgres://someone:hUnTeR2@127.0.0.1:1/x"})
    assert "Cannot use the database (PostgreSQL, x on 127.0.0.1:1 as someone): " in line
    assert "To go on, start it, or correct DATABASE_URL" in line
    assert "hUnTeR2" not in line


@pytest.mark.parametrize("what", ["file", "folder"])
def test_files_that_are_not_ours(tmp_path, what):
    path = tmp_path / "other" / "some.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
    closed = path if what == "file" else path.parent
    closed.chmod(0o555)
    line = refused([*AS_NOBODY_SPECIAL, *START], tmp_path / "var", {"DATABASE_URL": f"sqlite:///{path}"})
    closed.chmod(0o755)
    assert "To go on, make the file and its folder yours, or name another" in line
