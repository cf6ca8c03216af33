"""What stands in place of a list's rows, read from a page."""

import re
import shlex
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

VOID = {"input", "img", "br", "meta", "link", "hr", "use", "path"}


@dataclass
class Shown:
    """An empty state: its text, the addresses of its links, its buttons by their words, and its command."""

    text: str = ""
    links: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)
    command: str = ""


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth, self.parts, self.open, self.code = 0, [], None, False
        self.found = Shown()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.depth:
            self.depth += tag not in VOID
            if tag in ("a", "button") and "data-copy" not in given:
                self.open = (tag, given, [])
            self.code = self.code or tag == "code"
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
        self.code = self.code and tag != "code"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.parts.append(data)
            self.found.command += data * self.code
            if self.open:
                self.open[2].append(data)


def empty_state(response: HttpResponse) -> Shown | None:
    reader = Reader()
    reader.feed(response.content.decode())
    reader.close()
    reader.found.text = re.sub(r"\s+([.,:])", r"\1", " ".join("".join(reader.parts).split()))
    return reader.found if reader.parts else None


def parsed(command: str) -> tuple[str, dict[str, Any]]:
    """A command for the AWS CLI as an operation and its parameters, without those that are the client's own."""
    _, _, operation, *options = shlex.split(command.replace("\\\n", " "))
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert {"--region", "--endpoint-url"} <= given.keys()
    own = {name: value for name, value in given.items() if name not in ("--region", "--endpoint-url")}
    values = {name.removeprefix("--").replace("-", "_"): value for name, value in own.items()}
    if "number_capabilities" in values:
        values["number_capabilities"] = [values["number_capabilities"]]
    return operation.title().replace("-", ""), values
