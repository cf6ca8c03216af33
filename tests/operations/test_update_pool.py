import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from pools.models import Activity, Pool, SnsTopic
from pools.operations.pools import update_pool
from tests.help.factories import (
    TOPIC,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    in_a_minute,
)
from tests.help.operations import fresh, refused


@pytest.fixture
def pool(db):
    return PhoneNumberFactory(pool=PoolFactory()).pool


def test_what_is_given_changes_and_the_rest_stays(caller, pool):
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    update_pool(caller, pool_id=pool.pool_arn, deletion_protection_enabled=True)
    now = fresh(pool)
    assert (now.shared_routes_enabled, now.deletion_protection_enabled) == (True, True)


def test_two_way_is_turned_on_with_a_topic_which_is_remembered(caller, pool):
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=TOPIC)
    assert fresh(pool).two_way_channel_arn == TOPIC
    assert SnsTopic.objects.get().topic_arn == TOPIC
    update_pool(caller, pool_id=pool.pool_id, two_way_channel_arn=TOPIC)
    assert SnsTopic.objects.count() == 1


def test_turning_two_way_off_lets_the_channel_go(caller):
    pool = PhoneNumberFactory(pool=PoolFactory(two_way=True)).pool
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=False)
    assert fresh(pool).two_way_channel_arn == ""


def test_a_channel_given_before_two_way_is_kept_for_it(caller, pool):
    role = "arn:aws:iam::111122223333:role/inbound"
    update_pool(caller, pool_id=pool.pool_id, two_way_channel_arn=TOPIC, two_way_channel_role=role)
    now = fresh(pool)
    assert (now.two_way_enabled, now.two_way_channel_arn, now.two_way_channel_role) == (False, TOPIC, role)
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True)
    assert (fresh(pool).two_way_enabled, fresh(pool).two_way_channel_arn) == (True, TOPIC)
    other = f"{TOPIC}-2"
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=False, two_way_channel_arn=other)
    now = fresh(pool)
    assert (now.two_way_enabled, now.two_way_channel_arn, now.two_way_channel_role) == (False, other, "")


@pytest.mark.parametrize(
    ("member", "given"),
    [
        ("TwoWayChannelArn", {"two_way_channel_arn": "arn:aws:sns:us-east-1:111122223333:x.fifo"}),
        ("TwoWayChannelRole", {"two_way_channel_role": "arn:aws:s3:::a-bucket-no-role"}),
    ],
)
def test_a_channel_that_is_none_is_refused_while_two_way_is_off(caller, pool, member, given):
    with refused(ValidationException, "INVALID_PARAMETER", member):
        update_pool(caller, pool_id=pool.pool_id, **given)


def test_two_way_without_a_channel_is_refused(caller, pool):
    with refused(ValidationException, "TWO_WAY_CHANNEL_NOT_PRESENT", "TwoWayChannelArn"):
        update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True)


def test_two_way_on_a_pool_of_sender_ids_is_refused(caller):
    pool = PoolSenderIdFactory().pool
    with refused(ValidationException, "INVALID_REQUEST", "TwoWayEnabled"):
        update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=TOPIC)


@pytest.mark.parametrize(
    ("channel", "problem"),
    [
        ("arn:aws:sns:us-east-1:111122223333:orders.fifo", "fifo"),
        ("arn:aws:sns:eu-west-1:111122223333:inbound", "other_region"),
        ("arn:aws:sqs:us-east-1:111122223333:inbound", "other_service"),
        ("arn:aws:sqs:eu-west-1:111122223333:inbound", "not_a_topic"),
        ("nonsense-that-is-long-enough", "not_a_topic"),
        ("connect.eu-west-1.amazonaws.com", "other_region"),
        ("connect.amazonaws.com", "not_a_topic"),
        ("arn:aws:sns:us-east-1:١١١١٢٢٢٢٣٣٣٣:inbound", "account_digits"),
    ],
)
def test_what_is_no_channel_of_this_region_is_refused(caller, pool, channel, problem):
    with refused(ValidationException, "INVALID_PARAMETER", "TwoWayChannelArn") as refusal:
        update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=channel)
    assert refusal.error.fields[0].problem == problem
    assert not fresh(pool).two_way_enabled


def test_amazon_connect_is_a_channel_and_no_topic(caller, pool):
    channel = "connect.us-east-1.amazonaws.com"
    update_pool(caller, pool_id=pool.pool_id, two_way_enabled=True, two_way_channel_arn=channel)
    assert fresh(pool).two_way_channel_arn == channel
    assert not SnsTopic.objects.exists()


def test_what_is_no_role_is_refused(caller, pool):
    with refused(ValidationException, "INVALID_PARAMETER", "TwoWayChannelRole"):
        update_pool(
            caller,
            pool_id=pool.pool_id,
            two_way_enabled=True,
            two_way_channel_arn=TOPIC,
            two_way_channel_role="arn:aws:s3:::a-bucket-no-role",
        )


def test_a_country_without_two_way_is_refused(caller):
    number = PhoneNumberFactory(pool=PoolFactory(), iso_country_code="AD", phone_number="+376312345")
    with refused(ValidationException, "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY", "TwoWayEnabled"):
        update_pool(caller, pool_id=number.pool.pool_id, two_way_enabled=True, two_way_channel_arn=TOPIC)


def test_self_managed_opt_outs_need_two_way(caller, pool):
    with refused(ValidationException, "TWO_WAY_NOT_ENABLED", "SelfManagedOptOutsEnabled"):
        update_pool(caller, pool_id=pool.pool_id, self_managed_opt_outs_enabled=True)


def test_two_way_cannot_be_turned_off_under_self_managed_opt_outs(caller):
    pool = PhoneNumberFactory(pool=PoolFactory(two_way=True, self_managed_opt_outs_enabled=True)).pool
    with refused(ValidationException, "TWO_WAY_NOT_ENABLED"):
        update_pool(caller, pool_id=pool.pool_id, two_way_enabled=False)


def test_an_opt_out_list_is_named_or_given_by_arn(caller, pool):
    row = OptOutListFactory(opt_out_list_name="support")
    update_pool(caller, pool_id=pool.pool_id, opt_out_list_name=row.opt_out_list_arn)
    assert fresh(pool).opt_out_list_name == "support"
    update_pool(caller, pool_id=pool.pool_id, opt_out_list_name="Default")
    assert fresh(pool).opt_out_list_name == "Default"


def test_an_unknown_opt_out_list_is_not_found(caller, pool):
    with refused(ResourceNotFoundException) as refusal:
        update_pool(caller, pool_id=pool.pool_id, opt_out_list_name="nowhere")
    assert refusal.error.resource_type == "opt-out-list"


def test_another_accounts_pool_is_not_found(other_caller, pool):
    with refused(ResourceNotFoundException):
        update_pool(other_caller, pool_id=pool.pool_id, shared_routes_enabled=True)


def test_a_pool_that_is_not_active_is_refused(caller, pool):
    Pool.objects.update(settled_timestamp=in_a_minute())
    with refused(ConflictException, "RESOURCE_NOT_ACTIVE"):
        update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)


def test_a_viewer_may_not(viewer, pool):
    with refused(AccessDeniedException):
        update_pool(viewer, pool_id=pool.pool_id, shared_routes_enabled=True)


def test_before_and_after_are_logged(caller, pool):
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    row = Activity.objects.get()
    assert (row.before, row.after) == ({"shared_routes_enabled": False}, {"shared_routes_enabled": True})
