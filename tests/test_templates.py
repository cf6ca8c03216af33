"""How templates are written, and what is sent of them."""

import pytest

from console.templates import as_sent


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
