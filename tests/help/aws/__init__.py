"""What stands in for AWS: a second instance of the product, and a proxy before it that is no kinder than AWS."""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from pools import shapes
from tests.help.aws.log import Log
from tests.help.aws.proxy import Proxy
from tests.help.aws.weather import Weather
from tests.help.source import ROOT

ACCOUNT_ID = "111122223333"
REGION = "us-east-1"
DATABASE = "aws.sqlite3"
ACCESS_KEY_ID = "AKIASTANDINFORAWS000"
SECRET = "the-secret-of-what-stands-in-for-aws-000"
# The models cannot be imported, and the product not with them, before Django is set up.
START = "import django; django.setup(); from tests.help.aws.product import main; main()"
ARN = f"arn:aws:iam::{ACCOUNT_ID}:user/worker"


class Aws:
    """The stand-in while it runs. `url` is the endpoint of the service and of STS; `log` has what arrived there."""

    def __init__(self, process: subprocess.Popen, proxy: Proxy) -> None:
        self.process, self.proxy = process, proxy
        self.account_id, self.region = ACCOUNT_ID, REGION
        self.url = f"http://127.0.0.1:{proxy.server_port}"

    @property
    def log(self) -> Log:
        return self.proxy.log

    @property
    def weather(self) -> Weather:
        """As it is; assign another one to have it change."""
        return self.proxy.weather

    @weather.setter
    def weather(self, weather: Weather) -> None:
        self.proxy.set_weather(weather)

    def control(self, **wish: Any) -> None:
        """See product.control."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.ports["now"], timeout=60)
        connection.request("POST", "/control", json.dumps({"region": self.region} | wish))
        assert connection.getresponse().status == 204
        connection.close()

    def pin_past(self) -> None:
        self.proxy.pin_past()

    def reset(self) -> None:
        """Begin anew: an empty account, fair weather, an empty log."""
        self.control(reset=True)
        self.weather = Weather()
        self.proxy.identity = (self.account_id, ARN)
        self.proxy.log = Log()

    def environment(self) -> dict[str, str]:
        """What a worker needs to find this AWS, and nothing of the machine that the tests run on."""
        return {
            "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": self.url,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, *, behind: bool = True) -> Any:
        """boto3, which shares nothing with the sync. behind: past the proxy, so that no weather and no log has it."""
        port = self.proxy.ports["now"] if behind else self.proxy.server_port
        return boto3.client(
            shapes.SERVICE,
            region_name=self.region,
            endpoint_url=f"http://127.0.0.1:{port}",
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET,
            config=Config(retries={"total_max_attempts": 1, "mode": "standard"}, read_timeout=60),
        )


def copy_database(migrated: Path, to: Path) -> None:
    with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


@contextmanager
def stand_in(folder: Path, *, migrated: Path | None = None) -> Iterator[Aws]:
    """folder: for its database. It ends with the block, and with the process that began it.

    migrated: a file of SQLite's with all tables, of which it takes a copy: to make them takes seconds.
    """
    var = folder / "aws"
    # WhiteNoise warns of a folder that is not there.
    (var / "static").mkdir(parents=True, exist_ok=True)
    if migrated:
        copy_database(migrated, var / DATABASE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSOLE_", "AWS_"))}
    own = {
        "CONSOLE_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / DATABASE}",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_SECRET_KEY": "the-secret-key-of-what-stands-in-for-aws-in-tests",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", START, ACCOUNT_ID, ACCESS_KEY_ID, SECRET],
        cwd=ROOT,
        env=kept | own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A Ctrl-C is for who started it.
        start_new_session=True,
    )
    try:
        said = process.stdout.readline()
        assert said, "The stand-in did not start."
        proxy = Proxy(json.loads(said), (ACCOUNT_ID, ARN), ACCESS_KEY_ID)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        aws = Aws(process, proxy)
        aws.reset()
        yield aws
        proxy.shutdown()
        proxy.server_close()
    finally:
        process.kill()
        process.wait(30)
