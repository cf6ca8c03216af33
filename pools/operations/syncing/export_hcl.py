"""HCL, the language of Terraform: values, blocks and comments as text."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

INDENT = "  "
# Escapes of JSON that HCL does not have.
NOT_IN_HCL = {"\\b": "\\u0008", "\\f": "\\u000c"}
ESCAPE = re.compile(r"\\.")


class Expression(str):
    """Written as it is: a reference to another resource, or a keyword of the language."""


def quoted(text: str) -> str:
    """A text in quotes, in which nothing is evaluated."""
    escaped = ESCAPE.sub(
        lambda found: NOT_IN_HCL.get(found[0], found[0]), json.dumps(text, ensure_ascii=False)
    )
    return escaped.replace("${", "$${").replace("%{", "%%{")


def written(value: Any) -> str:
    """A value that fits on a line."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return str(value)


def block(head: str, body: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """The lines of a block. In `body` a mapping is a map, and a Block a block within it; None is left out."""
    margin = INDENT * depth
    yield f"{margin}{head} {{"
    for name, value in body.items():
        if isinstance(value, Block):
            yield from block(name, value.body, depth + 1)
        elif isinstance(value, Mapping):
            if value:
                yield f"{margin}{INDENT}{name} = {{"
                for key, item in value.items():
                    yield f"{margin}{INDENT * 2}{quoted(key)} = {written(item)}"
                yield f"{margin}{INDENT}}}"
        elif value is not None:
            yield f"{margin}{INDENT}{name} = {written(value)}"
    yield f"{margin}}}"


class Block:
    """A block within a block."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body


def comment(text: str) -> str:
    """One line, whatever is in it."""
    return "# " + " ".join(text.split())
