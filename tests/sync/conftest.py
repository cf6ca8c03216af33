"""AWS as the tests of the sync have it."""

import pytest

from tests.help.aws.fixtures import aws_process, aws_side, one_model_of_the_service

__all__ = ["aws_process", "aws_side", "one_model_of_the_service"]


@pytest.fixture(scope="session", autouse=True)
def _one_model_of_the_service(one_model_of_the_service) -> None:
    """Also of those that speak to no stand-in."""
