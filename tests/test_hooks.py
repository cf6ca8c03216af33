"""`data-` attributes, by which pages speak to scripts: what is drawn is read by something, what is read is drawn."""

import re

from tests.test_static import text_of

NAME = re.compile(r"data-([a-z][a-z-]*[a-z])")
PAGES = text_of("templates/**/*.html", "pools/templatetags/*.py", "pools/pages/**/*.py")
SCRIPTS = text_of("static/js/*.js")
STYLES = text_of("static/css/*.css")
TESTS = text_of("tests/browser/*.py", "tests/pages/**/*.py", "tests/help/*.py")

DRAWN = set(NAME.findall(PAGES)) | {name.replace("_", "-") for name in re.findall(r"\bdata_(\w+)=", PAGES)}


def kebab(names: list[str]) -> set[str]:
    """`rowItem` of a dataset as it is written in HTML: row-item."""
    return {re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name.strip()) for name in names}


def read_by_scripts() -> set[str]:
    unpacked = ",".join(re.findall(r"\{([\w, ]+)\} = [\w.]+\.dataset", SCRIPTS)).split(",")
    asked = re.findall(r'"(\w+)" in [\w.]+\.dataset', SCRIPTS)
    return set(NAME.findall(SCRIPTS)) | kebab(re.findall(r"dataset\.(\w+)", SCRIPTS) + unpacked + asked)


def written_by_scripts() -> set[str]:
    """What a script sets itself, for another or for a style."""
    written = re.findall(r'(?:set|toggle)Attribute\("data-([\w-]+)"', SCRIPTS)
    return kebab(re.findall(r"dataset\.(\w+) = ", SCRIPTS)) | set(written)


def test_every_hook_is_read():
    read = read_by_scripts() | set(NAME.findall(STYLES)) | set(NAME.findall(TESTS))
    assert len(DRAWN) > 50
    assert DRAWN - read == set()


def test_every_hook_that_is_read_is_on_some_page():
    read = read_by_scripts() | set(NAME.findall(STYLES))
    assert len(read) > 50
    assert read - DRAWN - written_by_scripts() == set()
