"""What is read about a pool in SQL by hand, held against the querysets that say the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.models import OptOutList, PhoneNumber, Quota, SenderId, SnsTopic
from pools.models.pool_reads import around_pool, available_numbers, identity_keys, pool_standing
from pools.operations.rules.membership import count_members
from pools.pages.pools.identity_rows import Asked, entries
from tests.help.factories import (
    AccountFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    SnsTopicFactory,
)

IN_A_DAY = timezone.now() + timedelta(days=1)
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


def test_the_list_has_the_rows_that_the_querysets_have_in_their_order(caller, pool):
    expected = [(rank, kind, pk) for rank, kind, _, _, pk in entries(caller, pool, Asked())]
    assert [(rank, kind) for rank, kind, _ in expected] == sorted((rank, kind) for rank, kind, _ in expected)
    assert len(expected) == len(set(expected)) == 14
    for start, stop in ((0, 50), (0, 3), (2, 9), (9, 14), (13, 20), (14, 20)):
        found = [(rank, kind, pk) for rank, kind, _, _, pk in identity_keys(caller, pool, start, stop)]
        assert found == expected[start:stop]


def test_it_counts_what_the_querysets_find(caller, pool):
    there = pool_standing(caller, pool, limit=1000)
    assert there.associated == count_members(pool) == 4
    assert there.phone_numbers + there.other_phone_numbers == PhoneNumber.objects.for_caller(caller).count()
    assert there.sender_ids + there.other_sender_ids == SenderId.objects.for_caller(caller).count()
    assert there.identities == len(entries(caller, pool, Asked())) == 14
    assert there.identity_quota is None


def test_counting_others_stops_one_past_the_limit(caller, pool):
    there = pool_standing(caller, pool, limit=2)
    assert (there.associated, there.other_phone_numbers, there.other_sender_ids) == (4, 3, 3)


def test_around_it_is_what_the_querysets_find(caller, pool):
    found = around_pool(caller, pool, topics=100)
    names = OptOutList.objects.for_caller(caller).values_list("opt_out_list_name", flat=True)
    topics = SnsTopic.objects.for_caller(caller).values_list("topic_arn", flat=True)
    assert (sorted(found.opt_out_lists), found.topics) == (sorted(names), list(topics))
    numbers = pool.phone_numbers.values_list("iso_country_code", "number_type")
    codes = pool.sender_ids.values_list("iso_country_code", flat=True)
    assert found.members == {*numbers, *((code, "") for code in codes)}
    assert len(found.members) == 3
    assert found.keyword_quota is None


def test_it_has_the_account_s_own_quotas(caller, pool):
    for name, value in (("KEYWORDS_PER_POOL", 7), ("ORIGINATION_IDENTITIES_PER_POOL", 9)):
        for place in ({"account": caller.account}, {"account_id": "444455556666"}):
            Quota.objects.create(**place, region="us-east-1", name=name, value=value)
    assert around_pool(caller, pool, topics=1).keyword_quota == 7
    assert pool_standing(caller, pool, limit=1).identity_quota == 9


def test_no_more_topics_are_read_than_are_offered(caller, pool):
    for name in ("a", "_c", "B"):
        SnsTopicFactory(topic_arn=f"arn:aws:sns:us-east-1:111122223333:{name}")
    assert [arn.rpartition(":")[2] for arn in around_pool(caller, pool, topics=3).topics] == ["B", "_c", "a"]


def usable_of(rows):
    return rows.available().count()


@pytest.mark.parametrize(
    ("state", "usable"),
    [
        ({}, True),
        ({"pending": True}, False),
        ({"voice_only": True}, False),
        ({"number_capabilities": ["VOICE", "SMS"]}, True),
        ({"settled_timestamp": IN_A_DAY, "settling_status": "PENDING"}, False),
        ({"settled_timestamp": IN_A_DAY, "settling_status": "ACTIVE"}, True),
        ({"settled_timestamp": timezone.now(), "settling_status": "PENDING"}, True),
        ({"settled_timestamp": timezone.now(), "settling_status": "PENDING", "pending": True}, False),
        ({"region": "eu-west-1"}, None),
    ],
)
def test_it_counts_the_numbers_that_the_querysets_find(caller, pool, state, usable):
    rows = PhoneNumber.objects.for_caller(caller)
    before = available_numbers(caller, limit=100)
    assert before == (usable_of(rows), rows.count() - usable_of(rows)) == (3, 7)
    PhoneNumberFactory(**state)
    after = available_numbers(caller, limit=100)
    assert after == (usable_of(rows), rows.count() - usable_of(rows))
    assert (after[0] - before[0], after[1] - before[1]) == {True: (1, 0), False: (0, 1), None: (0, 0)}[usable]


def test_counting_numbers_stops_one_past_the_limit(caller, pool):
    assert available_numbers(caller, limit=2) == (3, 3)
