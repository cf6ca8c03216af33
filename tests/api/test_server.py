"""The API behind the server that bin/run starts: what only a socket can send."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.test_sigv4 import signed

ROOT = Path(__file__).resolve().parents[2]
DEMO = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
MEGABYTE = 1024 * 1024


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def port(made_demo, tmp_path_factory) -> Iterator[int]:
    """gunicorn on a demo database of its own."""
    var = shutil.copytree(made_demo, tmp_path_factory.mktemp("var") / "demo")
    database = f"sqlite:///{var / 'console.sqlite3'}"
    environment = os.environ | {"CONSOLE_VAR": str(var), "DATABASE_URL": database}
    number = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "console/gunicorn.py", "-b", f"127.0.0.1:{number}"]
    server = subprocess.Popen([*command, "console.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_for(number)
        yield number
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            status, _ = send(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        except OSError:
            status = 0
        if status == 200:
            return
        time.sleep(0.1)
    raise AssertionError("The server did not start.")


def send(port: int, data: bytes) -> tuple[int, bytes]:
    """Status and body of the one answer to `data`, read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall(data)
        answer = b""
        while part := one.recv(65536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        body = unchunked(body)
    return int(head.split()[1]), body


def unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + rest[:length], rest[length + 2 :]
    return whole


def request(
    port: int,
    body: bytes = b"{}",
    *,
    start: str = "POST / HTTP/1.1",
    length: str | None = "",
    sent: bytes | None = None,
    **headers: str,
) -> tuple[int, dict]:
    """Send a request signed for `body`; length: another Content-Length, or None for none; sent: another body."""
    own = signed(*DEMO, body=body, host=f"127.0.0.1:{port}") | {"Connection": "close"} | headers
    if length is not None:
        own["Content-Length"] = length or str(len(body))
    lines = [start, *(f"{name}: {value}" for name, value in own.items()), "", ""]
    status, answer = send(port, "\r\n".join(lines).encode() + (body if sent is None else sent))
    return status, json.loads(answer)


def test_a_request_is_answered(port):
    status, body = request(port)
    assert (status, len(body["Pools"]) > 10) == (200, True)


def test_http_1_0_is_spoken_too(port):
    status, body = request(port, start="POST / HTTP/1.0")
    assert (status, len(body["Pools"]) > 10) == (200, True)


def test_a_body_in_chunks_is_put_together(port):
    body = b'{"MaxResults": 1}'
    chunks = b"5\r\n" + body[:5] + b"\r\n" + b"c\r\n" + body[5:] + b"\r\n0\r\n\r\n"
    status, answer = request(port, body, length=None, sent=chunks, **{"Transfer-Encoding": "chunked"})
    assert (status, len(answer["Pools"])) == (200, 1)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_past_a_megabyte_is_refused(port, chunked):
    body = b'{"NextToken": "' + b"x" * MEGABYTE + b'"}'
    if chunked:
        sent = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
        status, answer = request(port, body, length=None, sent=sent, **{"Transfer-Encoding": "chunked"})
    else:
        status, answer = request(port, body)
    assert (status, answer["__type"]) == (413, "RequestTooLarge")


def test_a_client_that_sends_on_gets_the_answer_to_a_body_that_is_too_long(port):
    body = b'{"NextToken": "' + b"x" * 4 * MEGABYTE + b'"}'
    for _ in range(5):
        status, answer = request(port, body)
        assert (status, answer["__type"]) == (413, "RequestTooLarge")


def test_a_body_said_to_be_far_too_long_is_refused_unread(port):
    status, answer = request(port, length=str(10**12))
    assert (status, answer["__type"]) == (413, "RequestTooLarge")


@pytest.mark.parametrize("chunks", [b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n"])
def test_chunks_that_are_none_are_told_so(port, chunks):
    status, answer = request(port, length=None, sent=chunks, **{"Transfer-Encoding": "chunked"})
    assert (status, answer["__type"]) == (400, "MalformedHttpRequest")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_calls_an_operation(port, method):
    status, answer = request(port, b"", start=f"{method} / HTTP/1.1")
    assert (status, answer["__type"]) == (405, "MalformedHttpRequest")


def test_a_wrong_method_is_told_the_right_one(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall(
            b"GET / HTTP/1.0\r\nHost: localhost\r\nX-Amz-Target: PinpointSMSVoiceV2.DescribePools\r\n\r\n"
        )
        assert b"\r\nallow: post\r\n" in one.recv(65536).lower()


@pytest.mark.parametrize(
    "target", ["", "DescribePools", "AmazonSNS.ListTopics", "PinpointSMSVoiceV2.MakeTea"]
)
def test_an_unknown_target_is_no_operation(port, target):
    status, answer = request(port, **{"X-Amz-Target": target})
    assert (status, answer["__type"]) == (404, "UnknownOperationException")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"{}"', b"\xff\xfe", b"NaN", b"[" * 100_000, b'{"MaxResults": 1e999}']
)
def test_json_that_is_none_is_told_so(port, body):
    status, answer = request(port, body)
    assert status == (400 if body else 200)
    if body:
        assert answer["__type"] == "ValidationException"
        assert all(field["Name"] and " " in field["Message"] for field in answer["Fields"])
        assert f'Reason="{answer["Reason"]}"' in answer["Message"]


def test_an_operation_that_is_not_here_says_so_at_once(port):
    headers = {"X-Amz-Target": "PinpointSMSVoiceV2.SendRcsMessage"}
    own = signed(*DEMO, host=f"127.0.0.1:{port}", **headers)
    status, answer = request(port, **own)
    assert (status, answer["__type"], answer["Reason"]) == (400, "ValidationException", "UNKNOWN_OPERATION")
    assert "SendRcsMessage" in answer["Message"]


def test_a_browser_still_gets_its_pages(port):
    status, body = send(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status == 302
    assert b"__type" not in body
