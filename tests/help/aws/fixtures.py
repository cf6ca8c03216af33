"""AWS as tests have it: one stand-in for all tests of a process, begun anew for each."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from django.db import connection

from tests.help.aws import Aws, stand_in


@pytest.fixture(scope="session")
def one_model_of_the_service() -> Iterator[None]:
    """botocore reads it anew for every session, which takes longer than most of what a test then asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session")
def aws_process(tmp_path_factory, django_db_setup, one_model_of_the_service) -> Iterator[Aws]:
    with stand_in(tmp_path_factory.mktemp("stand-in"), migrated=migrated_file()) as aws:
        yield aws


def migrated_file() -> Path | None:
    """A file of SQLite's with all tables, where there is one: to make them takes seconds."""
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


@pytest.fixture
def aws_side(aws_process, monkeypatch) -> Aws:
    """An empty account of AWS, in fair weather, which boto3 finds by the environment."""
    aws_process.reset()
    for name, value in aws_process.environment().items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    return aws_process
