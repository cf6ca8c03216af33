from datetime import timedelta

from django.utils import timezone

from pools.errors import AccessDeniedException, ConflictException, ResourceNotFoundException
from pools.models import Activity, PhoneNumber, Pool, SenderId
from pools.operations.pools import create_pool, delete_pool
from tests.help.factories import PhoneNumberFactory, PoolFactory, PoolSenderIdFactory
from tests.help.operations import fresh, refused


def test_the_pool_is_gone(caller):
    pool = PoolFactory()
    answer = delete_pool(caller, pool_id=pool.pool_id)
    assert answer.status == "DELETING"
    assert not Pool.objects.exists()


def test_its_identities_stay_and_the_numbers_are_free_for_another_pool(caller):
    link = PoolSenderIdFactory()
    number = PhoneNumberFactory(pool=link.pool)
    delete_pool(caller, pool_id=link.pool.pool_arn)
    assert SenderId.objects.get().pools.count() == 0
    again = create_pool(caller, origination_identity=number.phone_number_id, message_type="TRANSACTIONAL")
    assert PhoneNumber.objects.get().pool.pool_id == again.pool_id


def test_numbers_keep_the_pools_settings(caller):
    number = PhoneNumberFactory(pool=PoolFactory(two_way=True))
    delete_pool(caller, pool_id=number.pool.pool_id)
    assert PhoneNumber.objects.get().two_way_enabled


def test_a_protected_pool_is_refused_and_stays(caller):
    pool = PoolFactory(protected=True)
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        delete_pool(caller, pool_id=pool.pool_id)
    assert fresh(pool)


def test_unknown_and_other_accounts_pools_are_not_found(caller, other_caller):
    theirs = PoolFactory(account=other_caller.account).pool_id
    for pool_id in ("pool-none", theirs):
        with refused(ResourceNotFoundException):
            delete_pool(caller, pool_id=pool_id)
    assert Pool.objects.count() == 1


def test_a_viewer_may_not(viewer):
    pool = PoolFactory()
    with refused(AccessDeniedException):
        delete_pool(viewer, pool_id=pool.pool_id)
    assert fresh(pool)


def test_with_a_delay_the_pool_is_deleting_and_then_gone(caller):
    caller.account.status_delay_seconds = 60
    pool = PoolFactory(created_timestamp=timezone.now() - timedelta(hours=1))
    delete_pool(caller, pool_id=pool.pool_id)
    assert Pool.objects.for_caller(caller).get().status == "DELETING"
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        delete_pool(caller, pool_id=pool.pool_id)
    Pool.objects.update(settled_timestamp=timezone.now())
    assert not Pool.objects.for_caller(caller).exists()


def test_its_identities_are_free_before_the_deletion_has_finished(caller):
    caller.account.status_delay_seconds = 60
    pool = PoolFactory(created_timestamp=timezone.now() - timedelta(hours=1))
    PhoneNumberFactory(pool=pool)
    PoolSenderIdFactory(pool=pool)
    delete_pool(caller, pool_id=pool.pool_id)
    assert PhoneNumber.objects.get().pool is None
    assert SenderId.objects.get().pools.count() == 0


def test_deletions_that_others_finished_are_left_to_them(caller, other_caller):
    long_gone = timezone.now() - timedelta(hours=1)
    PoolFactory(account=other_caller.account, deleted_timestamp=long_gone)
    PoolFactory(region="eu-west-1", deleted_timestamp=long_gone)
    delete_pool(caller, pool_id=PoolFactory().pool_id)
    assert Pool.objects.count() == 2


def test_what_was_deleted_is_logged_whole(caller):
    number = PhoneNumberFactory(pool=PoolFactory())
    delete_pool(caller, pool_id=number.pool.pool_id)
    row = Activity.objects.get()
    assert row.operation == "DeletePool"
    assert row.before["phone_numbers"] == [number.phone_number_id]
    assert [keyword for keyword, *_ in row.before["keywords"]] == ["HELP", "STOP"]
