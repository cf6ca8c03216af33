"""AWS as the tests of the sync have it: one stand-in for all tests, begun anew for each."""

from collections.abc import Iterator

import pytest

from tests.help.aws import Aws, stand_in


@pytest.fixture(scope="session")
def aws_process(tmp_path_factory) -> Iterator[Aws]:
    with stand_in(tmp_path_factory.mktemp("stand-in")) as aws:
        yield aws


@pytest.fixture
def aws_side(aws_process, monkeypatch) -> Aws:
    """An empty account of AWS, in fair weather, which boto3 finds by the environment."""
    aws_process.reset()
    for name, value in aws_process.environment().items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    return aws_process
