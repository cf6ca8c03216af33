"""Keeps a worker of the sync beside the server: `python -m console.keeping PID`, as a child of the server of that PID.

It starts the worker, starts it again when it ends, and ends it with the server, however that ends. Without Django, so
that it costs next to nothing.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

LOOK_EVERY = 0.5  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before the worker is started again
LONG = 60.0  # seconds: after as many, its end has to do with another cause than the last one
END_WITHIN = 30.0  # seconds: a request that was sent has 20 for its answer
KEEPER = "SYNC_KEEPER"  # where the server's process finds the keeper's ID


def begin() -> None:
    """Start a keeper for this process, which is about to become the server."""
    command = [sys.executable, "-m", "console.keeping", str(os.getpid())]
    # Of a terminal nothing is for it to read; and who reads what the server says is not kept waiting for its end.
    keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    os.environ[KEEPER] = str(keeper.pid)


def end(within: float) -> None:
    """Have the keeper of this process end, and wait a little for that: of a request in hand the answer is kept."""
    pid = int(os.environ.get(KEEPER, "0"))
    until = time.monotonic() + within
    # The server may have been told of its end already.
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        if pid:
            os.kill(pid, signal.SIGTERM)
        while pid and time.monotonic() < until and os.waitpid(pid, os.WNOHANG) == (0, 0):
            time.sleep(0.05)


class Keeper:
    def __init__(self, server: int) -> None:
        self.server, self.stop = server, threading.Event()

    def goes_on(self) -> bool:
        """A server that was killed can tell nobody: its children have another parent then."""
        return not self.stop.is_set() and os.getppid() == self.server

    def keep(self) -> None:
        pause = FIRST_PAUSE
        while self.goes_on():
            began_at, code = time.monotonic(), self.one_worker()
            if not self.goes_on():
                return
            pause = FIRST_PAUSE if time.monotonic() - began_at > LONG else pause
            sys.stderr.write(f"The sync worker ended ({code}). It starts again in {pause:.0f} s.\n")
            sys.stderr.flush()
            self.rest(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def one_worker(self) -> int:
        """Run one until its end, or ours. Returns: its exit code."""
        command = [sys.executable, "manage.py", "sync", "work", "--parent", str(os.getpid())]
        worker = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
        while self.goes_on() and worker.poll() is None:
            self.rest(LOOK_EVERY)
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                worker.kill()
        return worker.wait()

    def rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.goes_on() and (left := until - time.monotonic()) > 0:
            self.stop.wait(min(left, LOOK_EVERY))


def keep_beside(server: int) -> None:
    keeper = Keeper(server)
    # A terminal's Ctrl-C, and its end, go to every process of it; `nohup` has the latter ignored.
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, lambda *_: keeper.stop.set())
    keeper.keep()


if __name__ == "__main__":
    keep_beside(int(sys.argv[1]))
