"""One thing of a resource that AWS changed, taken over: what is there after it, and that nothing else moves."""

from dataclasses import replace

import pytest

from pools.models import Activity, Keyword, Pool, SnsTopic
from pools.operations.from_aws.changing import set_field
from pools.operations.from_aws.knowing import store_facts
from pools.operations.from_aws.naming import aws_caller
from pools.operations.from_aws.removing import remove_resource
from pools.sync.state import PHONE_NUMBER, State, to_json
from tests.help.counts import miscounted
from tests.help.factories import (
    TOPIC,
    ConfigurationSetFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.operations import fresh, tags, words

DESTINATION = {"Enabled": True, "MatchingEventTypes": ["ALL"], "SnsDestination": {"TopicArn": TOPIC}}


@pytest.fixture
def aws(account):
    return aws_caller(account, "us-east-1")


def taken(aws, row_ref, name, key, value, **more) -> bool:
    return set_field(aws, ref=row_ref, field=(name, key), value=value, **more)


def test_a_setting_is_taken_over_and_logged_as_awss(aws):
    pool = PoolFactory()
    assert taken(aws, ("pool", pool.pool_id), "two_way_channel_arn", "", TOPIC)
    assert taken(aws, ("pool", pool.pool_id), "two_way_enabled", "", True)
    assert (fresh(pool).two_way_enabled, fresh(pool).two_way_channel_arn) == (True, TOPIC)
    assert SnsTopic.objects.get().topic_arn == TOPIC
    row = Activity.objects.latest("pk")
    assert (row.door, row.user, row.operation) == ("aws", None, "set_field")
    assert row.changes == {"two_way_enabled": (False, True)}
    assert taken(aws, ("pool", pool.pool_id), "two_way_enabled", "", None)
    assert not fresh(pool).two_way_enabled


def test_a_keyword_and_a_tag_come_change_and_go(aws):
    pool = PoolFactory()
    for value in (("Welcome", "AUTOMATIC_RESPONSE"), ["Hello", "OPT_IN"]):
        assert taken(aws, ("pool", pool.pool_id), "keywords", "JOIN", value)
        assert words(pool)["JOIN"] == tuple(value)
    assert taken(aws, ("pool", pool.pool_id), "keywords", "JOIN", None)
    assert "JOIN" not in words(pool)
    for value in ("Orders", "Returns"):
        assert taken(aws, ("pool", pool.pool_id), "tags", "Name", value)
        assert (tags(pool), fresh(pool).name) == ({"Name": value}, value)
        assert list(Pool.objects.search(value)) == [pool]
    assert taken(aws, ("pool", pool.pool_id), "tags", "Name", None)
    assert (tags(pool), fresh(pool).name) == ({}, "")


def test_event_destinations_come_change_and_go(aws):
    row = ConfigurationSetFactory()
    ref = ("configuration-set", row.configuration_set_name)
    for value in (DESTINATION, DESTINATION | {"Enabled": False}):
        assert taken(aws, ref, "event_destinations", "log", value)
        assert row.event_destination_rows.get().enabled == value["Enabled"]
    assert taken(aws, ref, "event_destinations", "log", None)
    assert not row.event_destination_rows.exists()
    assert not taken(aws, ref, "event_destinations", "log", DESTINATION | {"LambdaDestination": {}})


def test_a_sender_id_joins_and_leaves(aws):
    pool, sender_id = PoolFactory(), SenderIdFactory()
    key = f"{sender_id.sender_id}/{sender_id.iso_country_code}"
    assert taken(aws, ("pool", pool.pool_id), "members", key, "sender-id")
    assert list(pool.sender_ids.all()) == [sender_id]
    assert taken(aws, ("pool", pool.pool_id), "members", key, None)
    assert not pool.sender_ids.exists()
    assert not taken(aws, ("pool", pool.pool_id), "members", "NONE/GB", "sender-id")


def test_a_number_moves_and_is_settled_at_once(aws):
    one, other = PoolFactory(two_way=True), PoolFactory()
    number = PhoneNumberFactory(pool=one)
    Keyword.objects.create(pool=one, keyword="JOIN", keyword_message="Hi")
    ref = ("phone-number", number.phone_number_id)
    assert taken(aws, ref, "pool_id", "", other.pool_id)
    number.refresh_from_db()
    assert (number.pool, number.status) == (other, "ACTIVE")
    assert taken(aws, ref, "pool_id", "", one.pool_id)
    assert taken(aws, ref, "pool_id", "", None)
    number.refresh_from_db()
    assert (number.pool, number.two_way_channel_arn, number.status) == (None, "", "ACTIVE")
    assert "JOIN" not in words(number)
    assert not taken(aws, ref, "pool_id", "", "pool-that-is-not-here")


def test_what_somebody_changed_meanwhile_stays(aws):
    pool = PoolFactory(protected=True)
    ref = ("pool", pool.pool_id)
    assert not taken(aws, ref, "deletion_protection_enabled", "", False, expected=False)
    assert fresh(pool).deletion_protection_enabled
    assert taken(aws, ref, "deletion_protection_enabled", "", False, expected=True)
    assert not taken(aws, ref, "tags", "Team", "care", expected="sales")
    assert taken(aws, ref, "tags", "Team", "care", expected=None)


def test_what_our_rows_cannot_hold_is_not_taken(aws):
    pool = PoolFactory()
    ref = ("pool", pool.pool_id)
    assert not taken(aws, ref, "tags", "Team", "x" * 257)
    assert not taken(aws, ref, "keywords", "JOIN", ["x" * 1601, "AUTOMATIC_RESPONSE"])
    assert not taken(aws, ref, "opt_out_list_name", "", "l" * 65)
    assert not taken(aws, ("pool", "pool-none"), "tags", "Team", "care")


@pytest.mark.parametrize("factory", [PoolFactory, PhoneNumberFactory, SenderIdFactory, OptOutListFactory])
def test_what_protects_a_resource_here_does_not_keep_it(aws, factory):
    row = factory() if factory is OptOutListFactory else factory(deletion_protection_enabled=True)
    kind = {
        PoolFactory: ("pool", "pool_id"),
        PhoneNumberFactory: ("phone-number", "phone_number_id"),
        OptOutListFactory: ("opt-out-list", "opt_out_list_name"),
    }
    if factory is SenderIdFactory:
        PoolSenderIdFactory(sender_id=row)
        ref = ("sender-id", f"{row.sender_id}/{row.iso_country_code}")
    else:
        ref = (kind[factory][0], getattr(row, kind[factory][1]))
    assert remove_resource(aws, ref=ref)
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert miscounted() == []
    assert Activity.objects.get().door == "aws"


def test_numbers_stay_as_they_were_when_their_pool_goes(aws):
    """A pool that was made here and is discarded leaves nothing on the number that AWS does not have."""
    pool = PoolFactory(two_way=True)
    number = PhoneNumberFactory(pool=pool)
    Keyword.objects.create(pool=pool, keyword="JOIN", keyword_message="Hi")
    assert remove_resource(aws, ref=("pool", pool.pool_id))
    number.refresh_from_db()
    assert (number.pool, number.two_way_enabled, set(words(number))) == (None, False, {"HELP", "STOP"})


def test_the_default_list_stays(aws):
    row = OptOutListFactory(opt_out_list_name="Default")
    assert not remove_resource(aws, ref=("opt-out-list", "Default"))
    row.refresh_from_db()


def test_what_is_only_known_is_as_aws_has_it(aws):
    number = PhoneNumberFactory(pending=True, number_capabilities=["SMS", "VOICE"])
    TagFactory(phone_number=number, key="aws:old", value="1")
    TagFactory(phone_number=number, key="Team", value="care")
    state = State(
        PHONE_NUMBER,
        number.phone_number_id,
        status="ACTIVE",
        facts={"number_capabilities": ["VOICE", "SMS"], "monthly_leasing_price": "2.00"},
        settings={"deletion_protection_enabled": True},
        tags={"aws:new": "2"},
    )
    store_facts(aws, states=[to_json(state), to_json(replace(state, key="phone-none"))])
    number.refresh_from_db()
    assert (number.status, number.monthly_leasing_price) == ("ACTIVE", "2.00")
    assert not number.deletion_protection_enabled
    assert tags(number) == {"Team": "care", "aws:new": "2"}
    row = Activity.objects.get()
    assert row.changes.keys() == {"status", "monthly_leasing_price", "tags/aws:new", "tags/aws:old"}
    store_facts(aws, states=[to_json(state)])
    assert Activity.objects.count() == 1
