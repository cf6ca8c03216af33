from collections.abc import Iterator

import pytest

from tests.help import wire
from tests.help.factories import AccessKeyFactory
from tests.help.wire import client_for


@pytest.fixture(autouse=True)
def _socket(request, monkeypatch) -> Iterator[None]:
    """Where clients go through a socket, the server that they go to."""
    if wire.OVER_SOCKET:
        monkeypatch.setattr(wire, "ENDPOINT", request.getfixturevalue("live_server").url)
    yield
    while wire.opened:
        wire.opened.pop().close()


def key_of(caller):
    return AccessKeyFactory(user=caller.user, account=caller.account)


@pytest.fixture
def aws(caller):
    """boto3 as an administrator of the account, in us-east-1."""
    return client_for(key_of(caller).access_key_id)


@pytest.fixture
def viewer_aws(viewer):
    return client_for(key_of(viewer).access_key_id)


@pytest.fixture
def other_aws(other_caller):
    return client_for(key_of(other_caller).access_key_id)
