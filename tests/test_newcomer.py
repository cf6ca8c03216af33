"""What somebody who comes new would change, and where. README's table "Where things are" leads to each file."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUESTS = json.loads((ROOT / "tests" / "newcomer.json").read_text())
# What README writes for a name of many: a room, a page, a noun.
PLACEHOLDER = re.compile(r"<[^>]+>")


def table() -> list[str]:
    """The paths in the table's second column, as it writes them."""
    section = (ROOT / "README.md").read_text().partition("## Where things are")[2].partition("\n## ")[0]
    rows = [row.split("|") for row in section.splitlines() if row.startswith("| ")]
    return [path for row in rows for path in re.findall(r"`([\w./<>-]+)`", row[2]) if "/" in path]


def leads_to(path: str, file: str) -> bool:
    """Whether an entry of the table is about the file: its own path, its folder's, or one with a name left open."""
    pattern = "[^/]+".join(map(re.escape, PLACEHOLDER.split(path)))
    return re.fullmatch(pattern + (".*" if path.endswith("/") else ""), file) is not None


def test_there_are_twenty_and_no_two_are_one():
    assert len({entry["request"] for entry in REQUESTS}) == len(REQUESTS) == 20


@pytest.mark.parametrize("entry", REQUESTS, ids=lambda entry: entry["files"][0])
def test_each_belongs_to_a_file_that_the_table_leads_to(entry):
    assert entry["files"]
    for file in entry["files"]:
        assert (ROOT / file).is_file()
        assert any(leads_to(path, file) for path in table()), file


def test_the_table_names_only_what_is_there():
    assert len(table()) > 15
    for path in table():
        assert list(ROOT.glob(PLACEHOLDER.sub("*", path).rstrip("/"))), path
