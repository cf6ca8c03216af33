"""A request to the API, which every client has its own way to write."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pools import shapes
from pools.reference.quoting import ALTERED


@dataclass(frozen=True)
class Call:
    """operation: as the API names it. request: as the wire has it, but for what no command is to say."""

    operation: str
    request: Mapping[str, Any]

    def kind(self, member: str) -> str:
        """ "string", "list", "structure" …, as the service model has it; "" of what it has not."""
        shape = shapes.operation_model(self.operation).input_shape.members.get(member)
        return shape.type_name if shape else ""

    @property
    def has_pages(self) -> bool:
        """Whether it is answered in pages, and asks for no certain one."""
        asked = {"NextToken", "MaxResults"} & self.request.keys()
        return "NextToken" in shapes.members(self.operation).values() and not asked


def dashed(name: str) -> str:
    """PoolId as the AWS CLI has it: pool-id."""
    return shapes.xform_name(name).replace("_", "-")


def as_json(value: Any) -> str:
    """On one line, without what would be another text once it is pasted."""
    return ALTERED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def read_call(words: Sequence[str]) -> Call:
    """A command of the AWS CLI, from its operation on, as the request it makes.

    An option that the service model does not have stays what it is. Raises: KeyError where it has no such operation.
    """
    operation = shapes.api_name(words[0].replace("-", "_"))
    if operation is None:
        raise KeyError(words[0])
    options: dict[str, list[str]] = {}
    for word in words[1:]:
        if word.startswith("--"):
            given = options.setdefault(word.removeprefix("--"), [])
        else:
            given.append(word)
    return Call(operation, dict(_read_option(operation, *option) for option in options.items()))


def _read_option(operation: str, option: str, given: list[str]) -> tuple[str, Any]:
    members, name = shapes.members(operation), option.replace("-", "_")
    if not given:
        return members.get(name.removeprefix("no_"), _joined(name)), not name.startswith("no_")
    member = members.get(name, _joined(name))
    return member, _read(shapes.shape_at(operation, member), given)


def _joined(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _read(shape: shapes.Shape | None, given: list[str]) -> Any:
    kind = shape.type_name if shape else ""
    if kind not in ("list", "structure", "map"):
        return " ".join(given)
    if given[0].startswith(("[", "{")):
        return json.loads(given[0])
    if kind == "list":
        return [_read(shape.member, [one]) for one in given]
    return {key: _read_part(shape, key, values) for key, values in _pairs(given[0])}


def _read_part(shape: shapes.Shape, key: str, values: list[str]) -> Any:
    member = shape.members.get(key) if shape.type_name == "structure" else None
    return values if member and member.type_name == "list" else ",".join(values)


def _pairs(shorthand: str) -> Iterator[tuple[str, list[str]]]:
    """Name=status,Values=A,B as its keys and what each has."""
    for pair in re.split(r",(?=[^,=]*=)", shorthand):
        key, _, value = pair.partition("=")
        yield key, value.split(",")
