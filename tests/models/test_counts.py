"""The counts that operations keep for quotas and for the ends of long lists."""

import pytest
from django.db import connection
from django.utils import timezone

from pools.errors import ConflictException, ServiceQuotaExceededException
from pools.models import AccountRegion, PhoneNumber, Pool, SenderId
from pools.models.counts import COLUMNS, held
from pools.operations import phone_numbers, pools, sender_ids
from tests.help.counts import miscounted
from tests.help.factories import PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.operations import refused

pytestmark = pytest.mark.django_db


def create(caller, number):
    ids = {"origination_identity": number.phone_number_id, "message_type": "TRANSACTIONAL"}
    return pools.create_pool(caller, **ids)


def request_number(caller):
    return phone_numbers.request_phone_number(
        caller,
        iso_country_code="US",
        message_type="TRANSACTIONAL",
        number_capabilities=["SMS"],
        number_type="LONG_CODE",
    )


def request_sender_id(caller, name):
    return sender_ids.request_sender_id(caller, sender_id=name, iso_country_code="GB")


def kept(caller):
    place = AccountRegion.objects.get(account=caller.account, region=caller.region)
    return {column: getattr(place, column) for column in COLUMNS.values()}


@pytest.mark.parametrize(
    ("model", "factory"),
    [(Pool, PoolFactory), (PhoneNumber, PhoneNumberFactory), (SenderId, SenderIdFactory)],
)
def test_what_nobody_has_counted_yet_is_counted(caller, other_caller, model, factory):
    factory.create_batch(3)
    factory(region="eu-west-1")
    factory(account=other_caller.account)
    assert held(caller, model) == 3


def test_what_was_there_before_the_first_act_counts(caller):
    number, *_ = PhoneNumberFactory.create_batch(3)
    SenderIdFactory.create_batch(2)
    PoolFactory.create_batch(2)
    create(caller, number)
    request_number(caller)
    request_sender_id(caller, "ACME")
    assert kept(caller) == {"pool_count": 3, "phone_number_count": 4, "sender_id_count": 3}


def test_what_is_made_and_dropped_is_counted(caller):
    pool = create(caller, request_number(caller))
    other = request_number(caller)
    for name in ("ACME", "BRAND"):
        request_sender_id(caller, name)
    assert kept(caller) == {"pool_count": 1, "phone_number_count": 2, "sender_id_count": 2}
    pools.delete_pool(caller, pool_id=pool.pool_id)
    phone_numbers.release_phone_number(caller, phone_number_id=other.phone_number_id)
    sender_ids.release_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    assert kept(caller) == {"pool_count": 0, "phone_number_count": 1, "sender_id_count": 1}
    assert miscounted() == []


def test_what_is_refused_is_not_counted(caller):
    create(caller, PhoneNumberFactory())
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        create(caller, PhoneNumberFactory(pending=True))
    assert kept(caller)["pool_count"] == 1


def test_a_pool_counts_until_its_deletion_has_finished(caller):
    pool = create(caller, PhoneNumberFactory())
    caller.account.status_delay_seconds = 60
    pools.delete_pool(caller, pool_id=pool.pool_id)
    assert (held(caller, Pool), kept(caller)["pool_count"]) == (1, 1)
    Pool.objects.update(settled_timestamp=timezone.now())
    assert (held(caller, Pool), kept(caller)["pool_count"]) == (0, 1)
    create(caller, PhoneNumberFactory())
    assert (held(caller, Pool), kept(caller)["pool_count"]) == (1, 1)


@pytest.mark.parametrize(
    ("column", "value", "act", "reason"),
    [
        ("pool_count", 25, lambda caller: create(caller, PhoneNumberFactory()), "POOLS_PER_ACCOUNT"),
        ("phone_number_count", 25, request_number, "PHONE_NUMBERS_PER_ACCOUNT"),
        ("sender_id_count", 200, lambda caller: request_sender_id(caller, "ACME"), "SENDER_IDS_PER_ACCOUNT"),
    ],
)
def test_a_quota_goes_by_the_count_and_not_by_the_rows(caller, column, value, act, reason):
    """Else each act would cost more the more an account has."""
    AccountRegion.objects.create(account=caller.account, region=caller.region, **{column: value})
    with refused(ServiceQuotaExceededException, reason):
        act(caller)


def test_pools_whose_deletion_has_finished_are_found_by_their_own_index(caller):
    """Of 100,000 rows, a handful. Statistics tell a server so; SQLite goes by the form of the question."""
    plan = Pool.objects.gone(caller).explain()
    assert "USING INDEX pool_deleted" in plan or connection.vendor == "postgresql"
