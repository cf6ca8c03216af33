"""A boto3 client whose requests go to Django's test client: the whole wire, without a socket.

With CONSOLE_TEST_SOCKET=1 the tests of this folder go through a socket to a server instead, as .ci/run has them do.
"""

import os
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator
from django.test import Client

from pools import shapes
from tests.help.factories import SECRET

ENDPOINT = "http://127.0.0.1:8000"
OVER_SOCKET = bool(os.environ.get("CONSOLE_TEST_SOCKET"))
opened: list[Any] = []  # clients that may hold a connection


class _Raw:
    """What botocore reads a body from."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **kwargs: Any) -> Any:
        yield self.content


def client_for(
    access_key_id: str,
    *,
    secret: str = SECRET,
    region: str = "us-east-1",
    service: str = shapes.SERVICE,
    path: str = "",
    **config: Any,
) -> Any:
    """boto3's client, signed with the key. Nothing is tried again: a test sees the first answer."""
    client = boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT + path,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0, "mode": "standard"}, **config),
    )
    if OVER_SOCKET:
        opened.append(client)
    else:
        client.meta.events.register("before-send", send)
    return client


def send(request: Any, **kwargs: Any) -> AWSResponse:
    headers = {name: _text(value) for name, value in request.headers.items()}
    body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
    content_type = headers.pop("Content-Type", "application/x-amz-json-1.0")
    headers["Host"] = "127.0.0.1:8000"
    client = Client(enforce_csrf_checks=True)
    answer = client.generic(request.method, request.url, body, content_type=content_type, headers=headers)
    return AWSResponse(request.url, answer.status_code, answer.headers, _Raw(answer.content))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else value


def fits(operation: str, answer: dict[str, Any]) -> bool:
    """Whether an answer of boto3's has the members and types of the operation's output shape."""
    wire = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    report = ParamValidator().validate(wire, shapes.operation_model(operation).output_shape)
    assert not report.has_errors(), report.generate_report()
    return wire.keys() <= shapes.operation_model(operation).output_shape.members.keys()


def calling(client: Any, operation: str) -> Callable[..., Any]:
    return getattr(client, xform_name(operation))


def refusal_of(act: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """The answer to a request that must be refused: its code as `Code`, with the members of the exception."""
    with pytest.raises(ClientError) as refusal:
        act(**arguments)
    return {"Code": refusal.value.response["Error"]["Code"], **refusal.value.response}
