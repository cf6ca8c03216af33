"""The service model as a checker: what a request may hold, and how wire dicts are read and written."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.model import Shape
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pools import shapes
from pools.errors import ServiceError, ValidationException
from pools.models import Activity
from pools.operations import associations, keywords, pools, sender_ids, tags

OPERATIONS = {
    "CreatePool": pools.create_pool,
    "UpdatePool": pools.update_pool,
    "DeletePool": pools.delete_pool,
    "AssociateOriginationIdentity": associations.associate_origination_identity,
    "DisassociateOriginationIdentity": associations.disassociate_origination_identity,
    "PutKeyword": keywords.put_keyword,
    "DeleteKeyword": keywords.delete_keyword,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "RequestSenderId": sender_ids.request_sender_id,
}
each_operation = pytest.mark.parametrize("name", OPERATIONS)
PHONE = "phone-0123456789abcdef0123456789abcdef"
ARN = "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-0123456789abcdef0123456789abcdef"
TAG = {"Key": "Team", "Value": "care"}
FITTING = {
    "CreatePool": {"OriginationIdentity": PHONE, "MessageType": "TRANSACTIONAL", "Tags": [TAG]},
    "PutKeyword": {"OriginationIdentity": PHONE, "Keyword": "JOIN", "KeywordMessage": "Welcome"},
    "UpdatePool": {"PoolId": ARN, "TwoWayEnabled": True},
    "TagResource": {"ResourceArn": ARN, "Tags": [TAG]},
    "UntagResource": {"ResourceArn": ARN, "TagKeys": ["Team"]},
    "RequestSenderId": {"SenderId": "ACME", "IsoCountryCode": "GB", "MessageTypes": []},
}


def problems(name: str, **changes: Any) -> tuple[str, list[tuple[str, str, int | None]]]:
    """The Reason, and (member, problem, limit) of each Field, of a fitting request with `changes`."""
    with pytest.raises(ValidationException) as refusal:
        shapes.check(name, FITTING[name] | changes)
    return refusal.value.reason, [(f.name, f.problem, f.limit) for f in refusal.value.fields]


@pytest.mark.parametrize("name", FITTING)
def test_what_fits_is_let_through(name):
    assert shapes.check(name, FITTING[name]) is None


@each_operation
def test_each_required_member_is_missed_when_it_is_absent_none_or_empty(name):
    required = shapes.operation_model(name).input_shape.required_members
    assert required
    for nothing in ({}, dict.fromkeys(required), dict.fromkeys(required, "")):
        with pytest.raises(ValidationException) as refusal:
            shapes.check(name, nothing)
        assert refusal.value.reason == "MISSING_PARAMETER"
        assert {field.name for field in refusal.value.fields} == set(required)
        assert {field.problem for field in refusal.value.fields} == {"missing"}


def test_an_empty_pool_id_is_missing_although_the_model_allows_it():
    assert shapes.limits("UpdatePool", "pool_id")["min"] == 0
    assert problems("UpdatePool", PoolId="") == ("MISSING_PARAMETER", [("PoolId", "missing", None)])
    with pytest.raises(ValidationException) as refusal:
        shapes.check("DescribePools", {"PoolIds": ["pool-1", ""]})
    assert [(field.name, field.problem) for field in refusal.value.fields] == [("PoolIds[1]", "missing")]


def test_a_tags_value_may_be_empty_and_its_key_not():
    shapes.check("TagResource", FITTING["TagResource"] | {"Tags": [{"Key": "Team", "Value": ""}]})
    tag = {"Key": "", "Value": ""}
    assert problems("TagResource", Tags=[tag]) == ("MISSING_PARAMETER", [("Tags[0].Key", "missing", None)])


def test_an_optional_member_is_left_out_with_none_and_checked_when_empty():
    shapes.check("CreatePool", FITTING["CreatePool"] | {"IsoCountryCode": None, "Tags": None})
    assert problems("CreatePool", IsoCountryCode="") == (
        "INVALID_PARAMETER",
        [("IsoCountryCode", "too_short", 2)],
    )


@pytest.mark.parametrize(
    ("name", "changes", "member", "problem", "limit"),
    [
        ("PutKeyword", {"Keyword": "A" * 31}, "Keyword", "too_long", 30),
        ("PutKeyword", {"KeywordMessage": "A" * 1601}, "KeywordMessage", "too_long", 1600),
        ("PutKeyword", {"KeywordMessage": " \n "}, "KeywordMessage", "characters", None),
        ("PutKeyword", {"Keyword": "A\tB"}, "Keyword", "characters", None),
        ("PutKeyword", {"KeywordAction": "SHOUT"}, "KeywordAction", "enum", None),
        ("CreatePool", {"MessageType": "transactional"}, "MessageType", "enum", None),
        ("CreatePool", {"IsoCountryCode": "USA"}, "IsoCountryCode", "too_long", 2),
        ("CreatePool", {"IsoCountryCode": "U"}, "IsoCountryCode", "too_short", 2),
        ("CreatePool", {"IsoCountryCode": "us"}, "IsoCountryCode", "characters", None),
        ("CreatePool", {"OriginationIdentity": "+12065550142"}, "OriginationIdentity", "characters", None),
        ("CreatePool", {"ClientToken": "a b"}, "ClientToken", "characters", None),
        ("CreatePool", {"DeletionProtectionEnabled": "true"}, "DeletionProtectionEnabled", "type", None),
        ("CreatePool", {"DeletionProtectionEnabled": 1}, "DeletionProtectionEnabled", "type", None),
        ("CreatePool", {"OriginationIdentity": 7}, "OriginationIdentity", "type", None),
        ("CreatePool", {"Tags": TAG}, "Tags", "type", None),
        ("CreatePool", {"Tags": ["Team"]}, "Tags[0]", "type", None),
        ("CreatePool", {"Tags": [TAG] * 201}, "Tags", "too_many", 200),
        ("TagResource", {"Tags": []}, "Tags", "too_few", 1),
        ("TagResource", {"Tags": [TAG, {"Key": "k" * 129, "Value": ""}]}, "Tags[1].Key", "too_long", 128),
        ("TagResource", {"Tags": [{"Key": "k", "Value": "v" * 257}]}, "Tags[0].Value", "too_long", 256),
        ("TagResource", {"Tags": [{"Key": "k", "Value": None}]}, "Tags[0].Value", "missing", None),
        ("TagResource", {"ResourceArn": "pool-0123456789abcdef"}, "ResourceArn", "characters", None),
        ("UntagResource", {"TagKeys": ["Team", ""]}, "TagKeys[1]", "too_short", 1),
        ("UntagResource", {"TagKeys": ["a\nb"]}, "TagKeys[0]", "characters", None),
        ("RequestSenderId", {"MessageTypes": ["TRANSACTIONAL", "LOUD"]}, "MessageTypes[1]", "enum", None),
        ("RequestSenderId", {"MessageTypes": ["TRANSACTIONAL"] * 3}, "MessageTypes", "too_many", 2),
        ("RequestSenderId", {"SenderId": "A" * 12}, "SenderId", "too_long", 11),
        ("UpdatePool", {"TwoWayChannelArn": "arn:aws:sns"}, "TwoWayChannelArn", "too_short", 20),
        ("UpdatePool", {"TwoWayChannelRole": "a" * 20}, "TwoWayChannelRole", "characters", None),
        ("UpdatePool", {"PoolId": "p" * 257}, "PoolId", "too_long", 256),
    ],
)
def test_what_does_not_fit_is_told_by_member_problem_and_limit(name, changes, member, problem, limit):
    reason = "MISSING_PARAMETER" if problem == "missing" else "INVALID_PARAMETER"
    assert problems(name, **changes) == (reason, [(member, problem, limit)])


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff"])
def test_what_no_database_can_keep_is_refused_as_characters(text):
    assert problems("PutKeyword", KeywordMessage=text)[1] == [("KeywordMessage", "characters", None)]


def test_every_problem_is_told_at_once():
    reason, fields = problems("PutKeyword", Keyword="", KeywordMessage="A" * 1601, KeywordAction="SHOUT")
    assert reason == "INVALID_PARAMETER"
    assert [name for name, *_ in fields] == ["Keyword", "KeywordMessage", "KeywordAction"]


def test_a_request_that_is_no_structure_is_refused():
    with pytest.raises(ValidationException) as refusal:
        shapes.check("CreatePool", ["OriginationIdentity"])
    assert [field.problem for field in refusal.value.fields] == ["type"]


def test_the_lengths_that_just_fit_do():
    shapes.check("PutKeyword", FITTING["PutKeyword"] | {"Keyword": "A" * 30, "KeywordMessage": "A" * 1600})
    shapes.check("TagResource", FITTING["TagResource"] | {"Tags": [{"Key": "k" * 128, "Value": "v" * 256}]})
    shapes.check("RequestSenderId", FITTING["RequestSenderId"] | {"SenderId": "A" * 11})


def test_operations_and_members_go_by_their_snake_case_names():
    assert shapes.api_name("create_pool") == "CreatePool"
    assert shapes.api_name("save_pool_settings") is None
    assert shapes.is_operation("CreatePool")
    assert not shapes.is_operation("create_pool")
    assert shapes.members("DeletePool") == {"pool_id": "PoolId"}
    assert shapes.limits("PutKeyword", "keyword_action")["enum"] == [
        "AUTOMATIC_RESPONSE",
        "OPT_OUT",
        "OPT_IN",
    ]
    assert (shapes.tag_limits("Key")["max"], shapes.tag_limits("Value")["max"]) == (128, 256)


def test_arguments_that_are_none_are_not_in_the_request():
    arguments = {"pool_id": "", "two_way_enabled": False, "opt_out_list_name": None}
    assert shapes.to_request("UpdatePool", arguments) == {"PoolId": "", "TwoWayEnabled": False}


def test_the_digest_tells_requests_apart_but_not_by_token_or_order():
    asked = {"PoolId": "p", "OriginationIdentity": "o"}
    same = {"ClientToken": "t", "OriginationIdentity": "o", "PoolId": "p"}
    assert shapes.digest(asked) == shapes.digest(same)
    assert shapes.digest(asked) != shapes.digest(asked | {"PoolId": "q"})
    assert shapes.digest(asked) != shapes.digest(asked | {"IsoCountryCode": "GB"})
    assert shapes.digest(asked) != shapes.digest(asked | {"DeletionProtectionEnabled": True})


def test_the_digest_passes_over_what_asks_for_what_is_so_anyway():
    asked = {"OriginationIdentity": "o"}
    assert shapes.digest(asked) == shapes.digest(asked | {"DeletionProtectionEnabled": False, "Tags": []})


def test_what_the_digest_passes_over_is_never_required_beside_a_token():
    for name in shapes.service_model().operation_names:
        shape = shapes.operation_model(name).input_shape
        if shape and "ClientToken" in shape.members:
            required = [shape.members[member] for member in shape.required_members]
            assert all(one.type_name != "boolean" for one in required)
            assert all(one.metadata.get("min") for one in required if one.type_name == "list")


def test_the_wire_leaves_out_what_is_absent_and_keeps_what_is_false():
    pool = SimpleNamespace(
        pool_id="pool-1",
        two_way_enabled=False,
        two_way_channel_arn="",
        two_way_channel_role=None,
        tags=[{"Key": "Team", "Value": ""}],
        created_timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        something_else="not the API's",
    )
    assert shapes.to_wire("CreatePool", pool) == {
        "PoolId": "pool-1",
        "TwoWayEnabled": False,
        "Tags": [{"Key": "Team", "Value": ""}],
        "CreatedTimestamp": 1767225600.0,
    }


def of_shape(shape: Shape) -> st.SearchStrategy:
    """Values that an operation may answer with, as the output shape describes them."""
    if shape.type_name == "structure":
        members = {name: st.none() | of_shape(member) for name, member in shape.members.items()}
        return st.fixed_dictionaries(members)
    if shape.type_name == "list":
        return st.lists(of_shape(shape.member).filter(lambda item: item is not None), max_size=3)
    return {
        "boolean": st.booleans(),
        "timestamp": st.datetimes(timezones=st.just(UTC)),
        "string": st.text(max_size=20),
    }[shape.type_name]


@each_operation
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_answer_read_back_from_the_wire_says_the_same(name, data):
    answer = data.draw(of_shape(shapes.operation_model(name).output_shape))
    wire = shapes.to_wire(name, answer)
    again = shapes.from_wire(wire)
    assert shapes.to_wire(name, again) == wire
    assert not hasattr(again, "PoolId")


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
PLAUSIBLE = st.sampled_from(
    [
        ARN,
        ARN.replace("pool/pool-", "sender-id/ACME/"),
        ARN.replace("pool/pool-0123456789abcdef0123456789abcdef", "sender-id/ACME"),
        ARN.replace("us-east-1", "eu-west-1"),
        "arn:aws:sns:us-east-1:111122223333:inbound",
        "arn:aws:iam::111122223333:role/inbound",
        "pool-0123456789abcdef0123456789abcdef",
        PHONE,
        "ACME",
        "ACME/GB",
        "GB",
        "TRANSACTIONAL",
        "OPT_IN",
        "Default",
        "ß" * 16,
        "A" * 10_000,
        [TAG],
        [TAG, TAG],
        [{"Key": "aws:x", "Value": ""}],
        [{"Key": "Name", "Value": "v" * 256}],
        ["TRANSACTIONAL", "TRANSACTIONAL"],
    ]
)
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.binary(max_size=9) | PLAUSIBLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)


@each_operation
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_garbage_is_a_validation_exception_and_nothing_else(name, data):
    request = data.draw(
        st.fixed_dictionaries({}, optional=dict.fromkeys(shapes.members(name).values(), GARBAGE))
    )
    refusal = refusal_of(shapes.check, name, request)
    if refusal:
        assert refusal.reason in ("MISSING_PARAMETER", "INVALID_PARAMETER")
        assert (type(refusal), bool(refusal.fields)) == (ValidationException, True)


def refusal_of(act: Callable[..., Any], *args: Any, **kwargs: Any) -> ServiceError | None:
    try:
        act(*args, **kwargs)
    except ServiceError as refusal:
        return refusal
    return None


@each_operation
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_garbage_in_an_operation_is_refused_and_the_refusal_logged(name, caller, data):
    asked = data.draw(st.fixed_dictionaries(dict.fromkeys(shapes.members(name), GARBAGE)))
    with transaction.atomic():
        refusal = refusal_of(OPERATIONS[name], caller, **asked)
        if refusal:
            row = Activity.objects.get()
            assert (row.operation, row.error, row.reason) == (name, refusal.code, refusal.reason)
        transaction.set_rollback(True)
