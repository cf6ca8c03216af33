"""Real clients against a running server: each is a program of its own, as its users run it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import key_of
from tests.help.factories import SECRET

HERE = Path(__file__).parent


@pytest.fixture
def environment(live_server, caller) -> dict[str, str]:
    """What a person exports to point a client at the console, and nothing else."""
    return client_environment(live_server.url, key_of(caller).access_key_id, SECRET)


def client_environment(url: str, access_key_id: str, secret: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(HERE / "no-such-home"),
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


@pytest.fixture(scope="session")
def aws_folder() -> str:
    """The folder of the AWS CLI that bin/test installs."""
    return str(Path(os.environ["CONSOLE_TEST_AWS"]).parent)


@pytest.fixture
def run(aws_folder) -> Callable[..., subprocess.CompletedProcess]:
    """Runs a command line in a shell, with `aws` on its path."""

    def run_it(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
        path = f"{aws_folder}{os.pathsep}{environment['PATH']}"
        return subprocess.run(
            ["sh", "-c", command],
            env=environment | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_it
