"""What stalled clients cost the others: `.venv/bin/python -m tests.server`.

Requests of the Pools list a second, over four connections that are kept, on a quiet server and beside 200
half-open and 50 half-sent connections, in turn.
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from tests.crash.people import Browser
from tests.server.conftest import Console
from tests.server.test_stalled_clients import HALVES, stalled

ROUNDS, SECONDS, CONNECTIONS = 6, 5, 4
POOL_LIST = "/111122223333/us-east-1/sms-voice/pools/"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        console = Console(Path(folder))
        try:
            browser = Browser(f"http://localhost:{console.port}")
            browser.sign_in("editor")
            cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
            answered(console, cookie)
            quiet, with_stalled = [], []
            for _ in range(ROUNDS):
                quiet.append(answered(console, cookie))
                with ExitStack() as stack:
                    stalled(console, stack, HALVES["half a head"], 200)
                    stalled(console, stack, HALVES["half a body"], 50)
                    with_stalled.append(answered(console, cookie))
        finally:
            console.stop()
    # Round by round, as other work of the machine comes and goes.
    kept = median(there / alone for there, alone in zip(with_stalled, quiet, strict=True))
    print(
        f"{median(quiet):.0f} a second on a quiet server, {median(with_stalled):.0f} beside them: {kept:.0%}"
    )


def answered(console: Console, cookie: str) -> float:
    """Requests a second."""
    until = time.monotonic() + SECONDS

    def ask(_: int) -> int:
        connection, count = HTTPConnection("localhost", console.port, timeout=30), 0
        while time.monotonic() < until:
            connection.request("GET", POOL_LIST, headers={"Cookie": cookie})
            with connection.getresponse() as answer:
                answer.read()
                assert answer.status == 200
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(ask, range(CONNECTIONS))) / SECONDS


if __name__ == "__main__":
    main()
