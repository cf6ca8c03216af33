"""The server as bin/run starts it: console.start in a process of its own, on a database of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Behind a proxy it is at the proxy's address, and says where it listens.
READY = re.compile(r"(?:The console is at  http://|  listens on       )([^ /,]+):(\d+)\b")


class Console:
    """A console that runs until `stop`; `url` is what it says of itself."""

    def __init__(self, var: Path, *arguments: str, **environment: str) -> None:
        self.var, self.temporary = var, var / "tmp"
        self.temporary.mkdir(exist_ok=True)
        own = {"CONSOLE_VAR": str(var), "DATABASE_URL": f"sqlite:///{var / 'console.sqlite3'}"}
        own["CONSOLE_SYNC_WORKER"] = "0"
        self.log = Path(tempfile.mkstemp(dir=var, suffix=".log")[1])
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "console.start", "--port", "0", *arguments],
                cwd=ROOT,
                env=os.environ | own | {"TMPDIR": str(self.temporary)} | environment,
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        found = next((found for line in self.process.stdout if (found := READY.match(line))), None)
        assert found, self.logged()
        self.host, self.port = found[1].strip("[]"), int(found[2])
        # The listener is there before the workers are: an answer says that they are, too.
        assert self.get("/healthz")[0] == 200

    def logged(self) -> str:
        return self.log.read_text()

    def connect(self, host: str = "") -> socket.socket:
        return socket.create_connection((host or self.host, self.port), timeout=60)

    def ask(self, head: str, body: bytes = b"", host: str = "") -> tuple[int, str]:
        """Status, and head and body as text, of the answer to one request, read until the server closes."""
        with self.connect(host) as one:
            one.sendall(head.encode() + body)
            return answer_on(one)

    def get(self, path: str = "/sign-in/", **headers: str) -> tuple[int, str]:
        return self.ask(head_of("GET", path, **headers))

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        self.process.stdout.close()


def head_of(method: str, path: str, **headers: str) -> str:
    """The head of a request after whose answer the server closes."""
    given = {"Host": "localhost", "Connection": "close"} | headers
    lines = [
        f"{method} {path} HTTP/1.1",
        *(f"{name.replace('_', '-')}: {value}" for name, value in given.items()),
    ]
    return "\r\n".join([*lines, "", ""])


def answer_on(one: socket.socket) -> tuple[int, str]:
    answer = b""
    while part := one.recv(65536):
        answer += part
    return int(answer.split()[1]), answer.decode()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A folder that a first start has filled, so that later ones have nothing to do."""
    var = tmp_path_factory.mktemp("var")
    Console(var).stop()
    return var


@pytest.fixture(scope="module")
def start(prepared, tmp_path_factory) -> Iterator[Callable[..., Console]]:
    started = []

    def it(*arguments: str, **environment: str) -> Console:
        var = tmp_path_factory.mktemp("var") / "copy"
        shutil.copytree(prepared, var)
        started.append(Console(var, *arguments, **environment))
        return started[-1]

    yield it
    for one in started:
        one.stop()


@pytest.fixture(scope="module")
def console(start) -> Console:
    return start()
