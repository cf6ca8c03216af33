"""The right form with one wrong part: the refusal names the part, at every member that takes an ARN."""

import re
from typing import Any

import pytest

from pools.api.messages import message
from pools.errors import ResourceNotFoundException, ServiceError, ValidationException
from pools.operations.engine.registry import verbs
from tests.help.factories import ConfigurationSetFactory, PhoneNumberFactory, PoolFactory
from tests.help.operations import refused
from tests.operations.engine.test_finding import OF_A_SENDER_ID, OF_OTHERS, filled

ROLE = "arn:aws:iam::111122223333:role/Events"
EVENTS = {"configuration_set_name": "main", "event_destination_name": "a", "matching_event_types": ["ALL"]}
POOL = {"pool_id": "#", "two_way_enabled": True}
LOGS, STREAM = "log-group:/sms/events:*", "deliverystream/events"
# Members whose ARN is another service's: the operation, what is asked, a good ARN, and how the resource is named.
OF_OTHER_SERVICES = {
    "channel": ("UpdatePool", POOL | {"two_way_channel_arn": "@"}, "arn:aws:sns:us-east-1:111122223333:in"),
    "role": (
        "UpdatePool",
        POOL | {"two_way_channel_arn": "arn:aws:sns:us-east-1:111122223333:in", "two_way_channel_role": "@"},
        ROLE,
    ),
    "topic": (
        "CreateEventDestination",
        EVENTS | {"sns_destination": {"TopicArn": "@"}},
        "arn:aws:sns:us-east-1:111122223333:events",
    ),
    "log group": (
        "CreateEventDestination",
        EVENTS | {"cloud_watch_logs_destination": {"IamRoleArn": ROLE, "LogGroupArn": "@"}},
        f"arn:aws:logs:us-east-1:111122223333:{LOGS}",
    ),
    "role of a log group": (
        "CreateEventDestination",
        EVENTS
        | {
            "cloud_watch_logs_destination": {
                "IamRoleArn": "@",
                "LogGroupArn": f"arn:aws:logs:us-east-1:111122223333:{LOGS}",
            }
        },
        ROLE,
    ),
    "stream": (
        "CreateEventDestination",
        EVENTS | {"kinesis_firehose_destination": {"IamRoleArn": ROLE, "DeliveryStreamArn": "@"}},
        f"arn:aws:firehose:us-east-1:111122223333:{STREAM}",
    ),
}
SENDER_ID = [(name, asked, "sender-id/ACME/GB") for name, asked in OF_A_SENDER_ID.items()]
OWN = [*OF_OTHERS, *SENDER_ID]
PARTS = ("partition", "service", "region", "account", "resource")
WRONG = {
    "partition": "aws-cn",
    "service": "sqs",
    "account": "12345",
    "resource": "user/somebody/else",
}


@pytest.fixture
def pool(caller):
    ConfigurationSetFactory(configuration_set_name="main")
    return PhoneNumberFactory(pool=PoolFactory()).pool


def with_part(arn: str, **parts: str) -> str:
    found = dict(zip(PARTS, arn.split(":", 5)[1:], strict=True)) | parts
    return ":".join(["arn", *found.values()])


def ask(caller: Any, name: str, asked: dict[str, Any], arn: str, pool: Any) -> Any:
    return verbs()[name](caller, **filled(asked, arn, pool.pool_id))


def refusal(caller: Any, name: str, asked: dict[str, Any], arn: str, pool: Any) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        ask(caller, name, asked, arn, pool)
    return caught.value


@pytest.mark.parametrize("member", OF_OTHER_SERVICES)
def test_a_good_arn_is_taken(caller, pool, member):
    ask(caller, *OF_OTHER_SERVICES[member], pool)


@pytest.mark.parametrize("part", WRONG)
@pytest.mark.parametrize("member", OF_OTHER_SERVICES)
def test_one_wrong_part_is_named(caller, pool, member, part):
    name, asked, arn = OF_OTHER_SERVICES[member]
    error = refusal(caller, name, asked, with_part(arn, **{part: WRONG[part]}), pool)
    kind = "account_digits" if part == "account" else f"other_{part}"
    assert (type(error), error.fields[0].problem) == (ValidationException, kind)
    assert f" has {WRONG[part]} for a" in message(error, name)


@pytest.mark.parametrize(
    ("member", "region", "said"),
    [
        ("channel", "eu-west-2", "TwoWayChannelArn has eu-west-2 for a Region, which must be us-east-1"),
        ("channel", "", "TwoWayChannelArn has nothing for a Region, which must be us-east-1"),
        ("role", "us-east-1", "TwoWayChannelRole has us-east-1 for a Region, which must be empty here"),
        ("topic", "", "SnsDestination.TopicArn has nothing for a Region, which must be us-east-1"),
    ],
)
def test_the_region_is_named(caller, pool, member, region, said):
    name, asked, arn = OF_OTHER_SERVICES[member]
    assert message(refusal(caller, name, asked, with_part(arn, region=region), pool), name).endswith(said)


def test_the_region_of_amazon_connect_is_named(caller, pool):
    name, asked, _ = OF_OTHER_SERVICES["channel"]
    error = refusal(caller, name, asked, "connect.eu-west-2.amazonaws.com", pool)
    assert message(error, name).endswith(
        "TwoWayChannelArn has eu-west-2 for a Region, which must be us-east-1"
    )


@pytest.mark.parametrize("member", OF_OTHER_SERVICES)
def test_what_is_wrong_in_more_than_one_part_is_told_what_it_must_be(caller, pool, member):
    name, asked, arn = OF_OTHER_SERVICES[member]
    for value in (with_part(arn, service="sqs", account="1"), "arn:aws:and-nothing-more"):
        error = refusal(caller, name, asked, value, pool)
        assert error.fields[0].problem.startswith("not_")
        assert "must be the ARN of" in message(error, name)


@pytest.mark.parametrize(("name", "asked", "tail"), OWN, ids=[row[0] for row in OWN])
@pytest.mark.parametrize("part", [part for part in WRONG if part != "partition"])
def test_the_services_own_arns_name_their_wrong_part(caller, pool, name, asked, tail, part):
    arn = f"arn:aws:sms-voice:us-east-1:111122223333:{tail}"
    error = refusal(caller, name, asked, with_part(arn, **{part: WRONG[part]}), pool)
    assert (type(error), error.reason) == (ValidationException, "INVALID_ARN")
    assert f" has {WRONG[part]} for a" in message(error, name)


@pytest.mark.parametrize(("name", "asked", "tail"), OWN, ids=[row[0] for row in OWN])
@pytest.mark.parametrize("beginning", ["arm", "ARN", "", " arn"])
def test_the_first_part_is_named(caller, pool, name, asked, tail, beginning):
    error = refusal(caller, name, asked, f"{beginning}:aws:sms-voice:us-east-1:111122223333:{tail}", pool)
    assert type(error) is ValidationException
    # The API's own pattern of a ResourceArn comes first, and that of the others has no room for a space.
    if "resource_arn" in asked or " " in beginning:
        assert error.reason in ("INVALID_PARAMETER", "INVALID_ARN")
        return
    assert (error.reason, error.fields[0].problem) == ("INVALID_ARN", "other_beginning")
    assert f" begins with {beginning or 'nothing'}, and an ARN with arn" in message(error, name)


@pytest.mark.parametrize("member", OF_OTHER_SERVICES)
def test_the_first_part_of_another_services_arn_is_named(caller, pool, member):
    name, asked, arn = OF_OTHER_SERVICES[member]
    error = refusal(caller, name, asked, arn.replace("arn:", "arm:", 1), pool)
    # Of most members the API's own pattern has the beginning in it, and comes first.
    ends = (" begins with arm, and an ARN with arn", r" must satisfy the regular expression arn:\S+")
    assert message(error, name).endswith(ends[member != "channel"])


@pytest.mark.parametrize(("name", "asked", "tail"), OWN, ids=[row[0] for row in OWN])
@pytest.mark.parametrize("end", ["", ":"])
def test_a_resource_that_is_left_out_is_told(caller, pool, name, asked, tail, end):
    error = refusal(caller, name, asked, f"arn:aws:sms-voice:us-east-1:111122223333{end}", pool)
    assert (error.reason, error.fields[0].problem) == ("INVALID_ARN", "other_resource")
    assert " has nothing for a resource, which must be like " in message(error, name)


@pytest.mark.parametrize(("name", "asked", "tail"), OWN, ids=[row[0] for row in OWN])
@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"partition": "aws-cn"}, "the partition in its ARN is aws-cn, the request's is aws"),
        ({"region": "eu-west-1"}, "the Region in its ARN is eu-west-1, the request's is us-east-1"),
        (
            {"account": "999999999999"},
            "the account in its ARN is 999999999999, the request's is 111122223333",
        ),
        (
            {"region": "eu-west-1", "account": "999999999999"},
            (
                "the Region in its ARN is eu-west-1, the request's is us-east-1, and "
                "the account in its ARN is 999999999999, the request's is 111122223333"
            ),
        ),
    ],
)
def test_what_is_elsewhere_is_not_found_and_told_where_it_would_be(
    caller, pool, name, asked, tail, parts, said
):
    arn = with_part(f"arn:aws:sms-voice:us-east-1:111122223333:{tail}", **parts)
    with refused(ResourceNotFoundException) as refusal:
        ask(caller, name, asked, arn, pool)
    assert re.search(f": {re.escape(said)}$", message(refusal.error, name))
