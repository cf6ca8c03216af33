"""A link that the caller's account has."""

import pytest

from pools.models import AwsLink
from tests.help.linked import link_of


@pytest.fixture
def link(caller) -> AwsLink:
    return link_of(caller)
