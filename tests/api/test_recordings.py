"""What AWS was seen to ask and answer, asked here: the same members and types, the same form of error."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import Shape

from pools import shapes
from pools.models import Account
from tests.api.conftest import key_of
from tests.help.recorded import CANNOT, NOT_HERE, SITUATIONS, Situation
from tests.help.wire import client_for

FILES = {path.stem: path for path in (Path(__file__).parents[1] / "recordings").glob("*.json")}
ACCOUNT_ID = "111122223333"
MASKED = "************"


def recording(name: str) -> dict[str, Any]:
    """A recording; account IDs in it are masked with stars."""
    return json.loads(FILES[name].read_text(encoding="utf-8").replace(MASKED, ACCOUNT_ID))


def not_here() -> list[str]:
    return sorted(name for name in FILES if name.rpartition("-")[0] in NOT_HERE)


def test_every_recording_is_replayed_or_says_why_not():
    assert len(FILES) == 118
    assert sorted([*SITUATIONS, *CANNOT, *not_here()]) == sorted(FILES)
    assert all(FILES[name].stem.startswith(recording(name)["operation"]) for name in FILES)


@pytest.mark.parametrize("name", sorted(SITUATIONS))
def test_a_recording_is_answered_alike(caller, name):
    recorded, situation = recording(name), SITUATIONS[name]
    made = made_rows(situation)
    request = {**(recorded["request"] or {}), **filled(situation.request, made)}
    request = {member: value for member, value in request.items() if value is not None}
    status, headers, body = sent(caller, recorded["operation"], request, region=situation.region)
    if recorded["error"]:
        is_like_the_error(recorded["error"]["body"], status, headers, body)
        return
    assert status == 200, body
    shape = shapes.operation_model(recorded["operation"]).output_shape
    assert list(misfits(shape, body)) == []
    assert list(differences(recorded["response"] or {}, body, values=not situation.any_values)) == []
    if recorded["operation"].startswith(("Describe", "List")):
        assert any(isinstance(value, list) and value for value in body.values())


@pytest.mark.parametrize("name", not_here())
def test_an_operation_that_is_not_here_says_so(caller, name):
    """One of the requests is from a log, in which members begin with a small letter."""
    recorded = recording(name)
    request = {member[0].upper() + member[1:]: value for member, value in (recorded["request"] or {}).items()}
    status, headers, body = sent(caller, recorded["operation"], request)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    assert (body["__type"], body["Reason"]) == ("ValidationException", "UNKNOWN_OPERATION")
    assert (
        f"{recorded['operation']} is an operation of the API that this server does not have"
        in body["Message"]
    )


def made_rows(situation: Situation) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, (factory, arguments) in situation.rows.items():
        made[name] = factory(**{key: reference(value, made) for key, value in arguments.items()})
    columns = {name: value() if callable(value) else value for name, value in situation.account.items()}
    Account.objects.filter(pk=ACCOUNT_ID).update(**columns) if columns else None
    return made


def reference(value: Any, made: dict[str, Any]) -> Any:
    return made[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def filled(value: Any, made: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: filled(item, made) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, made) for item in value]
    return value.format(**made) if isinstance(value, str) else value


def sent(caller: Any, operation: str, request: dict[str, Any], *, region: str = "us-east-1") -> tuple:
    """Status, headers and body of the answer, before boto3 makes a result or an exception of them."""
    client = client_for(key_of(caller).access_key_id, region=region, parameter_validation=False)
    seen: list[dict[str, Any]] = []
    client.meta.events.register("before-parse", lambda response_dict, **rest: seen.append(response_dict))
    with suppress(ClientError):
        getattr(client, xform_name(operation))(**request)
    (answer,) = seen
    return answer["status_code"], answer["headers"], json.loads(answer["body"])


def is_like_the_error(recorded: dict[str, Any], status: int, headers: Any, body: dict[str, Any]) -> None:
    assert status == 400
    assert headers["x-amzn-RequestId"]
    assert body["__type"] == headers["x-amzn-ErrorType"]
    members = shapes.service_model().shape_for(body["__type"]).members
    assert set(body) - {"__type"} <= set(members)
    for member in ("Reason", "ResourceType"):
        assert member not in recorded or body[member] == recorded[member]
    if recorded["code"]:
        assert body["__type"] == recorded["code"]
    if "Fields" in recorded:
        assert f'Fields="{recorded["Fields"]}"' in body["Message"]
    assert recorded.get("message_contains", "") in body["Message"]
    assert re.search(recorded.get("message_matches", ""), body["Message"])
    if "Reason" in recorded:
        assert f'Reason="{recorded["Reason"]}"' in body["Message"]


TYPES = {"string": str, "boolean": bool, "integer": int, "long": int, "timestamp": (int, float)}


def misfits(shape: Shape, value: Any, path: str = "") -> Any:
    """Where an answer is not what the output shape allows: members it does not have, required ones, types."""
    if shape.type_name == "structure":
        yield from (f"{path}.{name}: not in the model" for name in set(value) - set(shape.members))
        yield from (f"{path}.{name}: missing" for name in set(shape.required_members) - set(value))
        for name in set(value) & set(shape.members):
            yield from misfits(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from misfits(shape.member, item, f"{path}[{number}]")
    elif not isinstance(value, TYPES[shape.type_name]):
        yield f"{path}: {value!r}"


def differences(shown: Any, ours: Any, *, values: bool, path: str = "") -> Any:
    """Where ours lacks a member that was shown, or has another type; with `values`, also another value.

    A list must have each element that was shown. Times are never the same.
    """
    if type(shown) is not type(ours):
        yield f"{path}: {shown!r} was shown, ours is {ours!r}"
    elif isinstance(shown, dict):
        yield from (f"{path}.{name}: missing" for name in set(shown) - set(ours))
        for name in set(shown) & set(ours):
            yield from differences(shown[name], ours[name], values=values, path=f"{path}.{name}")
    elif isinstance(shown, list):
        for item in shown:
            if not any(not list(differences(item, own, values=values)) for own in ours):
                yield f"{path}: no {item!r} in {ours!r}"
    elif values and shown != ours and not isinstance(shown, float):
        yield f"{path}: {shown!r} was shown, ours is {ours!r}"


@pytest.mark.parametrize(
    ("shown", "ours"),
    [
        ({"a": 1}, {}),
        ({"a": True}, {"a": 1}),
        ({"a": "x"}, {"a": "y"}),
        ({"a": [{"b": 1}]}, {"a": []}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2, "c": 3}]}),
        ({"a": {"b": "x"}}, {"a": {"c": "x"}}),
    ],
)
def test_what_differs_is_found(shown, ours):
    assert list(differences(shown, ours, values=True))
    assert not list(differences(ours, ours | {"more": 1}, values=True))


@pytest.mark.parametrize(
    "wire",
    [
        {"Pools": [{"PoolId": "pool-a"}]},
        {"NextToken": 1},
        {"More": 1},
    ],
)
def test_what_the_model_does_not_have_is_found(wire):
    assert list(misfits(shapes.operation_model("DescribePools").output_shape, wire))
