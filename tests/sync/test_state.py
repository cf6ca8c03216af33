"""A resource as plain data: what of it is compared, and that nothing is lost on the way to a row and back."""

import json
from dataclasses import FrozenInstanceError

import pytest
from botocore import xform_name

from pools import shapes
from pools.models.pools import SHARED_SETTINGS
from pools.operations.pool_settings import CONSOLE_KEYWORD_LENGTH
from pools.sync.fields import EXISTS, IN_POOL, fields, unread, with_field
from pools.sync.state import (
    CONFIGURATION_SET,
    FACTS,
    FROM_POOL,
    KINDS,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    SETTINGS,
    Ref,
    State,
    digest_of,
    from_json,
    key_of,
    same_incarnation,
    to_json,
)
from pools.sync.unmanaged import LONGEST_KEYWORD

TOPIC = "arn:aws:sns:us-east-1:123456789012:inbound"


def pool(**changed):
    given = {
        "arn": "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1",
        "created": "2026-11-29T09:00:00+00:00",
        "status": "ACTIVE",
        "facts": {"message_type": "TRANSACTIONAL"},
        "settings": {"two_way_enabled": True, "two_way_channel_arn": TOPIC, "opt_out_list_name": "Default"},
        "keywords": {"HELP": ("Call us.", "AUTOMATIC_RESPONSE")},
        "tags": {"Name": ""},
        "members": {"phone-1": PHONE_NUMBER, "ACME/GB": SENDER_ID},
    }
    return State(POOL, "pool-1", **(given | changed))


def configuration_set(**changed):
    destination = {"Enabled": True, "MatchingEventTypes": ["ALL"], "SnsDestination": {"TopicArn": TOPIC}}
    given = {"settings": {"default_sender_id": "ACME"}, "event_destinations": {"log": destination}}
    return State(CONFIGURATION_SET, "orders", **(given | changed))


@pytest.mark.parametrize(
    "state",
    [
        pool(),
        configuration_set(),
        State(OPT_OUT_LIST, "Default", facts={"opted_out_number_count": 0}),
        State(PHONE_NUMBER, "phone-1", unknown={"MessagingLimits": [{"Name": "DAILY", "Value": 3}]}),
        State(SENDER_ID, "ACME/GB", facts={"message_types": ["TRANSACTIONAL"]}, tags={}),
    ],
)
def test_a_state_comes_back_from_json_as_it_was(state):
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


def test_a_state_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        pool().key = "pool-2"
    with pytest.raises(TypeError):
        pool().settings["two_way_enabled"] = False


def test_what_is_compared_of_a_pool():
    assert fields(pool()) == {
        ("two_way_enabled", ""): True,
        ("two_way_channel_arn", ""): TOPIC,
        ("opt_out_list_name", ""): "Default",
        ("keywords", "HELP"): ("Call us.", "AUTOMATIC_RESPONSE"),
        ("tags", "Name"): "",
        ("members", "ACME/GB"): SENDER_ID,
    }


def test_which_pool_a_number_is_in_is_compared_on_the_number():
    """It is in one at most, so that two sides that moved it elsewhere are seen to have changed the same thing."""
    number = State(PHONE_NUMBER, "phone-1", facts={"pool_id": "pool-1"})
    assert fields(number) == {IN_POOL: "pool-1"}
    assert fields(with_field(number, IN_POOL, None)) == {}


def test_tags_of_aws_and_markers_are_nobodys_wish():
    tags = {"aws:cloudformation:stack-name": "sms", "sms-console:created": "1", "Name": "Orders"}
    assert fields(State(POOL, "pool-1", tags=tags)) == {("tags", "Name"): "Orders"}


def test_the_two_way_channel_counts_only_while_two_way_is_on():
    """It cannot be cleared in AWS."""
    off = {
        "two_way_enabled": False,
        "two_way_channel_arn": TOPIC,
        "two_way_channel_role": "arn:aws:iam::1:role/x",
    }
    assert fields(State(POOL, "pool-1", settings=off)) == {("two_way_enabled", ""): False}


def test_unset_is_not_a_value():
    unset = {"default_sender_id": "", "default_message_type": None, "default_message_feedback_enabled": False}
    state = State(CONFIGURATION_SET, "orders", settings=unset)
    assert fields(state) == {("default_message_feedback_enabled", ""): False}


def test_what_was_not_read_is_not_empty():
    assert unread(State(POOL, "pool-1"), "members")
    assert not unread(State(POOL, "pool-1", members={}), "members")
    assert not unread(State(POOL, "pool-1"), "two_way_enabled")


def test_members_of_an_answer_that_are_not_known_here_are_kept_and_not_compared():
    state = State(POOL, "pool-1", unknown={"Mood": "sunny"})
    assert fields(state) == {}
    assert to_json(state)["unknown"] == {"Mood": "sunny"}


def test_the_order_of_members_and_tags_says_nothing():
    one = State(POOL, "pool-1", members={"a/GB": SENDER_ID, "b/GB": SENDER_ID})
    other = State(POOL, "pool-1", members={"b/GB": SENDER_ID, "a/GB": SENDER_ID})
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(State(POOL, "pool-1"))


def test_same_name_and_other_timestamp_is_another_incarnation():
    first = State(OPT_OUT_LIST, "news", created="2026-11-01T00:00:00+00:00")
    assert not same_incarnation(first, State(OPT_OUT_LIST, "news", created="2026-11-02T00:00:00+00:00"))
    assert same_incarnation(first, State(OPT_OUT_LIST, "news"))
    assert not same_incarnation(first, State(OPT_OUT_LIST, "other"))


def test_a_sender_id_goes_by_its_name_and_country():
    assert key_of(SENDER_ID, "ACME", "GB") == "ACME/GB"
    assert key_of(PHONE_NUMBER, "phone-1", "US") == "phone-1"
    assert State(SENDER_ID, "ACME/GB").ref == Ref(SENDER_ID, "ACME/GB")


def test_one_field_can_be_set_and_unset():
    state = with_field(pool(), ("tags", "Name"), None)
    assert state.tags == {}
    assert with_field(state, ("tags", "Name"), "Orders").tags == {"Name": "Orders"}
    assert with_field(state, ("two_way_enabled", ""), False).settings["two_way_enabled"] is False
    assert ("two_way_enabled", "") not in fields(with_field(state, ("two_way_enabled", ""), None))


@pytest.mark.parametrize(
    ("kind", "operation", "unique"),
    [(POOL, "UpdatePool", "pool_id"), (PHONE_NUMBER, "UpdatePhoneNumber", "phone_number_id")],
)
def test_the_settings_are_those_that_the_api_changes(kind, operation, unique):
    assert {*SETTINGS[kind], unique} == set(shapes.members(operation))
    assert FROM_POOL == SHARED_SETTINGS


def test_a_long_keyword_is_one_that_the_form_refuses():
    assert LONGEST_KEYWORD == CONSOLE_KEYWORD_LENGTH


@pytest.mark.parametrize("kind", KINDS)
def test_settings_and_facts_are_members_of_aws_answers(kind):
    shape = {
        POOL: "PoolInformation",
        PHONE_NUMBER: "PhoneNumberInformation",
        SENDER_ID: "SenderIdInformation",
        OPT_OUT_LIST: "OptOutListInformation",
        CONFIGURATION_SET: "ConfigurationSetInformation",
    }[kind]
    known = {xform_name(name) for name in shapes.service_model().shape_for(shape).members}
    assert {*SETTINGS[kind], *FACTS[kind]} <= known | {"opted_out_number_count"}
    assert EXISTS[0] not in SETTINGS[kind]
