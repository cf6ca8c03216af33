"""The service model that ships inside botocore: what a request may hold, and how wire dicts are read and written.

Nothing here names an operation. botocore's own validator checks required members, types and minima only;
maxima, patterns and enums are checked here too.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType, SimpleNamespace
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

from pools.errors import Field, ValidationException

SERVICE = "pinpoint-sms-voice-v2"
LIMITS = ("min", "max", "pattern", "enum")
# Some integers have no maximum in the model; a column and a program's long have this one.
LARGEST = 2**63 - 1
# A step of a Field's name: a member, or an item of a list or a map, whose key stands there as repr() writes it.
STEP = re.compile(r"""(?P<name>\w+)|\[(?:\d+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]""")

# Patterns let them through, but PostgreSQL keeps no NUL, and half of a surrogate pair is no character.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@cache
def service_model() -> ServiceModel:
    # Not from a client, which would want a Region before it tells what the model has.
    return ServiceModel(Loader().load_service_model(SERVICE, "service-2"), SERVICE)


@cache
def operation_model(operation: str) -> OperationModel:
    return service_model().operation_model(operation)


@cache
def _api_names() -> dict[str, str]:
    return {xform_name(name): name for name in service_model().operation_names}


def api_name(function_name: str) -> str | None:
    """The API's name of an operation: api_name("create_pool") is "CreatePool"; None for a house verb."""
    return _api_names().get(function_name)


def is_operation(name: str) -> bool:
    return name in service_model().operation_names


@cache
def members(operation: str) -> dict[str, str]:
    """The request members of an operation by their snake_case names: {"pool_id": "PoolId", …}."""
    shape = operation_model(operation).input_shape
    return {xform_name(name): name for name in shape.members}


@cache
def limits(operation: str, member: str) -> Mapping[str, Any]:
    """The model's `min`, `max`, `pattern` and `enum` of a member: limits("PutKeyword", "keyword")["max"]."""
    shape = operation_model(operation).input_shape.members[members(operation)[member]]
    return MappingProxyType({key: shape.metadata[key] for key in LIMITS if key in shape.metadata})


def tag_limits(part: str) -> dict[str, Any]:
    """The model's limits of a tag's `Key` or `Value`."""
    return service_model().shape_for("Tag").members[part].metadata


def to_kwargs(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """A wire request as arguments of the operation. Members that the model does not have are passed over.

    So are those inside lists and structures: nothing checks them, and they would go into the log.
    """
    known = operation_model(operation).input_shape.members
    return {
        name: _known(known[wire], request[wire])
        for name, wire in members(operation).items()
        if request.get(wire) is not None
    }


def _known(shape: Shape, value: Any) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        given = {name: value[name] for name in shape.members if value.get(name) is not None}
        return {name: _known(shape.members[name], item) for name, item in given.items()}
    if shape.type_name == "list" and shape.member.type_name == "structure" and isinstance(value, list):
        return [_known(shape.member, item) for item in value]
    return value


def to_request(operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments of an operation as a wire request; those that are None are left out."""
    names = members(operation)
    return {names[name]: value for name, value in arguments.items() if value is not None}


def check(operation: str, request: dict[str, Any]) -> None:
    """Raise ValidationException, with a Field per member, unless the wire request fits the model."""
    fields = tuple(_problems(operation_model(operation).input_shape, request, ""))
    if fields:
        missing = all(field.problem == "missing" for field in fields)
        raise ValidationException("MISSING_PARAMETER" if missing else "INVALID_PARAMETER", fields=fields)


def _problems(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    yield from CHECKERS[shape.type_name](shape, value, path)


def _structure(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    if not isinstance(value, dict):
        yield Field(path, "type", value)
        return
    dot = f"{path}." if path else ""
    for name, member in shape.members.items():
        given = value.get(name)
        # The model lets a pool ID be empty, which cannot mean a pool; a tag's value may well be.
        absent = given is None or (given == "" and member.name != "TagValue")
        if absent and name in shape.required_members:
            yield Field(dot + name, "missing")
        elif given is not None:
            yield from _problems(member, given, dot + name)


def _list(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    if not isinstance(value, list | tuple):
        yield Field(path, "type", value)
        return
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
    if len(value) < low:
        yield Field(path, "too_few", len(value), low)
    if high is not None and len(value) > high:
        # And nothing of its items: of such a list there may be any number.
        yield Field(path, "too_many", len(value), high)
        return
    for number, item in enumerate(value):
        if item == "" and shape.member.name == "PoolIdOrArn":
            yield Field(f"{path}[{number}]", "missing")
        else:
            yield from _problems(shape.member, item, f"{path}[{number}]")


def _string(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    problem = text_problem(shape.metadata, value, path)
    if problem:
        yield problem


def text_problem(facts: Mapping[str, Any], value: Any, path: str) -> Field | None:
    """The first thing that is wrong with a text under the `min`, `max`, `pattern` and `enum` of `facts`."""
    if not isinstance(value, str):
        return Field(path, "type", value)
    if "enum" in facts and value not in facts["enum"]:
        return Field(path, "enum", value)
    if len(value) > facts.get("max", len(value)):
        return Field(path, "too_long", value, facts["max"])
    if len(value) < facts.get("min", 0):
        return Field(path, "too_short", value, facts["min"])
    if UNSTORABLE.search(value) or ("pattern" in facts and not re.fullmatch(facts["pattern"], value)):
        return Field(path, "characters", value)
    return None


def _boolean(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    if not isinstance(value, bool):
        yield Field(path, "type", value)


def _integer(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    # Python takes true for a number, JSON does not.
    if not isinstance(value, int) or isinstance(value, bool):
        yield Field(path, "type", value)
        return
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and value < low:
        yield Field(path, "too_small", value, low)
    elif value > (LARGEST if high is None else high):
        yield Field(path, "too_large", value, LARGEST if high is None else high)


def _map(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    if not isinstance(value, dict):
        yield Field(path, "type", value)
        return
    high = shape.metadata.get("max")
    if high is not None and len(value) > high:
        yield Field(path, "too_many", len(value), high)
        return
    for key, item in value.items():
        yield from _problems(shape.key, key, f"{path}.key")
        # Quoted, as a key may hold the dots and brackets that paths are read by, and cut, as it may be of any
        # length.
        yield from _problems(shape.value, item, f"{path}[{key[:100]!r}]")


def _other(shape: Shape, value: Any, path: str) -> Iterator[Field]:
    """Times and blobs: no operation that is here takes one."""
    yield from ()


CHECKERS = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "timestamp": _other,
    "blob": _other,
}


def shape_at(operation: str, path: str) -> Shape | None:
    """The shape that a Field's name leads to: shape_at("TagResource", "Tags[2].Key"). None where there is none.

    Of a map, `Context['a']` leads to the value and `Context.key` to every key.
    """
    shape: Shape | None = operation_model(operation).input_shape
    for step in STEP.finditer(path):
        shape = _inside(shape, step["name"]) if shape else None
    return shape


def _inside(shape: Shape, name: str | None) -> Shape | None:
    """name: of a structure's member; None for what is in brackets."""
    if shape.type_name == "structure":
        return shape.members.get(name)
    if shape.type_name == "list":
        return shape.member if name is None else None
    if shape.type_name == "map":
        return {None: shape.value, "key": shape.key}.get(name)
    return None


def to_wire(operation: str, result: Any) -> dict[str, Any]:
    """The result's attributes, named by the output shape's members in snake_case, as a wire dict.

    Absent and empty optional values are left out, as the service does.
    """
    return _members_of(operation_model(operation).output_shape, result)


def _members_of(shape: Shape, source: Any) -> dict[str, Any]:
    wire, is_wire = {}, isinstance(source, dict)
    for name, attribute, member, required in _outline(shape.name):
        value = source.get(name) if is_wire else getattr(source, attribute, None)
        if value is None or (value == "" and not required):
            continue
        wire[name] = value if member is None else _value(member, value)
    return wire


@cache
def _outline(shape_name: str) -> tuple[tuple[str, str, Shape | None, bool], ...]:
    """A structure's members: wire name, attribute, the shape of what must be looked into, whether required."""
    shape = service_model().shape_for(shape_name)
    plain = ("string", "boolean", "integer", "long")
    return tuple(
        (
            name,
            xform_name(name),
            None if member.type_name in plain else member,
            name in shape.required_members,
        )
        for name, member in shape.members.items()
    )


def _value(shape: Shape, value: Any) -> Any:
    if shape.type_name == "structure":
        return _members_of(shape, value)
    if shape.type_name == "list":
        return [_value(shape.member, item) for item in value]
    if isinstance(value, datetime.datetime):
        # Seconds since 1970: SDKs other than Python's take times as nothing but a number.
        return value.timestamp()
    return value


def from_wire(wire: dict[str, Any]) -> SimpleNamespace:
    """A stored answer as an object with snake_case attributes, like the result it was written from."""
    return SimpleNamespace(**{xform_name(name): value for name, value in wire.items()})


def nothing(operation: str, arguments: dict[str, Any]) -> SimpleNamespace:
    """The answer of an operation that found nothing: its lists, empty, and beside them only what was asked for."""
    shape = operation_model(operation).output_shape
    lists = {xform_name(name): () for name, member in shape.members.items() if member.type_name == "list"}
    names = map(xform_name, shape.required_members)
    return SimpleNamespace(**{name: arguments[name] for name in names if name in arguments} | lists)


def digest(request: dict[str, Any]) -> str:
    """Tells whether two wire requests ask for the same, whatever their ClientToken.

    What has a ClientToken makes something, for which an empty list or false asks what leaving it out does.
    """
    given = {name: value for name, value in request.items() if value is not False and value != []}
    members_sent = {name: value for name, value in given.items() if name != "ClientToken"}
    return hashlib.sha256(json.dumps(members_sent, sort_keys=True).encode()).hexdigest()
