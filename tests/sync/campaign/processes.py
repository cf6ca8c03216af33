"""The console and the workers of a campaign: processes that are killed with SIGKILL and started again."""

import json
import os
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pools import shapes
from tests.crash.console import free_port
from tests.help.aws import Aws
from tests.sync.campaign.nursery import Nursery, Process

KEY, SECRET = "AKIACAMPAIGNCONSOLE0", "the-secret-of-the-console-of-a-campaign-00"
PATIENCE = 120.0  # seconds for one answer, of a console that was killed too


class Console(Process):
    """Its API by boto3 (`client`), and what people ask and see of the sync; each is repeated until it is answered."""

    def __init__(self, nursery: Nursery, folder: Path, account_id: str) -> None:
        port = str(free_port())
        super().__init__(nursery, ["console", port, account_id, KEY, SECRET], folder / "console.log")
        self.url = f"http://127.0.0.1:{port}"
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

    def before(self, pool_id: str, field: str, value: Any) -> Any:
        """What was there when that field of the pool was last set to this value."""
        about = {"pool_id": pool_id, "field": field, "value": value}
        return self.until_answered(lambda: self._post("/before", about))["value"]

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


def worker(nursery: Nursery, folder: Path, number: int) -> Process:
    return Process(nursery, ["worker"], folder / f"worker-{number}.log")
