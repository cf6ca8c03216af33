"""The list of settings stands in bin/run --help and in README's table: both name all that are read."""

import re
import subprocess

from tests.start.helpers import ROOT

NAME = r"[A-Z][A-Z_]*"


def listed() -> list[str]:
    done = subprocess.run(["sh", "bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return re.findall(rf"^  ({NAME})(?:=\S+)?  ", done.stdout, re.MULTILINE)


def test_help_and_readme_list_the_same_settings_in_the_same_order():
    readme = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    assert listed() == re.findall(rf"^\| `({NAME})` \|", readme, re.MULTILINE)


def test_every_setting_that_is_read_is_listed():
    read = {"PORT", "HOST", "PYTHON"}
    for path in (ROOT / "console").glob("*.py"):
        read.update(re.findall(r'"(CONSOLE_[A-Z_]+|DATABASE_URL)"', path.read_text()))
    assert read | {"CONSOLE_WORKERS"} == set(listed())
