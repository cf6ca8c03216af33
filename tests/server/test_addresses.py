"""Where the console listens, and that each address is one port of one console."""

import socket
from contextlib import closing

import pytest

from console.listening import LOCAL, listen
from console.trouble import Stop
from tests.server.conftest import Console

BOTH = ["127.0.0.1", "::1"]


def close(listeners: list[socket.socket]) -> None:
    for one in listeners:
        one.close()


def reached(console: Console) -> list[str]:
    """The loopback addresses where the console answers; the demo's sign-ins tell that it saw a loopback peer."""
    answering = []
    for host in BOTH:
        try:
            head = "GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            status, page = console.ask(head, host=host)
        except ConnectionRefusedError:
            continue
        assert status == 200
        assert 'Demo sign-ins: <span translate="no">demo / demo' in page
        answering.append(host)
    return answering


@pytest.mark.parametrize(
    ("arguments", "shown", "expected"),
    [
        ([], "127.0.0.1", BOTH),
        (["--host", "127.0.0.1"], "127.0.0.1", ["127.0.0.1"]),
        (["--host", "[::1]"], "::1", ["::1"]),
        (["--host", "0.0.0.0"], "127.0.0.1", ["127.0.0.1"]),  # noqa: S104
        (["--host", "::"], "127.0.0.1", BOTH),
    ],
)
def test_it_listens_where_it_was_told_and_says_so(start, arguments, shown, expected):
    console = start("--workers", "1", *arguments)
    assert console.host == shown
    assert reached(console) == expected
    console.stop()


def test_both_loopback_addresses_have_the_same_free_port():
    listeners = listen(LOCAL, "0")
    assert [one.getsockname()[0] for one in listeners] == BOTH
    assert len({one.getsockname()[1] for one in listeners}) == 1
    close(listeners)


@pytest.mark.parametrize("taken", BOTH)
def test_a_port_that_is_taken_on_either_is_busy(taken):
    with closing(listen(taken, "0")[0]) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} is busy"):
            listen(LOCAL, str(port))


def test_a_machine_without_ipv6_has_the_other(monkeypatch):
    usual = socket.socket.bind

    def bind(one, address):
        if one.family == socket.AF_INET6:
            raise OSError(99, "Cannot assign requested address")
        usual(one, address)

    monkeypatch.setattr(socket.socket, "bind", bind)
    listeners = listen(LOCAL, "0")
    assert [one.getsockname()[0] for one in listeners] == ["127.0.0.1"]
    close(listeners)
