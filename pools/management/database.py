"""Which database a command looks into, as people know it, and whether it is one of the console."""

from pathlib import Path
from typing import Literal

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

OTHER = "name another with CONSOLE_VAR or DATABASE_URL"
State = Literal["ready", "absent", "empty", "old", "new"]


class DatabaseCommand(BaseCommand):
    """A command that needs the console's tables. It says so, in one line, where they are not there."""

    requires_migrations_checks = True

    # Django's own only warns, and goes on to a traceback.
    def check_migrations(self) -> None:
        must_be_ready()


def database_name() -> str:
    """The database in use, without its password."""
    database = connections["default"]
    used = database.settings_dict
    if database.vendor == "sqlite":
        return f"SQLite, {used['NAME']}"
    host = used["HOST"] or used["OPTIONS"].get("host", "localhost")
    port = used["PORT"] or used["OPTIONS"].get("port", 5432)
    return f"PostgreSQL, {used['NAME']} on {host}:{port} as {used['USER'] or 'the default user'}"


def in_this_database(sentence: str) -> CommandError:
    """A refusal that may be due to another database than the one that was meant."""
    return CommandError(f"{sentence} (The database is {database_name()}; {OTHER}.)")


def must_be_ready() -> None:
    """Raises: CommandError where the database is not there or lacks tables of this console."""
    if reason := unready(state()):
        raise CommandError(f"{reason} Or {OTHER}.")


def state() -> State:
    # Asked of the file, as opening it would make it.
    database = connections["default"]
    if database.vendor == "sqlite":
        path = Path(database.settings_dict["NAME"])
        if path.parent.is_dir() and not path.exists():
            return "absent"
    executor = MigrationExecutor(database)
    loader = executor.loader
    applied = {name for app, name in loader.applied_migrations if app == "pools"}
    if applied - {name for app, name in loader.disk_migrations if app == "pools"}:
        return "new"
    if not executor.migration_plan(loader.graph.leaf_nodes()):
        return "ready"
    return "old" if applied else "empty"


def unready(state: State) -> str:
    """What is wrong with a database in this state and how to mend it; "" where nothing is."""
    name = database_name()
    return {
        "absent": f"There is no database yet ({name}): start the console there, or run manage.py migrate.",
        "empty": f"The database ({name}) has no tables of the console: start it there, or run manage.py migrate.",
        "old": f"The database ({name}) is from an older console: start this one there, or run manage.py migrate.",
        "new": f"The database ({name}) is from a newer console: update these files.",
    }.get(state, "")
