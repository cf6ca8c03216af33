"""AWS as the tests of the sync have it."""

from pathlib import Path

import pytest

from tests.help.aws.fixtures import aws_process, aws_side, migrated_file, one_model_of_the_service

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
