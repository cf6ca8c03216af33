"""Clients that begin and do not go on: nobody else waits for them, and the server does not keep them.

How many requests are answered meanwhile is measured by `python -m tests.server`.
"""

import os
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.conftest import Console, head_of

HALVES = {
    "nothing": b"",
    "half a line": b"GET /sig",
    "half a head": b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n",
    "half a body": head_of("POST", "/sign-in/", Content_Length="100").encode() + b"username=",
    "half a chunk": head_of("POST", "/", Transfer_Encoding="chunked").encode() + b"64\r\n{",
    "half a call": head_of("POST", "/", X_Amz_Target="PinpointSMSVoiceV2.X", Content_Length="9").encode()
    + b"{",
}

SLACK = 0.05  # seconds that the machine may take for something else


def stalled(console: Console, stack: ExitStack, half: bytes, count: int) -> list[socket.socket]:
    made = [stack.enter_context(console.connect()) for _ in range(count)]
    for one in made:
        one.sendall(half)
    return made


def hundreds(console: Console, stack: ExitStack) -> None:
    """200 half-open connections, and 50 of each other kind."""
    for name, half in HALVES.items():
        stalled(console, stack, half, 200 if name == "half a head" else 50)
    time.sleep(0.5)


def slow_page(console: Console) -> float:
    """The 95th percentile of 40 pages' seconds."""
    took = []
    for _ in range(40):
        began = time.monotonic()
        assert console.get()[0] == 200
        took.append(time.monotonic() - began)
    return sorted(took)[37]


def test_with_hundreds_of_them_a_page_answers_as_on_a_quiet_server(console):
    before = slow_page(console)
    with ExitStack() as stack:
        hundreds(console, stack)
        meanwhile = slow_page(console)
    # Measured on both sides, as other work of the machine comes and goes. Not even one page may wait for a client.
    quiet = max(before, slow_page(console))
    assert meanwhile <= 2 * quiet + SLACK


def test_each_is_closed_within_30_seconds_however_it_drips(console):
    with ExitStack() as stack:
        made = {name: stalled(console, stack, half, 1)[0] for name, half in HALVES.items()}
        made["blank lines"], made["answered once"] = stalled(console, stack, b"\r\n\r\n", 2)
        made["answered once"].sendall(head_of("GET", "/healthz", Connection="keep-alive").encode())
        began, closed = time.monotonic(), {}
        dripping = {"half a head": b"X", "half a body": b"x", "half a chunk": b" ", "blank lines": b"\r\n"}
        while len(closed) < len(made) and time.monotonic() - began < 45:
            for name in made.keys() - closed.keys():
                if is_closed(made[name], dripping.get(name, b"")):
                    closed[name] = time.monotonic() - began
            time.sleep(0.2)
        assert closed.keys() == made.keys()
        assert max(closed.values()) < 30


def is_closed(one: socket.socket, drip: bytes) -> bool:
    one.setblocking(False)
    try:
        one.sendall(drip)
        while one.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def test_one_that_does_not_read_its_answer_keeps_nobody_waiting(console):
    path = next(iter(Path(console.var / "static" / "css").glob("*.css"))).name
    with ExitStack() as stack:
        for _ in range(20):
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            one.connect((console.host, console.port))
            one.sendall(head_of("GET", f"/static/css/{path}", Connection="keep-alive").encode() * 50)
        assert [console.get()[0] for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_they_do_not_hold_up_the_end(start, sent):
    console = start()
    with ExitStack() as stack:
        for half in HALVES.values():
            stalled(console, stack, half, 10)
        assert console.get()[0] == 200
        began = time.monotonic()
        # A terminal sends Ctrl-C to every process of the group.
        os.killpg(console.process.pid, sent) if sent == signal.SIGINT else console.process.send_signal(sent)
        console.process.wait(30)
        assert time.monotonic() - began < (3 if sent == signal.SIGINT else 9)
        assert console.logged() == ""
