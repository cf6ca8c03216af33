"""The table of operations in docs/api.md: as the code has it."""

import io

from django.core.management import call_command

from pools import shapes
from pools.management.commands.api_coverage import PAGE, with_table
from pools.operations.engine.registry import verbs


def printed() -> str:
    out = io.StringIO()
    call_command("api_coverage", stdout=out)
    return out.getvalue()


def test_the_page_has_the_table_as_it_is_now():
    page = PAGE.read_text()
    assert with_table(page) == page, "run: manage.py api_coverage --write"
    assert printed() in page


def test_every_operation_of_the_model_has_one_row():
    rows = dict(line.strip("| ").split(" | ") for line in printed().splitlines() if line.startswith("| "))
    del rows["operation"]
    assert set(rows) == set(shapes.service_model().operation_names)
    assert {name for name, who in rows.items() if who != "not here"} == set(verbs())


def test_the_row_says_who_may():
    out = printed()
    assert "| DescribePools | Viewer |" in out
    assert "| CreatePool | Editor |" in out
    assert "| SetTextMessageSpendLimitOverride | Administrator |" in out
    assert "| SendRcsMessage | not here |" in out


def test_what_is_around_the_table_stays():
    page = "# Title\n<!-- coverage -->\nold\n<!-- end of coverage -->\nafter\n"
    assert with_table(page).startswith("# Title\n<!-- coverage -->\n")
    assert with_table(page).endswith("\n<!-- end of coverage -->\nafter\n")
    assert "old" not in with_table(page)
