"""What is in AWS, and linked, before something is applied: made for the first test, and there again for each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pools.models import Account, AwsLink, User
from pools.operations.engine.caller import Caller, caller_for
from pools.sync import looks, refused
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory
from tests.help.rows import Rows
from tests.sync.linked import Linked, linked_to

WISH = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR",
}


@dataclass
class Furnished:
    """there: what AWS has. rows: ours, once that was imported."""

    there: dict[str, Any] = field(default_factory=dict)
    rows: Rows | None = None


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """What is surprising is looked at again, and what passes by itself tried again, with no pause to speak of."""
    monkeypatch.setattr(looks, "LATER", 0)
    monkeypatch.setattr(refused, "FIRST_TRY", timedelta(milliseconds=10))


@pytest.fixture(scope="session")
def once() -> Furnished:
    return Furnished()


@pytest.fixture
def furnished(aws_side, behind, transactional_db, once) -> Furnished:
    """Both sides as they are after an import."""
    if once.rows:
        aws_side.control(again=True)
        once.rows.write()
        return once
    there, account = furnish(behind), AccountFactory()
    ProjectFactory(account=account)
    linked_to(aws_side, caller_of(account, MembershipFactory(account=account).user)).remotes.close()
    aws_side.control(keep=True)
    rows = Rows()
    rows.read()
    once.there, once.rows = there, rows
    return once


def furnish(behind: Any) -> dict[str, Any]:
    """Two pools of a number each, a number more, a sender ID."""
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


def caller_of(account: Account, user: User) -> Caller:
    return caller_for(user, account.account_id, "us-east-1")


@pytest.fixture
def there(furnished):
    return furnished.there


@pytest.fixture
def account(furnished) -> Account:
    return Account.objects.get()


@pytest.fixture
def caller(account) -> Caller:
    return caller_of(account, User.objects.get())


@pytest.fixture
def linked(aws_side, caller) -> Iterator[Linked]:
    aws_side.log.entries.clear()
    linked = Linked(aws_side, caller, AwsLink.objects.select_related("account").get())
    yield linked
    linked.remotes.close()


@pytest.fixture
def pool_id(there):
    return there["pools"][0]
