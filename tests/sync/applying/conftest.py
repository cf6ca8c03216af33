"""What is in AWS, and linked, before something is applied."""

import pytest

from pools.sync import looks
from tests.sync.linked import linked_to

WISH = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR",
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """What is surprising is looked at again without a pause."""
    monkeypatch.setattr(looks, "LATER", 0)


@pytest.fixture
def behind(aws_side):
    client = aws_side.client()
    yield client
    client.close()


@pytest.fixture
def there(behind):
    """What AWS has before it is linked: two pools of a number each, a number more, a sender ID."""
    numbers = [behind.request_phone_number(**WISH)["PhoneNumberId"] for _ in range(3)]
    pools = [
        behind.create_pool(OriginationIdentity=one, IsoCountryCode="US", MessageType="TRANSACTIONAL")[
            "PoolId"
        ]
        for one in numbers[:2]
    ]
    behind.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    behind.put_keyword(OriginationIdentity=pools[0], Keyword="OLD", KeywordMessage="Old.")
    return {"pools": pools, "numbers": numbers}


@pytest.fixture
def linked(aws_side, there, caller):
    found = linked_to(aws_side, caller)
    aws_side.log.entries.clear()
    return found


@pytest.fixture
def pool_id(there):
    return there["pools"][0]
