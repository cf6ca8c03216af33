import pytest

from tests.api.wire import client_for
from tests.factories import AccessKeyFactory


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
