"""The rooms of the house: who may import whom, and who may write. Read from the source, so nothing slips in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name

from pools import shapes

ROOT = Path(__file__).resolve().parents[1]
POOLS = ROOT / "pools"
# Which rooms each may import, besides itself.
ARROWS = {
    "errors": set(),
    "shapes": {"errors"},
    "reference": set(),
    "models": {"reference"},
    "operations": {"models", "shapes", "errors", "reference"},
    "pages": {"operations", "models", "shapes", "errors", "reference", "templatetags"},
    "api": {"operations", "models", "shapes", "errors", "reference"},
    "templatetags": set(),
    "management": {"operations", "models", "shapes", "errors", "reference"},
    "apps": {"operations"},
}
DRAWING = ("django.http", "django.forms", "django.template", "django.shortcuts")
# And what it must not import from elsewhere, by prefix.
OUTSIDE = {
    "errors": ("django", "boto"),
    "shapes": ("django", "boto3"),
    "reference": ("django", "boto"),
    "models": (*DRAWING, "boto"),
    "operations": (*DRAWING, "boto"),
    "pages": ("boto", "django.db.transaction"),
    "api": ("boto3", "django.db", "django.forms", "django.template"),
    "templatetags": ("boto", "django.db"),
}
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "_raw_delete",
}
NOT_ROWS = {
    # Methods of the same names on what is no row: hashes, dicts, sessions, cookies.
    "session",
    "cookies",
    "context",
    "attrs",
    "headers",
    "GET",
    "data",
}


def files(room: str) -> list[Path]:
    path = POOLS / f"{room}.py"
    return [path] if path.is_file() else sorted((POOLS / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def matches(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".") or (prefix == "boto" and name.startswith("boto"))


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_inward(room):
    allowed, forbidden = {room, *ARROWS[room]}, OUTSIDE.get(room, ())
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(room)
        for name in imports(path)
        if any(matches(name, prefix) for prefix in forbidden)
        or (name.startswith("pools.") and name.split(".")[1] not in allowed)
    ]
    assert files(room)
    assert wrong == []


def test_every_room_is_known():
    there = {path.stem for path in POOLS.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert there - {"__init__", "migrations"} == set(ARROWS)


def test_only_settings_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in [*POOLS.rglob("*.py"), *(ROOT / "console").glob("*.py")]
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    # asgi, wsgi and the server's own launcher run before there are settings.
    assert set(readers) <= {
        "console/settings.py",
        "console/environment.py",
        "console/asgi.py",
        "console/wsgi.py",
        "console/gunicorn.py",
        "console/start.py",
    }


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func)


def doors() -> list[Path]:
    return [*files("pages"), *files("templatetags"), *files("api")]


def test_only_operations_and_commands_write():
    wrong = []
    for path in [*doors(), *files("models")]:
        for node, name in calls(path):
            *owner, method = name.split(".")
            about_rows = "objects" in name or (
                owner and owner[-1] not in NOT_ROWS and method in {"save", "delete"}
            )
            if method in WRITES and about_rows and not set(owner) & NOT_ROWS:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert wrong == []


def test_pages_read_only_through_the_caller():
    """Every query of a page about rows of accounts says whose: for_caller, elsewhere or for_user."""
    wrong = []
    for path in doors():
        source = path.read_text()
        for number, line in enumerate(source.split("\n"), 1):
            if ".objects." in line and not any(
                word in line for word in (".objects.for_caller(", ".objects.elsewhere(", ".objects.for_user(")
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert wrong == []


def test_the_api_names_no_operation():
    """One more operation is one more function in operations/ and nothing else."""
    names = shapes.service_model().operation_names
    words = {*names, *map(xform_name, names)}
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files("api")
        for word in words
        if re.search(rf"\b{word}\b", path.read_text())
    ]
    assert len(words) > 200
    assert wrong == []
