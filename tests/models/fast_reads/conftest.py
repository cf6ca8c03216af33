"""A pool among others: what a read about it must find, and what it must leave."""

import pytest

from tests.help.factories import (
    AccountFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    SnsTopicFactory,
)

ELSEWHERE = ({"region": "eu-west-1"}, {"account_id": "444455556666"})


@pytest.fixture
def pool(caller):
    """One with members, in an account that has others too; and more in another Region and another account."""
    AccountFactory(account_id="444455556666")
    pool, other = PoolFactory.create_batch(2)
    for place in ({}, *ELSEWHERE):
        PhoneNumberFactory.create_batch(3, **place)
        SenderIdFactory.create_batch(2, **place)
        OptOutListFactory(**place)
        SnsTopicFactory.create_batch(1, **place)
    PhoneNumberFactory(pool=pool, iso_country_code="US", toll_free=True)
    PhoneNumberFactory.create_batch(2, pool=pool, iso_country_code="GB")
    PhoneNumberFactory.create_batch(4, pool=other)
    shared = PoolSenderIdFactory(pool=pool).sender_id
    PoolSenderIdFactory(pool=other, sender_id=shared)
    PoolSenderIdFactory(pool=other)
    return pool
