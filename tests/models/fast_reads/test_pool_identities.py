"""What is read about a pool's identities in SQL by hand, held against the querysets that say the same."""

from pools.models import PhoneNumber, Quota, SenderId
from pools.models.fast_reads.pool_identities import identity_keys, pool_standing
from pools.operations.rules.membership import count_members
from pools.pages.pools.identity_rows import ListState, entries


def test_the_list_has_the_rows_that_the_querysets_have_in_their_order(caller, pool):
    expected = [(rank, kind, pk) for rank, kind, _, _, pk in entries(caller, pool, ListState())]
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
    assert there.identities == len(entries(caller, pool, ListState())) == 14
    assert there.identity_quota is None


def test_counting_others_stops_one_past_the_limit(caller, pool):
    there = pool_standing(caller, pool, limit=2)
    assert (there.associated, there.other_phone_numbers, there.other_sender_ids) == (4, 3, 3)


def test_it_has_the_account_s_own_quota(caller, pool):
    for place in ({"account": caller.account}, {"account_id": "444455556666"}):
        Quota.objects.create(**place, region="us-east-1", name="ORIGINATION_IDENTITIES_PER_POOL", value=9)
    assert pool_standing(caller, pool, limit=1).identity_quota == 9
