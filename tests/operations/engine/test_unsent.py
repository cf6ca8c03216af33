"""What an act on a linked account leaves for the sync, in its own transaction: dirty keys and tombstones."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.errors import ConflictException
from pools.models import AwsLink, DirtyKey, Mirror
from pools.operations.associations import associate_origination_identity, disassociate_origination_identity
from pools.operations.configuration_sets import create_configuration_set, delete_configuration_set
from pools.operations.engine.unsent import IN_AWS, SIDES
from pools.operations.from_aws.changing import set_field
from pools.operations.from_aws.naming import aws_caller
from pools.operations.from_aws.removing import remove_resource
from pools.operations.keywords import put_keyword
from pools.operations.phone_numbers import release_phone_number, request_phone_number
from pools.operations.pools import create_pool, delete_pool, purge_deleted, update_pool
from pools.operations.resource_policies import delete_resource_policy, put_resource_policy
from pools.operations.sender_ids import release_sender_id, request_sender_id
from pools.operations.tags import tag_resource, untag_resource
from pools.operations.verified_destination_numbers import create_verified_destination_number
from pools.sync.memory import Memory, created, deleted, imported, memory_to_json
from pools.sync.state import KINDS, State
from tests.help.factories import PhoneNumberFactory, PoolFactory, PoolSenderIdFactory, SenderIdFactory
from tests.help.operations import refused

POLICY = '{"Version": "2012-10-17", "Statement": []}'
BORN = "2026-11-01T09:00:00+00:00"


@pytest.fixture
def link(account):
    return AwsLink.objects.create(account=account, region="us-east-1", created_timestamp=timezone.now())


def mirrored(link, kind, local_key, memory=None, **columns):
    memory = memory or imported(State(kind, local_key, created=BORN), at=1)
    given = {"key": local_key, "local_key": local_key, "arn": f"arn:{local_key}"} | columns
    return Mirror.objects.create(link=link, kind=kind, memory=memory_to_json(memory), **given)


def dirty():
    return set(DirtyKey.objects.values_list("kind", "local_key"))


def tombstone(kind, key):
    return DirtyKey.objects.get(kind=kind, local_key=key).tombstone


def test_the_kinds_are_those_that_are_compared():
    assert IN_AWS == KINDS
    assert set(SIDES) <= set(vars(Memory()))


def test_an_act_leaves_one_dirty_key_for_each_resource_it_changed(caller, link):
    pool = PoolFactory()
    put_keyword(caller, origination_identity=pool.pool_id, keyword="JOIN", keyword_message="Welcome to us")
    row = DirtyKey.objects.get()
    assert (row.link, row.kind, row.local_key, row.version) == (link, "pool", pool.pool_id, 1)
    assert (row.changed_by, row.tombstone) == (caller.user, None)


def test_another_act_raises_its_version(caller, link):
    pool = PoolFactory()
    for number, protected in enumerate((True, False, True), 1):
        update_pool(caller, pool_id=pool.pool_id, deletion_protection_enabled=protected)
        assert DirtyKey.objects.get().version == number
    other = replace(caller, user=None, door="commands")
    update_pool(other, pool_id=pool.pool_id, deletion_protection_enabled=False)
    assert DirtyKey.objects.get().changed_by is None


def test_what_changed_nothing_leaves_none(caller, link):
    pool = PoolFactory()
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=False)
    create_verified_destination_number(caller, destination_phone_number="+14255550100")
    with refused(ConflictException, "DELETION_PROTECTION_ENABLED"):
        delete_pool(caller, pool_id=PoolFactory(protected=True).pool_id)
    assert dirty() == set()


def test_it_goes_with_its_acts_transaction(caller, link):
    pool = PoolFactory()
    with transaction.atomic():
        update_pool(caller, pool_id=pool.pool_id, deletion_protection_enabled=True)
        assert dirty() == {("pool", pool.pool_id)}
        transaction.set_rollback(True)
    assert dirty() == set()


def test_another_account_and_region_leave_none(caller, other_caller, link):
    request_sender_id(other_caller, sender_id="ACME", iso_country_code="GB")
    request_sender_id(replace(caller, region="eu-west-1"), sender_id="ACME", iso_country_code="GB")
    assert dirty() == set()


def test_numbers_that_join_a_pool_or_leave_it_are_dirty_too(caller, link):
    one, other = PhoneNumberFactory(), PhoneNumberFactory()
    pool = create_pool(caller, origination_identity=one.phone_number_id, message_type="TRANSACTIONAL")
    both = {("pool", pool.pool_id), ("phone-number", one.phone_number_id)}
    assert dirty() == both
    associate_origination_identity(caller, pool_id=pool.pool_id, origination_identity=other.phone_number_id)
    assert dirty() == both | {("phone-number", other.phone_number_id)}
    DirtyKey.objects.all().delete()
    disassociate_origination_identity(caller, pool_id=pool.pool_id, origination_identity=one.phone_number_id)
    assert dirty() == both
    DirtyKey.objects.all().delete()
    delete_pool(caller, pool_id=pool.pool_id)
    assert dirty() == {("pool", pool.pool_id), ("phone-number", other.phone_number_id)}


def test_a_sender_id_that_joins_changes_the_pool_alone(caller, link):
    """Of sender IDs a pool's members are compared."""
    pool, sender_id = PoolFactory(), SenderIdFactory(sender_id="ACME")
    associate_origination_identity(
        caller, pool_id=pool.pool_id, origination_identity="ACME", iso_country_code=sender_id.iso_country_code
    )
    assert dirty() == {("pool", pool.pool_id)}


def test_a_deletion_leaves_a_tombstone_of_that_very_resource(caller, link):
    pool = PoolFactory()
    mirrored(link, "pool", pool.pool_id, key="pool-of-aws")
    delete_pool(caller, pool_id=pool.pool_id)
    stone = tombstone("pool", pool.pool_id)
    assert (stone["who"], stone["created"]) == (caller.user.username, BORN)
    assert stone["when"][:10] == timezone.now().date().isoformat()


def test_a_sender_id_has_no_time_to_tell_it_by(caller, link):
    SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    mirrored(link, "sender-id", "ACME/GB", imported(State("sender-id", "ACME/GB"), at=1))
    release_sender_id(caller, sender_id="ACME", iso_country_code="GB")
    assert tombstone("sender-id", "ACME/GB")["created"] == ""


def test_a_number_that_is_released_leaves_one(caller, link):
    asked = {"iso_country_code": "US", "message_type": "TRANSACTIONAL", "number_type": "SIMULATOR"}
    number = request_phone_number(caller, **asked, number_capabilities=["SMS"])
    mirrored(link, "phone-number", number.phone_number_id)
    release_phone_number(caller, phone_number_id=number.phone_number_id)
    assert tombstone("phone-number", number.phone_number_id)["created"] == BORN


def test_what_was_seen_in_aws_without_being_agreed_on_can_be_wished_away(caller, link):
    create_configuration_set(caller, configuration_set_name="orders")
    read = State("configuration-set", "orders", created=BORN)
    mirrored(link, "configuration-set", "orders", Memory(read=read, read_at=1))
    delete_configuration_set(caller, configuration_set_name="orders")
    assert tombstone("configuration-set", "orders")["created"] == BORN


@pytest.mark.parametrize("memory", [None, Memory(), deleted(State("configuration-set", "orders"), at=1)])
def test_what_aws_never_had_leaves_no_tombstone(caller, link, memory):
    """Or somebody else's resource of that name would be taken for it, and deleted."""
    create_configuration_set(caller, configuration_set_name="orders")
    if memory:
        mirrored(link, "configuration-set", "orders", memory)
    delete_configuration_set(caller, configuration_set_name="orders")
    assert tombstone("configuration-set", "orders") is None


def test_what_is_made_again_under_its_name_has_no_tombstone_any_more(caller, link):
    create_configuration_set(caller, configuration_set_name="orders")
    state = State("configuration-set", "orders", created=BORN)
    mirrored(link, "configuration-set", "orders", created(state, at=1))
    delete_configuration_set(caller, configuration_set_name="orders")
    assert tombstone("configuration-set", "orders")
    create_configuration_set(caller, configuration_set_name="orders")
    assert tombstone("configuration-set", "orders") is None


def test_what_goes_from_a_resource_is_no_deletion_of_it(caller, link):
    pool = PoolFactory()
    mirrored(link, "pool", pool.pool_id)
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "care"}])
    untag_resource(caller, resource_arn=pool.pool_arn, tag_keys=["Team"])
    put_resource_policy(caller, resource_arn=pool.pool_arn, policy=POLICY)
    delete_resource_policy(caller, resource_arn=pool.pool_arn)
    row = DirtyKey.objects.get()
    assert (row.tombstone, row.version) == (None, 4)


def test_what_comes_from_aws_is_no_wish(caller, link):
    pool = PoolFactory()
    mirrored(link, "pool", pool.pool_id)
    aws = aws_caller(link.account, link.region, caller.user)
    assert set_field(aws, ref=("pool", pool.pool_id), field=("tags", "Team"), value="care")
    assert remove_resource(aws, ref=("pool", pool.pool_id))
    assert dirty() == set()


def test_nor_is_it_when_the_row_of_a_deleted_pool_is_dropped(caller, link):
    pool = PoolFactory()
    delete_pool(caller, pool_id=pool.pool_id)
    DirtyKey.objects.all().delete()
    purge_deleted(caller)
    assert dirty() == set()


def test_without_a_link_an_act_asks_once_whether_there_is_one(caller):
    pool = PoolSenderIdFactory().pool
    with CaptureQueriesContext(
        connection,
    ) as queries:
        update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    asked = [one["sql"] for one in queries if "pools_awslink" in one["sql"]]
    assert len(asked) == 1
    assert not any("dirty" in one["sql"] or "mirror" in one["sql"] for one in queries)
    with CaptureQueriesContext(connection) as queries:
        update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    assert not any("pools_awslink" in one["sql"] for one in queries)
