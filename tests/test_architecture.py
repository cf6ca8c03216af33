"""The rooms of the house: who may import whom, and who may write. Read from the source, so nothing slips in."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from pools import models, shapes
from pools.operations.engine import account_rows
from tests.help import source
from tests.help.source import POOLS, ROOT, imports

FACTS = {"clock", "shapes", "errors", "refusals", "reference"}
OPERATIONS = {
    "operations.verbs",
    "operations.sending",
    "operations.rules",
    "operations.engine",
    "operations.syncing",
}
DOOR = FACTS | OPERATIONS | {"models"}
# Which rooms each may import, besides itself.
ARROWS = {
    "clock": set(),
    "refusals": set(),
    "errors": {"refusals"},
    "shapes": {"errors"},
    "reference": set(),
    "models": {"clock", "reference"},
    "operations.engine": FACTS | {"models"},
    "operations.rules": FACTS | {"models", "operations.engine"},
    "operations.sending": FACTS | {"models", "operations.engine", "operations.rules"},
    # With boto3, and so apart: what operations tell it goes to an endpoint of SNS.
    "publishing": set(),
    "operations.verbs": FACTS
    | {"models", "operations.engine", "operations.rules", "operations.sending", "publishing"},
    "operations.syncing": FACTS | {"models", "operations.engine", "operations.rules", "operations.verbs"},
    # What came from AWS: only the sync writes it.
    "operations.from_aws": FACTS | {"models", "operations.engine", "operations.rules", "operations.verbs"},
    "pages.kit": DOOR | {"templatetags"},
    "pages.frame": DOOR | {"templatetags", "pages.kit"},
    "pages.neighbours": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    "pages.account": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    "pages.pools": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    "pages.sync": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    "pages.simulator": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    "pages.training": DOOR | {"templatetags", "pages.kit", "pages.frame"},
    # Many of a list at once, whichever room the list is in.
    "pages.edits": DOOR | {"templatetags", "pages.kit", "pages.frame", "pages.neighbours", "pages.pools"},
    # urls.py, which includes one list a room, and the backend whose path every session holds.
    "pages.doorstep": {
        "models",
        "pages.frame",
        "pages.neighbours",
        "pages.account",
        "pages.pools",
        "pages.edits",
        "pages.simulator",
        "pages.sync",
        "pages.training",
    },
    "api": DOOR,
    "sync": DOOR | {"operations.from_aws"},
    "templatetags": {"clock"},
    "management": DOOR | {"sync"},
    "apps": OPERATIONS | {"models"},
}
# Arrows between modules that the table does not have.
REASONS = {
    ("pools.pages.pools.list", "pools.pages.neighbours.tabs"): "the list of pools is one of its three tabs",
    ("pools.operations.engine.registry", "pools.operations"): "it reads in every verb there is, by no name",
}
DRAWING = ("django.http", "django.forms", "django.template", "django.shortcuts")
# And what it must not import from elsewhere, by prefix.
OUTSIDE = {
    "refusals": ("django", "boto"),
    "errors": ("django", "boto"),
    "shapes": ("django", "boto3"),
    "reference": ("django", "boto"),
    "publishing": ("django",),
    "models": (*DRAWING, "boto"),
    "operations": (*DRAWING, "boto"),
    "pages": ("boto", "django.db.transaction"),
    "api": ("boto3", "django.db", "django.forms", "django.template"),
    "sync": DRAWING,
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
# What tells the machine's time, whatever account asks.
READS_A_CLOCK = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}
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
    """A room's modules; of a divided room those of all its parts."""
    of = {module: source.room_of(module) for module in source.modules()}
    return [path for module, path in source.modules().items() if f"{of[module]}.".startswith(f"{room}.")]


def matches(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".") or (prefix == "boto" and name.startswith("boto"))


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_inward(room):
    allowed, wrong = {room, *ARROWS[room]}, []
    for module, path in source.modules().items():
        if source.room_of(module) != room:
            continue
        for name in source.imported_modules(path):
            if source.room_of(name) not in {*allowed, "pools"} and (module, name) not in REASONS:
                wrong.append(f"{module} imports {name}")
    assert files(room)
    assert wrong == []


def test_every_exception_to_the_arrows_is_needed():
    needed = {
        (module, name)
        for module, path in source.modules().items()
        for name in source.imported_modules(path)
        if source.room_of(name) not in {source.room_of(module), *ARROWS.get(source.room_of(module), ())}
    }
    assert set(REASONS) <= needed


@pytest.mark.parametrize("room", OUTSIDE)
def test_a_room_imports_nothing_that_is_not_for_it(room):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(room)
        for name in imports(path)
        if any(matches(name, prefix) for prefix in OUTSIDE[room])
    ]
    assert wrong == []


def test_every_room_is_known():
    assert {source.room_of(module) for module in source.modules()} - {"console", "pools"} == set(ARROWS)


def test_no_module_imports_itself_by_way_of_others():
    assert source.circle({"a": {"b"}, "b": {"c", "d"}, "c": set(), "d": {"a"}}) == ["a", "b", "d", "a"]
    assert source.circle({m: source.imported_modules(p) - {m} for m, p in source.modules().items()}) == []


def test_one_module_talks_to_aws():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("sync")
        for name in imports(path)
        if matches(name, "boto") and path.name != "remote.py"
    ]
    assert wrong == []


def test_boto3_is_in_two_modules():
    """Of which one publishes replies to where a test setting says, and never to AWS."""
    found = {
        module
        for module, path in source.modules().items()
        if any(matches(name, "boto3") for name in imports(path))
    }
    assert found == {"pools.sync.remote", "pools.publishing"}


@pytest.mark.parametrize(
    "room",
    ["errors", "shapes", "reference", "models", "operations", "pages", "api", "sync", "apps", "publishing"],
)
def test_an_import_inside_a_function_says_why(room):
    """In a comment at its end or on the line above."""
    wrong = []
    for path in files(room):
        lines = path.read_text().split("\n")
        for number in source.imports_inside_functions(path):
            above, line = lines[number - 2].strip(), lines[number - 1]
            if not above.startswith("#") and "  # " not in line:
                wrong.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert wrong == []


# What modules of one kind each declare under one name, for themselves alone, as a reader of one expects of the next.
SAME_EVERYWHERE = {
    "COLUMNS": "of a list",
    "FILTERS": "of a list, or of a Describe operation",
    "NEWEST": "the order of a list's rows that are otherwise alike",
    "MESSAGE_TYPES": "that a Describe operation's filter takes, or as a page says them",
    "STATUSES": "that a Describe operation's filter takes",
    "CAPABILITIES": "that a Describe operation's filter takes, or as a page says them",
    "ACTIVE": "a status, of a pool or of a number",
    "HOLES": "of a row's stencil",
    "MEMBERS": "of the API, by the form's fields",
    "TEMPLATE": "of a page",
    "TITLE": "of a dialog",
    "panel": "what one tab of AWS sync draws",
    "WORD": "that a dialog asks for",
    "logger": "as Python's manual has it",
    "register": "Django's own",
    "urlpatterns": "Django's own",
    "Command": "Django's own",
    "in_a_region": "how every list of addresses begins",
}


def test_a_name_means_one_thing_in_a_room():
    """One room for all operations, whose functions call each other; one for each of the pages'."""
    where = defaultdict(list)
    for module, path in source.modules().items():
        room = source.room_of(module)
        for name in set(source.defined(path)) - SAME_EVERYWHERE.keys():
            where[room if room.startswith("pages") else room.partition(".")[0], name].append(module)
    assert {key: modules for key, modules in where.items() if len(modules) > 1} == {}


def test_every_name_that_may_stand_twice_does():
    names = [name for path in source.modules().values() for name in set(source.defined(path))]
    assert [name for name in SAME_EVERYWHERE if names.count(name) < 2] == []


# Where SQL is written out, or the connection's own is used.
RAW = POOLS / "models" / "fast_reads"


def test_sql_is_written_out_in_one_room():
    raw = re.compile(r"\bconnections?\b *\.|\.cursor\(|\.raw\(|\bRawSQL\b|\.extra\(")
    rooms = [path for path in source.modules().values() if path.is_relative_to(POOLS)]
    likely = [path for path in rooms if raw.search(path.read_text())]
    found = {path for path in likely if raw.search(code_of(path))}
    assert {path for path in found if path.parent != RAW} == set()
    assert found == {path for path in files("models") if path.parent == RAW and path.name != "__init__.py"}


def code_of(path: Path) -> str:
    """A module without its comments and docstrings."""
    return ast.unparse(without_docstrings(ast.parse(path.read_text())))


def without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if hasattr(node, "body") and isinstance(node.body, list):
            node.body = [one for one in node.body if not is_text(one)] or [ast.Pass()]
    return tree


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_only_settings_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in source.modules().values()
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    # wsgi and the server's own launcher run before there are settings.
    assert set(readers) <= {
        "console/settings.py",
        "console/environment.py",
        "console/wsgi.py",
        "console/gunicorn.py",
        "console/keeping.py",
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


# What the worker keeps for itself. All other rows it has written by verbs.
OF_THE_SYNC = {
    *("AwsLink", "Mirror", "DirtyKey", "AwsChange", "SyncRun", "SyncStep", "SyncRequest", "SyncWorker"),
    "RequestTurn",
}


def test_the_sync_writes_its_own_tables_alone():
    written, wrong = set(), []
    for path in files("sync"):
        for node, name in calls(path):
            table, _, method = name.replace("._base_manager", ".objects").partition(".objects")
            if node.func.attr in WRITES and method and table not in OF_THE_SYNC:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
            written |= {table} & OF_THE_SYNC
    assert wrong == []
    assert {"AwsLink", "Mirror", "AwsChange", "SyncRun"} <= written


# SQL that keeps an index, which the database itself runs.
TRIGGERS = {"pools/models/fast_reads/trigrams.py": "FTS5"}


def test_nor_do_others_write_in_sql():
    wrong, needed = [], set()
    for path in [*doors(), *files("models")]:
        name = str(path.relative_to(ROOT))
        for statement in without_docstrings(ast.parse(path.read_text())).body:
            if not any(is_write(node) for node in ast.walk(statement)):
                continue
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == TRIGGERS.get(name):
                needed.add(name)
            else:
                wrong.append(f"{name}:{statement.lineno}")
    assert wrong == []
    assert needed == set(TRIGGERS)


def is_write(node: ast.AST) -> bool:
    """A text with SQL that changes rows. FOR UPDATE only locks them."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return bool(re.search(r"(?<!FOR )\bUPDATE\b|\b(INSERT|DELETE|REPLACE|MERGE|TRUNCATE)\b", text))


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ('f"UPDATE {table} SET name = %s"', True),
        ('"INSERT INTO pools_pool VALUES (1)"', True),
        ('"""\nDELETE FROM pools_pool"""', True),
        ('"SELECT id FROM pools_pool FOR UPDATE"', False),
        ('"Update the pool"', False),
    ],
)
def test_what_writes_in_sql_is_seen(code, writes):
    assert any(map(is_write, ast.walk(ast.parse(code)))) is writes


@pytest.mark.parametrize("room", ["models", *sorted(OPERATIONS), "operations.from_aws", "templatetags"])
def test_rules_go_by_the_clock_of_an_account(room):
    """Ask `caller.now`, or pools/clock.py: its `now` where there is no caller, its `real_now` for the installation."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files(room)
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in READS_A_CLOCK
    ]
    assert wrong == []


def test_pages_read_only_through_the_caller():
    """Every query of a page about rows of accounts says whose: for_caller, elsewhere, gone or for_user."""
    scoped = tuple(f".objects.{name}(" for name in ("for_caller", "elsewhere", "gone", "for_user"))
    wrong = []
    for path in doors():
        source = path.read_text()
        for number, line in enumerate(source.split("\n"), 1):
            if ".objects." in line and not any(word in line for word in scoped):
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


def test_what_is_stored_by_its_path_stays_where_it_is():
    """Sessions hold the backend's path: under another one, everybody is signed out. Migrations import functions."""
    assert "pools.pages.backend.Backend" in settings.AUTHENTICATION_BACKENDS
    migrations = list((POOLS / "migrations").glob("*.py"))
    stored = {name for path in migrations for name in imports(path) if name.startswith("pools.")}
    for path in migrations:
        stored |= set(re.findall(r"(?<!from )\bpools(?:\.[a-z_]+){3}\b", path.read_text()))
    assert "pools.models.accounts.new_project_id" in stored
    assert all(map(import_string, {"pools.pages.backend.Backend", *stored}))


def test_each_table_of_an_account_is_in_its_snapshots_or_left_out():
    """A new one goes into one of the two lists: what is held is dropped and put back with a snapshot."""
    found, ring = set(), {models.Account}
    while ring:
        known = {models.Account, *found}
        ring = {
            model
            for model in apps.get_app_config("pools").get_models()
            if model not in known and any(field.related_model in ring for field in model._meta.fields)
        }
        found |= ring
    assert found == {*account_rows.HELD, *account_rows.LEFT_OUT}
    assert not {*account_rows.HELD} & {*account_rows.LEFT_OUT}
