"""What the consoles and workers of a campaign are forked from.

It has imported all that they need, and done nothing else. To start Python for each takes seconds, in which nothing that
is the sync's could go wrong.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL

from tests.help.source import ROOT

# For so many seconds a former value in a read counts as an old one. The stand-in's are some seconds old, AWS's may be
# minutes.
OLD_FOR = 15
# As in tests/help/aws: the models cannot be imported before Django is set up.
START = "import django; django.setup(); from tests.sync.campaign.children import main; main()"


class Nursery:
    """It ends, and with it all that it has started, with whoever made it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A Ctrl-C is for who started it.
            start_new_session=True,
            text=True,
        )

    def start(self, act: list[str], log: Path) -> int:
        """act: the name of one of children.ACTS, and its arguments. log: for what is printed. Returns: the PID."""
        self.process.stdin.write(json.dumps([act, str(log)]) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.wait(30)
        self.process.stdin.close()
        self.process.stdout.close()


class Process:
    """One of its children."""

    def __init__(self, nursery: Nursery, act: list[str], log: Path) -> None:
        self.nursery, self.act, self.log = nursery, act, log
        self.pid: int | None = None
        self.kills = 0

    def start(self) -> None:
        self.pid = self.nursery.start(self.act, self.log)

    @property
    def runs(self) -> bool:
        with suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return True
        return False

    def kill(self) -> None:
        if self.pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, SIGKILL)
        while self.runs:
            time.sleep(0.001)
        self.kills += 1

    def must_run(self) -> None:
        """It ends when it is killed, and never by itself."""
        if not self.runs:
            raise AssertionError(f"It ended by itself:\n{self.log.read_text()[-6000:]}")
