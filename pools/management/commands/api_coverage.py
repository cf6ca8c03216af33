"""`manage.py api_coverage`: which of the API's operations are here, as the table in docs/api.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pools import shapes
from pools.operations.engine.caller import role_for
from pools.operations.engine.registry import verbs

PAGE = Path(settings.BASE_DIR) / "docs/api.md"
BEGIN, END = "<!-- coverage -->", "<!-- end of coverage -->"


class Command(BaseCommand):
    help = "Prints the table of the API's operations and whether they are here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="put it into docs/api.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            PAGE.write_text(with_table(PAGE.read_text()))
        else:
            self.stdout.write(table())


def table() -> str:
    """One row per operation of the service model, in its order; for one that is here, who may call it at least."""
    here, names = verbs(), shapes.service_model().operation_names
    rows = [f"| {name} | {who(here.get(name))} |" for name in names]
    head = f"{len(here)} of the {len(names)} operations are here."
    return "\n".join([head, "", "| operation | who may call it |", "|---|---|", *rows])


def who(verb: Any) -> str:
    """An operation that is not here has no role."""
    return role_for(verb.needs).label if verb else "not here"


def with_table(page: str) -> str:
    """The page with a new table between its two markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"
