"""Clients that ask and do not read: no thread waits for them, and each costs a connection and one answer."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from console import connections
from console.connections import Server
from console.receiving import limits
from tests.server.conftest import answer_on, head_of
from tests.server.test_stalled_clients import SLACK, is_closed, slow_page

LARGE_FILE = "/static/django_htmx/htmax-4.js"
LONG_ANSWER = b"x" * 24 * 1024 * 1024  # more than the system keeps for both ends
WAIT = 1


def unread(port: int, stack: ExitStack, path: str, *, each: int, count: int) -> list[socket.socket]:
    """Connections that ask for so many answers each and read none."""
    made = []
    for _ in range(count):
        one = stack.enter_context(socket.socket())
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(("127.0.0.1", port))
        one.sendall(head_of("GET", path, Connection="keep-alive").encode() * each)
        made.append(one)
    return made


def test_a_page_answers_as_on_a_quiet_server(console):
    before = slow_page(console)
    with ExitStack() as stack:
        unread(console.port, stack, LARGE_FILE, each=100, count=20)
        # As long as it takes to fill what the system keeps of answers.
        time.sleep(3)
        meanwhile = slow_page(console)
    quiet = max(before, slow_page(console))
    assert meanwhile <= 2 * quiet + SLACK


def test_each_takes_two_files_at_most(start):
    console = start("--workers", "1")
    (worker,) = console.workers()
    before, count = files_of(worker), 18
    with ExitStack() as stack:
        unread(console.port, stack, LARGE_FILE, each=70, count=count)
        time.sleep(2)
        # A few for the database, which a thread opens with its first request.
        assert before + count <= files_of(worker) <= before + 2 * count + 8
        assert console.get()[0] == 200


def files_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_they_do_not_hold_up_the_end_and_a_reader_gets_what_was_answered(start, sent):
    console = start()
    with ExitStack() as stack:
        unread(console.port, stack, LARGE_FILE, each=100, count=6)
        (slow,) = unread(console.port, stack, LARGE_FILE, each=1, count=1)
        assert console.get()[0] == 200
        answers: list[bytes] = []
        reader = threading.Thread(target=lambda: answers.append(read_slowly(slow)))
        reader.start()
        began = time.monotonic()
        os.killpg(console.process.pid, sent) if sent == signal.SIGINT else console.process.send_signal(sent)
        console.process.wait(30)
        assert time.monotonic() - began < (3 if sent == signal.SIGINT else 6)
        reader.join(30)
        head, _, body = answers[0].partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}\r\n" in head.decode()
        assert console.logged() == ""


def read_slowly(one: socket.socket) -> bytes:
    """About 400 kB a second."""
    answer = b""
    while part := one.recv(8 * 1024):
        answer += part
        time.sleep(0.02)
    return answer


def app(environ, start_response):
    body = LONG_ANSWER if environ["PATH_INFO"] == "/long" else b"short"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def serving(**changed: int) -> Iterator[Server]:
    """The console's server in this process, with an application of its own."""
    listener, handlers, channels = socket.socket(), ThreadedTaskDispatcher(), {}
    listener.bind(("127.0.0.1", 0))
    handlers.set_thread_count(1)
    server = Server(
        app,
        map=channels,
        _sock=listener,
        dispatcher=handlers,
        adj=Adjustments(**{"connection_limit": 100} | limits() | {"cleanup_interval": 1} | changed),
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        bind_socket=False,
    )
    ended = threading.Event()

    def loop() -> None:
        while not ended.is_set():
            wasyncore.loop(0.05, use_poll=True, map=channels, count=1)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        thread.join()
        handlers.shutdown()
        wasyncore.close_all(channels)


def get(server: Server, path: str) -> int:
    with socket.create_connection(("127.0.0.1", int(server.effective_port)), timeout=5) as one:
        one.sendall(head_of("GET", path).encode())
        return answer_on(one)[0]


def test_one_that_takes_nothing_is_closed_at_once_when_its_time_is_over(monkeypatch, caplog):
    monkeypatch.setattr(connections, "LONGEST_WAIT", WAIT)
    with serving() as server, ExitStack() as stack:
        made = unread(int(server.effective_port), stack, "/long", each=20, count=3)
        # One thread answers all: it waits for none of them.
        assert get(server, "/short") == 200
        until = time.monotonic() + WAIT + 4
        while server.active_channels and time.monotonic() < until:
            time.sleep(0.1)
        assert not server.active_channels
        assert all(is_closed(one, b"") for one in made)
    assert "did not take their answers" in caplog.text


def test_a_slow_but_steady_reader_gets_all_of_a_long_answer(monkeypatch):
    monkeypatch.setattr(connections, "LONGEST_WAIT", WAIT)
    with serving() as server, ExitStack() as stack:
        (one,) = unread(int(server.effective_port), stack, "/long", each=1, count=1)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 128 * 1024)
        taken, began = 0, time.monotonic()
        while taken < len(LONG_ANSWER):
            part = one.recv(1024 * 1024)
            assert part, f"closed after {taken} bytes"
            taken += len(part)
            # At 6 MB a second at most the end comes long after the time for a client that takes nothing.
            time.sleep(max(0, began + taken / 6_000_000 - time.monotonic()))
        assert time.monotonic() - began > 3 * WAIT


def test_where_there_are_too_many_a_new_one_takes_the_place_of_the_one_that_waited_longest(caplog):
    with serving(connection_limit=20) as server, ExitStack() as stack:
        port = int(server.effective_port)
        idle = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(40)]
        assert [get(server, "/short") for _ in range(5)] == [200] * 5
        assert is_closed(idle[0], b"")
        assert not is_closed(idle[-1], b"")
        time.sleep(1.5)
    assert "as there were too many" in caplog.text


def test_a_program_that_sends_requests_ahead_gets_each_answer_in_turn(console):
    paths = ["/healthz", "/nowhere/", "/sign-in/", LARGE_FILE] * 5
    ahead = "".join(head_of("GET", path, Connection="keep-alive") + "\r\n" for path in paths)
    with console.connect() as one:
        one.sendall((ahead + head_of("GET", "/healthz")).encode())
        answer = answer_on(one)[1]
    statuses = [part[:3] for part in answer.split("HTTP/1.1 ")[1:]]
    assert statuses == ["200", "404", "200", "200"] * 5 + ["200"]
