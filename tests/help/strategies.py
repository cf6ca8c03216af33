"""Requests made from the service model: valid ones, nearly valid ones, and broken ones."""

import string
from collections.abc import Sequence
from typing import Any

from botocore.model import Shape
from hypothesis import strategies as st

from pools import shapes
from pools.operations.engine.registry import verbs

ODD_TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "a" * 5000,
    "Ωß𝔘",
    "../../etc/passwd",
    "' OR 1=1 --",
    "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-x",
    "arn:aws:sns:us-east-1:111122223333:topic",
    "arn:",
    "%s%n{0}",
    "-0",
    "🦄",
)
ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(ODD_TEXTS),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
FITTING = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=11)


@st.composite
def requests(draw: Any, known: dict[str, Sequence[str]]) -> tuple[str, Any]:
    """An operation and a body for it. known: what is there, by the member that may name it."""
    operation = draw(st.sampled_from(sorted(verbs())))
    mood = draw(st.sampled_from(["valid", "valid", "near", "broken"]))
    if mood == "broken" and draw(st.integers(0, 9)) == 0:
        return operation, draw(ODD_VALUES)
    return operation, _structure(draw, shapes.operation_model(operation).input_shape, mood, known)


def _structure(draw: Any, shape: Shape, mood: str, known: dict) -> dict[str, Any]:
    body = {}
    for name, member in shape.members.items():
        if name in shape.required_members:
            leave_out = mood == "broken" and draw(st.integers(0, 5)) == 0
        else:
            leave_out = draw(st.integers(0, 2)) > 0
        if not leave_out:
            body[name] = _value(draw, name, member, mood, known)
    if mood == "broken" and draw(st.booleans()):
        body[draw(st.text(max_size=10))] = draw(ODD_VALUES)
    return body


def _value(draw: Any, name: str, shape: Shape, mood: str, known: dict) -> Any:
    if mood == "broken" and draw(st.integers(0, 2)) == 0:
        return draw(ODD_VALUES)
    if mood == "near" and draw(st.integers(0, 3)) == 0:
        return draw(_just_outside(shape))
    if shape.type_name == "structure":
        return _structure(draw, shape, mood, known)
    if shape.type_name == "list":
        size = draw(st.integers(shape.metadata.get("min", 0), min(shape.metadata.get("max", 3), 3)))
        return [_value(draw, name, shape.member, mood, known) for _ in range(size)]
    if shape.type_name == "map":
        keys = draw(st.lists(_text(name, shape.key, known), max_size=2))
        return {key: _value(draw, name, shape.value, mood, known) for key in keys}
    if shape.type_name == "boolean":
        return draw(st.booleans())
    if shape.type_name in ("integer", "long"):
        return draw(st.integers(shape.metadata.get("min", 0), min(shape.metadata.get("max", 100), 10**6)))
    return draw(_text(name, shape, known))


def _text(name: str, shape: Shape, known: dict) -> st.SearchStrategy:
    if "enum" in shape.metadata:
        return st.sampled_from(shape.metadata["enum"])
    there = known.get(name) or known.get(name.removesuffix("s")) or ()
    return st.one_of(st.sampled_from(there), st.sampled_from(there), FITTING) if there else FITTING


def _just_outside(shape: Shape) -> st.SearchStrategy:
    """A value of the right type that breaks one limit of the model."""
    facts = shape.metadata
    if shape.type_name == "list":
        return st.just([{}] * (facts.get("max", 20) + 1))
    if shape.type_name in ("integer", "long"):
        return st.sampled_from([facts.get("min", 0) - 1, facts.get("max", 2**63 - 1) + 1])
    if shape.type_name == "string":
        return st.sampled_from(["x" * (facts.get("max", 2000) + 1), "", "a b", "é", "NO_SUCH_WORD", "a\n"])
    return ODD_VALUES
