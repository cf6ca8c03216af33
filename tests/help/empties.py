"""What stands in place of a list's rows, read from a page."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

VOID = {"input", "img", "br", "meta", "link", "hr", "use", "path"}


@dataclass
class Shown:
    """An empty state: its text, the addresses of its links and its buttons by their words."""

    text: str = ""
    links: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth, self.parts, self.open = 0, [], None
        self.found = Shown()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.depth:
            self.depth += tag not in VOID
            if tag in ("a", "button") and "data-copy" not in given:
                self.open = (tag, given, [])
        elif given.get("data-testid") == "empty":
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        if not self.depth or tag in VOID:
            return
        self.depth -= 1
        if self.open and tag == self.open[0]:
            kind, given, words = self.open
            name = " ".join("".join(words).split())
            if kind == "a":
                self.found.links[name] = given["href"]
            else:
                self.found.buttons[name] = given
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.parts.append(data)
            if self.open:
                self.open[2].append(data)


def empty_state(response: HttpResponse) -> Shown | None:
    reader = Reader()
    reader.feed(response.content.decode())
    reader.close()
    reader.found.text = re.sub(r"\s+([.,:])", r"\1", " ".join("".join(reader.parts).split()))
    return reader.found if reader.parts else None
