"""Configuration sets and their event destinations, through boto3."""

import json

import pytest

from tests.api.conftest import key_of
from tests.api.test_sigv4 import post, signed
from tests.help.factories import TOPIC, ConfigurationSetFactory, EventDestinationFactory
from tests.help.wire import fits, refusal_of

ROLE = "arn:aws:iam::111122223333:role/Events"
LOGS = {"IamRoleArn": ROLE, "LogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:/app/sms:*"}
SNS = {"TopicArn": TOPIC}
EVENTS = {"ConfigurationSetName": "codes", "EventDestinationName": "events"}


def sent(caller, operation: str, request: dict) -> int:
    """The status of a request that boto3 would not send."""
    body, target = json.dumps(request).encode(), f"PinpointSMSVoiceV2.{operation}"
    return post(signed(key_of(caller).access_key_id, body=body, **{"X-Amz-Target": target}), body)[0]


def test_a_set_from_making_to_deleting(aws):
    made = aws.create_configuration_set(ConfigurationSetName="codes", Tags=[{"Key": "Team", "Value": "care"}])
    assert fits("CreateConfigurationSet", made)
    assert made["ConfigurationSetArn"] == "arn:aws:sms-voice:us-east-1:111122223333:configuration-set/codes"
    name = {"ConfigurationSetName": made["ConfigurationSetArn"]}
    said = aws.set_default_sender_id(**name, SenderId="BRAND")
    assert fits("SetDefaultSenderId", said)
    assert (said["ConfigurationSetName"], said["SenderId"]) == ("codes", "BRAND")
    said = aws.set_default_message_type(**name, MessageType="PROMOTIONAL")
    assert fits("SetDefaultMessageType", said)
    said = aws.set_default_message_feedback_enabled(**name, MessageFeedbackEnabled=False)
    assert fits("SetDefaultMessageFeedbackEnabled", said)
    found = aws.describe_configuration_sets(ConfigurationSetNames=["codes"])
    assert fits("DescribeConfigurationSets", found)
    (row,) = found["ConfigurationSets"]
    assert (row["DefaultSenderId"], row["DefaultMessageType"]) == ("BRAND", "PROMOTIONAL")
    assert (row["DefaultMessageFeedbackEnabled"], row["EventDestinations"]) == (False, [])
    gone = aws.delete_configuration_set(**name)
    assert fits("DeleteConfigurationSet", gone)
    assert (gone["DefaultSenderId"], gone["CreatedTimestamp"]) == ("BRAND", made["CreatedTimestamp"])
    answer = refusal_of(aws.describe_configuration_sets, ConfigurationSetNames=["codes"])
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "configuration-set")


def test_a_default_that_is_not_set_is_left_out(aws):
    ConfigurationSetFactory(configuration_set_name="codes", default_message_type="PROMOTIONAL")
    gone = aws.delete_default_message_type(ConfigurationSetName="codes")
    assert fits("DeleteDefaultMessageType", gone)
    assert gone["MessageType"] == "PROMOTIONAL"
    assert "MessageType" not in aws.delete_default_message_type(ConfigurationSetName="codes")
    gone = aws.delete_default_sender_id(ConfigurationSetName="codes")
    assert fits("DeleteDefaultSenderId", gone)
    assert "SenderId" not in gone
    (row,) = aws.describe_configuration_sets()["ConfigurationSets"]
    assert not row.keys() & {"DefaultSenderId", "DefaultMessageType", "DefaultMessageFeedbackEnabled"}


def test_a_destination_from_making_to_deleting(aws):
    ConfigurationSetFactory(configuration_set_name="codes")
    made = aws.create_event_destination(
        **EVENTS, MatchingEventTypes=["TEXT_ALL"], CloudWatchLogsDestination=LOGS
    )
    assert fits("CreateEventDestination", made)
    assert made["EventDestination"] == {
        "EventDestinationName": "events",
        "Enabled": True,
        "MatchingEventTypes": ["TEXT_ALL"],
        "CloudWatchLogsDestination": LOGS,
    }
    changed = aws.update_event_destination(**EVENTS, Enabled=False)
    assert fits("UpdateEventDestination", changed)
    assert changed["EventDestination"] == made["EventDestination"] | {"Enabled": False}
    (row,) = aws.describe_configuration_sets()["ConfigurationSets"]
    assert row["EventDestinations"] == [changed["EventDestination"]]
    gone = aws.delete_event_destination(**EVENTS)
    assert fits("DeleteEventDestination", gone)
    assert gone["EventDestination"] == changed["EventDestination"]
    assert aws.describe_configuration_sets()["ConfigurationSets"][0]["EventDestinations"] == []


def test_members_that_the_model_does_not_have_are_passed_over(caller, account):
    """boto3 would not send them; other programs may, with what no database keeps."""
    row = ConfigurationSetFactory(configuration_set_name="codes")
    odd = {"More": "\x00", "Deep": {"er": ["\ud800"]}}
    request = {
        **EVENTS,
        **odd,
        "MatchingEventTypes": ["ALL"],
        "SnsDestination": SNS | odd,
        "KinesisFirehoseDestination": None,
    }
    assert sent(caller, "CreateEventDestination", request) == 200
    tags = {"ResourceArn": row.configuration_set_arn, "Tags": [{"Key": "a", "Value": "b"} | odd]}
    assert sent(caller, "TagResource", tags) == 200
    assert row.event_destination_rows.get().sns_destination == SNS


def test_names_and_quotas(aws):
    aws.create_configuration_set(ConfigurationSetName="codes")
    answer = refusal_of(aws.create_configuration_set, ConfigurationSetName="codes")
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")
    ConfigurationSetFactory.create_batch(24)
    answer = refusal_of(aws.create_configuration_set, ConfigurationSetName="more")
    assert answer["Reason"] == "CONFIGURATION_SETS_PER_ACCOUNT"


def test_names_and_quotas_of_destinations(aws):
    row = ConfigurationSetFactory(configuration_set_name="codes")
    new = EVENTS | {"MatchingEventTypes": ["ALL"], "SnsDestination": SNS}
    aws.create_event_destination(**new)
    answer = refusal_of(aws.create_event_destination, **new)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")
    assert answer["ResourceType"] == "event-destination"
    EventDestinationFactory.create_batch(4, configuration_set=row)
    answer = refusal_of(aws.create_event_destination, **new | {"EventDestinationName": "more"})
    assert (answer["Code"], answer["Reason"]) == (
        "ServiceQuotaExceededException",
        "EVENT_DESTINATIONS_PER_CONFIGURATION_SET",
    )


@pytest.mark.parametrize(
    ("given", "reason", "fields"),
    [
        (
            {},
            "MISSING_PARAMETER",
            ["CloudWatchLogsDestination", "KinesisFirehoseDestination", "SnsDestination"],
        ),
        (
            {"SnsDestination": SNS, "CloudWatchLogsDestination": LOGS},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            ["CloudWatchLogsDestination", "SnsDestination"],
        ),
        (
            {"SnsDestination": {"TopicArn": ROLE}},
            "INVALID_PARAMETER",
            ["SnsDestination.TopicArn"],
        ),
        (
            {"SnsDestination": SNS, "MatchingEventTypes": ["TEXT_SENT"]},
            "INVALID_PARAMETER",
            ["MatchingEventTypes[0]"],
        ),
    ],
)
def test_a_destination_that_is_not_right(aws, given, reason, fields):
    ConfigurationSetFactory(configuration_set_name="codes")
    answer = refusal_of(aws.create_event_destination, **{**EVENTS, "MatchingEventTypes": ["ALL"], **given})
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", reason)
    assert [field["Name"] for field in answer["Fields"]] == fields
    assert all(field["Message"] for field in answer["Fields"])


def test_a_destination_keeps_its_kind(aws):
    EventDestinationFactory(
        configuration_set__configuration_set_name="codes", event_destination_name="events"
    )
    answer = refusal_of(aws.update_event_destination, **EVENTS, CloudWatchLogsDestination=LOGS)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "EVENT_DESTINATION_MISMATCH")


def test_sets_come_in_pages_and_by_filters(aws):
    wanted = ConfigurationSetFactory(default_sender_id="BRAND").configuration_set_name
    ConfigurationSetFactory.create_batch(4)
    pages = aws.get_paginator("describe_configuration_sets").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["ConfigurationSets"]) for page in pages] == [2, 2, 1]
    filters = [{"Name": "default-sender-id", "Values": ["OTHER", "BRAND"]}]
    (row,) = aws.describe_configuration_sets(Filters=filters)["ConfigurationSets"]
    assert row["ConfigurationSetName"] == wanted
    answer = refusal_of(
        aws.describe_configuration_sets, Filters=[{"Name": "matching-event-types", "Values": ["NOTHING"]}]
    )
    assert answer["Reason"] == "INVALID_FILTER_VALUES"


def test_a_viewer_reads_and_another_account_does_not(viewer_aws, other_aws):
    ConfigurationSetFactory(configuration_set_name="codes")
    assert viewer_aws.describe_configuration_sets()["ConfigurationSets"]
    answer = refusal_of(viewer_aws.delete_configuration_set, ConfigurationSetName="codes")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert other_aws.describe_configuration_sets()["ConfigurationSets"] == []
    answer = refusal_of(other_aws.delete_configuration_set, ConfigurationSetName="codes")
    assert answer["Code"] == "ResourceNotFoundException"
