"""Templates are written for reading, one attribute or one tag a line. What that adds is not sent with every page.

Between the tags of HTML, a line's end and the indent after it become one newline, and none where the line holds
only a tag of Django's that writes nothing. Inside a tag of HTML, one space stands before each attribute, so that
`{% if reason %}` may have lines of its own there, too.
"""

import re

from django.template.base import Origin
from django.template.loaders import filesystem

DJANGO = r"\{%.*?%\}|\{#.*?#\}"
VALUE = r"\{\{.*?\}\}"
QUOTED = rf""""(?:{DJANGO}|{VALUE}|[^"])*"|'(?:{DJANGO}|{VALUE}|[^'])*'"""
ATTRIBUTE = rf"""(?:[^\s"'<>={{]|{VALUE})+(?:=(?:{QUOTED}))?"""
SILENT = (
    "load|extends|if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|partialdef|endpartialdef"
)

LINES = re.compile(r"\n\s+")
SILENT_TAG = rf"\{{%\s*(?:{SILENT})\b(?:(?!%\}}).)*%\}}|\{{#(?:(?!#\}}).)*#\}}"
SILENT_LINE = re.compile(rf"(?:(?<=\n)|\A)(?!\{{% block [^\n]*endblock)((?:{SILENT_TAG})+)\n(?=.)")
START = re.compile(rf"</?[a-zA-Z](?:[\w-]|{VALUE})*")
PART = re.compile(rf"\s*(?:(?P<end>/?>)|(?P<django>{DJANGO})|(?P<attribute>{ATTRIBUTE}))")


class Loader(filesystem.Loader):
    """Reads the templates of this folder as they are sent."""

    def get_contents(self, origin: Origin) -> str:
        return as_sent(super().get_contents(origin))


def as_sent(text: str) -> str:
    parts, place = [], 0
    while start := START.search(text, place):
        parts += [LINES.sub("\n", text[place : start.start()]), start[0]]
        place = start.end()
        while part := PART.match(text, place):
            place = part.end()
            parts.append(f" {part['attribute']}" if part["attribute"] else part["django"] or part["end"])
            if part["end"]:
                break
    return SILENT_LINE.sub(r"\1", "".join([*parts, LINES.sub("\n", text[place:])]))
