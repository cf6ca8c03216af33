"""What browsers get of the styles and scripts: all of the code, and none of the comments."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

# As in console/settings.py, which the tests' own settings change.
SERVED = {"staticfiles": {"BACKEND": "console.static_files.StaticFiles"}}
ROOT = Path(__file__).resolve().parents[1]
# A text that looks like a comment to whoever takes comments out, or a comment within a line, would show here.
TOKEN = re.compile(
    r"""/\*.*?\*/|^[ \t]*//[^\n]*|"[^"\n]*"|'[^'\n]*'|`[^`]*`|[\w$-]+|\S""", re.DOTALL | re.MULTILINE
)

COMMENT = {".css": re.compile(r"/\*"), ".js": re.compile(r"^[ \t]*//", re.MULTILINE)}


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=SERVED):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def code_of(text: str) -> list[str]:
    return [token for token in TOKEN.findall(text) if not token.lstrip().startswith(("/*", "//"))]


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("static/js/*.js"), *ROOT.glob("static/css/*.css")]), ids=lambda path: path.name
)
def test_a_file_loses_its_comments_alone(collected, path):
    code = code_of(path.read_text())
    folder = collected / path.parent.name
    plain = (folder / path.name).read_text()
    assert code_of(plain) == code
    # The one that pages name; in it the addresses of other files are changed, each as one text.
    (hashed,) = folder.glob(f"{path.stem}.*{path.suffix}")
    assert len(code_of(hashed.read_text())) == len(code)
    for text in (plain, hashed.read_text()):
        assert not COMMENT[path.suffix].search(text)
