"""A console of its own, as bin/run starts it, that can be killed in part or as a whole."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 120  # seconds, on a machine that has much else to do


class Console:
    """`python -m console.start` with two workers, always at the same port; what it prints is in `log`."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.log, self.port = folder / "console.log", free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLE_")}
        own = {"CONSOLE_VAR": str(folder), "DATABASE_URL": database_url, "CONSOLE_SYNC_WORKER": "0"}
        self.environment = kept | own
        self.process: subprocess.Popen | None = None

    def launch(self) -> None:
        """Begin to start, in a process group of its own."""
        command = [sys.executable, "-m", "console.start", "--port", str(self.port), "--workers", "2"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def start(self) -> None:
        self.launch()
        give_up = time.monotonic() + LONGEST_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"The console did not start:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
        return False

    def kill_worker(self, rng: random.Random) -> None:
        give_up = time.monotonic() + LONGEST_START
        while not (workers := children_of(self.process.pid)):
            if time.monotonic() > give_up:
                raise AssertionError("The console has no workers.")
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.kill(rng.choice(workers), signal.SIGKILL)

    def kill_all(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = (line.split() for line in listed.stdout.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
