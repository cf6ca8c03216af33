"""A link as the pages of the sync have it: by itself, or with a resource in each standing."""

import pytest

from pools.models import AwsLink
from pools.operations.engine.caller import Caller
from tests.help import sync_account, sync_rows


@pytest.fixture
def link(caller: Caller) -> AwsLink:
    return sync_rows.link(caller)


@pytest.fixture
def aws(caller: Caller) -> AwsLink:
    return sync_account.everything(caller)
