"""What is read about a pool's identities in SQL by hand, held against the querysets that say the same."""

import pytest

from pools.models import PhoneNumber, Quota
from pools.models.fast_reads.pool_identities import PoolStanding, identity_keys, pool_standing
from pools.operations.rules.membership import count_members
from pools.pages.pools.identity_list import Entries, searched
from tests.help.factories import PhoneNumberFactory, SenderIdFactory, in_a_minute

STANDING = PoolStanding(0, 0, 0, None)


def test_the_list_has_the_rows_that_the_querysets_have_in_their_order(caller, pool):
    PhoneNumberFactory(pending=True, two_way=True, two_way_channel_role="arn:aws:iam::111122223333:role/a")
    PhoneNumberFactory(settling_status="DISASSOCIATING", settled_timestamp=in_a_minute())
    SenderIdFactory(message_types=["PROMOTIONAL", "TRANSACTIONAL"])
    found = identity_keys(caller, pool, limit=100)
    assert found == [
        (place, kind, key, facts if kind == 0 else [None, facts[1], *[None] * 6])
        for place, kind, key, facts in searched(Entries(caller, pool, frozenset(), "", STANDING), pool)
    ]
    assert [row[:2] for row in found] == sorted(row[:2] for row in found)
    assert len(found) == len({row[:3] for row in found}) == 13


@pytest.mark.parametrize("limit", [1, 3])
def test_of_each_kind_that_could_join_it_has_one_past_the_limit(caller, pool, limit):
    found = identity_keys(caller, pool, limit=limit)
    every = identity_keys(caller, pool, limit=100)
    for kind in (0, 1):
        free = [row for row in every if row[:2] == (1, kind)]
        assert [row for row in found if row[:2] == (1, kind)] == free[: limit + 1]


def test_it_counts_what_the_querysets_find(caller, pool):
    there = pool_standing(caller, pool, limit=1000)
    assert there.associated == count_members(pool) == 4
    numbers = PhoneNumber.objects.for_caller(caller)
    assert there.numbers_elsewhere == numbers.exclude(pool=None).exclude(pool=pool).count() == 4
    assert there.identity_quota is None


def test_counting_others_stops_one_past_the_limit(caller, pool):
    there = pool_standing(caller, pool, limit=2)
    assert (there.associated, there.numbers_elsewhere) == (4, 3)


def test_it_has_the_account_s_own_quota(caller, pool):
    for place in ({"account": caller.account}, {"account_id": "444455556666"}):
        Quota.objects.create(**place, region="us-east-1", name="ORIGINATION_IDENTITIES_PER_POOL", value=9)
    assert pool_standing(caller, pool, limit=1).identity_quota == 9
