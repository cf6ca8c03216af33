"""The settings stand in bin/run --help and in README's table: both name all that are read, and say the same."""

import re
import subprocess

from tests.start.helpers import ROOT

NAME = r"[A-Z][A-Z_]*"


def in_help() -> dict[str, str]:
    """Each setting's entry, over all of its lines."""
    done = subprocess.run(["sh", "bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(re.findall(rf"^  ({NAME})(.*(?:\n {{10,}}.*)*)", done.stdout, re.MULTILINE))


def in_readme() -> dict[str, str]:
    readme = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    return dict(re.findall(rf"^\| `({NAME})` \|(.*)", readme, re.MULTILINE))


def numbers(text: str) -> set[str]:
    """Those that a default, a limit or an example has."""
    return set(re.findall(r"\d+(?:\.\d+)*", text))


def test_help_and_readme_list_the_same_settings_in_the_same_order():
    assert list(in_help()) == list(in_readme())


def test_help_and_readme_have_the_same_defaults_and_limits():
    both = {name: (text, in_readme()[name]) for name, text in in_help().items()}
    assert {name for name, (one, other) in both.items() if numbers(one) != numbers(other)} == set()
    assert "256" in numbers(in_help()["CONSOLE_WORKERS"])


def test_every_setting_that_is_read_is_listed():
    read = {"PORT", "HOST", "PYTHON"}
    for path in (ROOT / "console").glob("*.py"):
        read.update(re.findall(r'"(CONSOLE_[A-Z_]+|DATABASE_URL)"', path.read_text()))
    assert read | {"CONSOLE_WORKERS"} == set(in_help())
