"""The counts that are written in SQL by hand, held against the querysets that they stand for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.models import AccountRegion, PhoneNumber, Pool, Project, Quota, SenderId
from pools.models.counts import held
from pools.models.fast_reads.lists import standing
from pools.operations.pools import channel_enabled
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory


@pytest.mark.parametrize("settling", [False, True])
def test_it_counts_what_the_querysets_find(caller, other_caller, settling):
    PhoneNumberFactory.create_batch(2)
    PoolFactory.create_batch(3)
    PoolFactory(deleted_timestamp=timezone.now(), settling=settling)
    SenderIdFactory.create_batch(4)
    PoolFactory(region="eu-west-1")
    PoolFactory(account=other_caller.account)
    found = standing(caller, limit=1000)
    assert found.phone_numbers == PhoneNumber.objects.for_caller(caller).count() == 2
    assert found.pools == Pool.objects.for_caller(caller).count() == (4 if settling else 3)
    assert found.sender_ids == SenderId.objects.for_caller(caller).count() == 4
    assert found.channel_enabled is channel_enabled(caller) is True
    assert found.pool_quota is None
    assert (found.kept_phone_numbers, found.kept_pools, found.kept_sender_ids) == (None, None, None)


def test_it_has_the_counts_that_operations_keep(caller):
    now = timezone.now()
    place = {"account": caller.account, "region": caller.region}
    AccountRegion.objects.create(**place, phone_number_count=2000, pool_count=3004, sender_id_count=5000)
    AccountRegion.objects.create(account=caller.account, region="eu-west-1", pool_count=1)
    for settled in (None, now - timedelta(seconds=1), now + timedelta(minutes=1)):
        PoolFactory(deleted_timestamp=now, settled_timestamp=settled)
    found = standing(caller, limit=10)
    assert found.kept_phone_numbers == held(caller, PhoneNumber) == 2000
    assert found.kept_pools == held(caller, Pool) == 3002
    assert found.kept_sender_ids == held(caller, SenderId) == 5000


def test_counting_stops_one_past_the_limit(caller):
    PoolFactory.create_batch(5)
    assert standing(caller, limit=3).pools == 4


def test_the_account_s_own_quota_and_channel(caller):
    Quota.objects.create(account=caller.account, region=caller.region, name="POOLS_PER_ACCOUNT", value=7)
    Project.objects.update(sms_channel_enabled=False)
    found = standing(caller, limit=10)
    assert found.pool_quota == 7
    assert found.channel_enabled is channel_enabled(caller) is False
