"""How templates are written, and what is sent of them."""

import re
from pathlib import Path

import pytest

from console.templates import as_sent

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('<a\n  class="b"\n  href="{{ c }}"\n>d</a>', '<a class="b" href="{{ c }}">d</a>'),
        ("<input\n  {% if a %}checked{% endif %}\n>", "<input{% if a %} checked{% endif %}>"),
        ('<i\n  {% if a %}\n    b="c"\n    d\n  {% endif %}\n>', '<i{% if a %} b="c" d{% endif %}>'),
        ("<i\n  {% if a %}b{% else %}c{% endif %}\n  d\n>", "<i{% if a %} b{% else %} c{% endif %} d>"),
        ('<h{{ n }}\n  id="e"\n>', '<h{{ n }} id="e">'),
        ('<i class="a{% if b == "c" %} d  e{% endif %}">', '<i class="a{% if b == "c" %} d  e{% endif %}">'),
        ('<i title="a > b"\n  hidden>', '<i title="a > b" hidden>'),
        ("<b>a</b\n>{% c %}", "<b>a</b>{% c %}"),
        ("<p>\n    a\n\n  b\n</p>", "<p>\na\nb\n</p>"),
        (
            "{% load a %}\n{% if b %}\n  <p></p>\n{% endif %}\n",
            "{% load a %}{% if b %}<p></p>\n{% endif %}\n",
        ),
        ("a,\n{% if b %}\n  c\n{% endif %}\nd", "a,\n{% if b %}c\n{% endif %}d"),
        ("{% block a %}{% endblock %}\n  b", "{% block a %}{% endblock %}\nb"),
        ("{% icon a %}\n  b", "{% icon a %}\nb"),
        ("a < b\n  and c", "a < b\nand c"),
    ],
)
def test_white_space_for_reading_is_not_sent(written: str, sent: str):
    assert as_sent(written) == sent


TAG = re.compile(r"</?[a-zA-Z]|\{%")  # of HTML or of Django's
WRITTEN = sorted((ROOT / "templates").glob("**/*.html"))


def test_templates_are_for_reading():
    """A few tags a line, and no line longer than a screen is wide."""
    lines = [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in WRITTEN
        for number, line in enumerate(path.read_text().splitlines(), 1)
    ]
    assert len(lines) > 1000
    assert [place for place, line in lines if len(line) > 140 or len(TAG.findall(line)) > 4] == []


def test_no_tag_is_made_of_two_templates():
    """The white space between attributes is put right within a template, not between two."""
    every = [as_sent(path.read_text()) for path in (ROOT / "templates").glob("**/*.html")]
    assert len(every) > 80
    assert [found[0] for text in every for found in re.finditer(r"<\w[^<>]*\{% include[^%]*%\}", text)] == []


def test_comments_end_on_their_line():
    """One that goes on is no comment: it is shown on the page."""
    lines = [line for path in WRITTEN for line in path.read_text().splitlines() if "{#" in line]
    assert len(lines) > 10
    assert [line for line in lines if line.count("{#") != line.count("#}")] == []
