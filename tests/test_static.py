"""Nothing in static/ that no page has: a style, an icon or a token that is left over misleads whoever looks for one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def text_of(*patterns: str) -> str:
    return "\n".join(path.read_text() for pattern in patterns for path in sorted(ROOT.glob(pattern)))


CSS = re.sub(r"/\*.*?\*/", "", text_of("static/css/*.css"), flags=re.DOTALL)
PAGES = text_of("templates/**/*.html", "pools/templatetags/*.py", "pools/pages/**/*.py", "static/js/*.js")


def test_every_class_is_on_some_page():
    classes = set(re.findall(r"\.([a-z][\w-]+)", CSS))
    words = set(re.findall(r"[\w-]+", PAGES))
    # Some are put together, as in alert--{{ type }}; htmx adds its own.
    made = {match[1] for match in re.finditer(r"([\w-]+(?:--|__)h?)\{", PAGES)}
    unused = {
        name
        for name in classes - words
        if not name.startswith("htmx-") and not any(name.startswith(start) for start in made)
    }
    assert len(classes) > 200
    assert unused == set()


def test_every_icon_is_drawn():
    icons = set(re.findall(r'<symbol id="([a-z-]+)"', text_of("static/icons.svg")))
    assert len(icons) > 10
    assert {name for name in icons if f'"{name}"' not in PAGES} == set()


def test_every_token_is_used():
    tokens = set(re.findall(r"^\s*(--[a-z0-9-]+):", text_of("static/css/tokens.css"), flags=re.MULTILINE))
    assert len(tokens) > 50
    assert tokens - set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) == set()
