"""Connections and processes: what is reused, what is told of the peer, and how the server comes to its end."""

import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.help.cookies import ITS_OWN
from tests.server.conftest import Console, answer_on, head_of


def read_one(one: socket.socket) -> bytes:
    """One answer with a Content-Length, on a connection that stays."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += one.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += one.recv(65536)
    return head


@pytest.mark.parametrize("path", ["/sign-in/", "/healthz", "/", "/nowhere/"])
def test_a_connection_is_used_again(console, path):
    with console.connect() as one:
        for _ in range(3):
            one.sendall(head_of("GET", path, Connection="keep-alive").encode())
            assert b"connection: close" not in read_one(one).lower()


@pytest.mark.parametrize("path", ["/sign-in/", "/healthz", "/nowhere/"])
def test_head_has_no_body(console, path):
    with console.connect() as one:
        one.sendall(head_of("HEAD", path, Connection="keep-alive").encode())
        one.sendall(head_of("GET", "/healthz").encode())
        answer = answer_on(one)[1]
    head, second = answer.split("HTTP/1.1 ")[1:]
    assert head.endswith("\r\n\r\n")
    assert "Content-Length: " in head
    assert second.startswith("200")


def test_a_killed_worker_is_replaced(start):
    console = start("--workers", "1")
    (first,) = console.workers()
    os.kill(first, signal.SIGKILL)
    assert console.get()[0] == 200
    assert console.workers() != [first]
    assert len(console.logged().splitlines()) == 1


def test_workers_end_with_their_master(start):
    console = start()
    workers = console.workers()
    assert workers
    console.process.kill()
    console.process.wait(10)
    until = time.monotonic() + 20
    while any(is_alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(is_alive(pid) for pid in workers)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_was_sent_before_the_end_is_answered(start):
    console = start()
    answers: list[int] = []
    with console.connect() as one:
        # A sign-in takes long enough to be under way when the signal comes.
        one.sendall(sign_in(console))
        reader = threading.Thread(target=lambda: answers.append(answer_on(one)[0]))
        reader.start()
        time.sleep(0.05)
        console.process.send_signal(signal.SIGTERM)
        reader.join(30)
    assert console.process.wait(30) == 0
    assert answers == [303]
    assert console.logged() == ""


def sign_in(console: Console, name: str = "demo") -> bytes:
    page = console.get()[1]
    cookie, token = ITS_OWN.search(page).groups()
    body = f"csrfmiddlewaretoken={token}&username={name}&password={name}"
    form = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    return (head_of("POST", "/sign-in/", Cookie=f"{cookie}={token}", **form) + body).encode()
