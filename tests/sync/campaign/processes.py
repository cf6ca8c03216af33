"""The console and the workers of a campaign: processes that are killed with SIGKILL and started again."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pools import shapes
from tests.crash.console import free_port
from tests.help.aws import Aws
from tests.help.source import ROOT

# As in tests/help/aws: the models cannot be imported before Django is set up.
START = "import django; django.setup(); from tests.sync.campaign.product import main; main()"
KEY, SECRET = "AKIACAMPAIGNCONSOLE0", "the-secret-of-the-console-of-a-campaign-00"
PATIENCE = 120.0  # seconds for one answer, of a console that was killed too


class Process:
    """One process, in a group of its own, with what it prints in a file."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.process: subprocess.Popen | None = None
        self.kills = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                # It ends with whoever started it, whose end closes the pipe.
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self.kills += 1

    def must_run(self) -> None:
        """It ends when it is killed, and never by itself."""
        if self.process.poll() is not None:
            raise AssertionError(f"It ended by itself:\n{self.log.read_text()[-6000:]}")


class Console(Process):
    """Its API by boto3 (`client`), and what people ask and see of the sync; each is repeated until it is answered."""

    def __init__(self, folder: Path, environment: dict[str, str], account_id: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-c", START, str(self.port), account_id, KEY, SECRET]
        super().__init__(command, environment, folder / "console.log")
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = boto3.Session().client(
            shapes.SERVICE,
            region_name="us-east-1",
            endpoint_url=self.url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )

    def start(self) -> None:
        super().start()
        self.look()

    def until_answered(self, act: Callable[[], Any]) -> Any:
        """Raises: ClientError, where it is a refusal; `cut_off` of it tells whether the act was repeated."""
        until, cut_off = time.monotonic() + PATIENCE, False
        while True:
            try:
                return act()
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                    error.cut_off = cut_off
                    raise
            except (URLError, OSError, BotoCoreError):
                if time.monotonic() > until:
                    raise
            cut_off = True
            self.must_run()
            time.sleep(0.1)

    def ask(self, verb: str, **about: Any) -> dict[str, Any]:
        return self.until_answered(lambda: self._post("/ask", {"verb": verb, "about": about}))

    def look(self) -> dict[str, Any]:
        return self.until_answered(lambda: self._post("/look", {}))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(self.url + path, data=json.dumps(body).encode())  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


def environment_of(folder: Path, database_url: str, aws: Aws, lease: int, rates: int) -> dict[str, str]:
    """lease, rates: see the README's table of variables."""
    var = folder / "console"
    (var / "static").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSOLE_", "AWS_"))}
    return (
        kept
        | aws.environment()
        | {
            "CONSOLE_VAR": str(var),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "console.settings",
            "CONSOLE_SECRET_KEY": "the-secret-key-of-the-console-of-a-campaign-of-kills",
            "CONSOLE_SYNC_LEASE": str(lease),
            "CONSOLE_AWS_RATES": str(rates),
        }
    )


def worker(folder: Path, environment: dict[str, str], number: int) -> Process:
    command = [sys.executable, "manage.py", "sync", "work", "--parent", str(os.getpid())]
    return Process(command, environment, folder / f"worker-{number}.log")
