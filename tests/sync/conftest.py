"""AWS as the tests of the sync have it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pools.operations.engine.caller import Caller
from pools.sync.asking import Asker
from pools.sync.remote import Remote
from tests.help.aws import Aws
from tests.help.aws.fixtures import aws_process, aws_side, migrated_file, one_model_of_the_service
from tests.sync.working import SHARE, Console

__all__ = ["aws_process", "aws_side", "one_model_of_the_service"]


@pytest.fixture(scope="session", autouse=True)
def _one_model_of_the_service(one_model_of_the_service) -> None:
    """Also of those that speak to no stand-in."""


@pytest.fixture(scope="session")
def migrated(django_db_setup) -> Path | None:
    return migrated_file()


@pytest.fixture
def high_rates(settings) -> None:
    """Of tests that are not about waiting for a turn."""
    settings.CONSOLE_AWS_RATES = 1000


@pytest.fixture
def front(aws_side: Aws) -> Iterator[Any]:
    """boto3 through the proxy."""
    client = aws_side.client(behind=False)
    yield client
    client.close()


@pytest.fixture
def behind(aws_side: Aws) -> Iterator[Any]:
    """boto3 past it, so that nothing goes wrong and nothing is logged."""
    client = aws_side.client()
    yield client
    client.close()


@pytest.fixture
def aws(aws_side: Aws) -> Iterator[Remote]:
    """AWS as the sync has it."""
    found = Remote(aws_side.region, account_id=aws_side.account_id)
    yield found
    found.close()


@pytest.fixture
def ask(aws: Remote, aws_side: Aws, db: None) -> Asker:
    return Asker(aws, aws_side.account_id, share=SHARE, sleep=lambda seconds: None)


@pytest.fixture
def console(aws_side: Aws, caller: Caller, transactional_db: None, high_rates: None) -> Console:
    return Console(aws_side, caller)


@pytest.fixture
def here(caller: Caller, db: None) -> Console:
    """Without AWS."""
    return Console(None, caller)
