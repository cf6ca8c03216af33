import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import ConfigurationSet, EventDestination
from pools.operations.event_destinations import (
    create_event_destination,
    delete_event_destination,
    update_event_destination,
)
from tests.help.factories import TOPIC, ConfigurationSetFactory, EventDestinationFactory
from tests.help.operations import refused

ROLE = "arn:aws:iam::111122223333:role/Events"
LOGS = {"IamRoleArn": ROLE, "LogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:/app/sms:*"}
STREAM = {
    "IamRoleArn": ROLE,
    "DeliveryStreamArn": "arn:aws:firehose:us-east-1:111122223333:deliverystream/Events",
}
SNS = {"TopicArn": TOPIC}
KINDS = {
    "cloud_watch_logs_destination": LOGS,
    "kinesis_firehose_destination": STREAM,
    "sns_destination": SNS,
}
NAMES = {
    "cloud_watch_logs_destination": "CloudWatchLogsDestination",
    "kinesis_firehose_destination": "KinesisFirehoseDestination",
    "sns_destination": "SnsDestination",
}


@pytest.fixture
def name(db) -> str:
    return ConfigurationSetFactory(configuration_set_name="codes").configuration_set_name


def create(caller, within="codes", destination="events", types=("ALL",), **kind):
    return create_event_destination(
        caller,
        configuration_set_name=within,
        event_destination_name=destination,
        matching_event_types=list(types),
        **kind,
    )


def update(caller, within="codes", destination="events", **given):
    return update_event_destination(
        caller, configuration_set_name=within, event_destination_name=destination, **given
    )


def delete(caller, within="codes", destination="events"):
    return delete_event_destination(caller, configuration_set_name=within, event_destination_name=destination)


@pytest.mark.parametrize("kind", KINDS)
def test_a_destination_of_each_kind(caller, name, kind):
    answer = create(caller, types=["TEXT_ALL", "VOICE_ALL", "TEXT_ALL"], **{kind: KINDS[kind]})
    assert answer.event_destination == {
        "EventDestinationName": "events",
        "Enabled": True,
        "MatchingEventTypes": ["TEXT_ALL", "VOICE_ALL"],
        NAMES[kind]: KINDS[kind],
    }
    assert getattr(EventDestination.objects.get(), kind) == KINDS[kind]


def test_what_the_kind_does_not_have_is_passed_over(caller, name):
    create(caller, sns_destination={**SNS, "More": "x"})
    assert EventDestination.objects.get().sns_destination == SNS


def test_no_destination_at_all(caller, name):
    with refused(ValidationException, "MISSING_PARAMETER") as refusal:
        create(caller)
    assert [field.name for field in refusal.error.fields] == list(NAMES.values())


def test_a_set_goes_by_its_name_where_a_destination_is_made(caller, name):
    """The other operations take its ARN, too; AWS's CreateEventDestination does not."""
    arn = ConfigurationSet.objects.get().configuration_set_arn
    with refused(ResourceNotFoundException) as refusal:
        create(caller, within=arn, sns_destination=SNS)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("configuration-set", arn)
    create(caller, sns_destination=SNS)
    update(caller, within=arn, enabled=False)
    assert not EventDestination.objects.get().enabled
    delete(caller, within=arn)
    assert not EventDestination.objects.exists()


@pytest.mark.parametrize("verb", [create, update])
def test_two_destinations_at_once(caller, name, verb):
    with refused(ValidationException, "PARAMETERS_CANNOT_BE_USED_TOGETHER") as refusal:
        verb(caller, sns_destination=SNS, cloud_watch_logs_destination=LOGS)
    assert [field.name for field in refusal.error.fields] == ["CloudWatchLogsDestination", "SnsDestination"]


@pytest.mark.parametrize(
    ("kind", "member", "value"),
    [
        ("sns_destination", "TopicArn", "arn:aws:sqs:us-east-1:111122223333:queue"),
        ("sns_destination", "TopicArn", "arn:aws:sns:us-east-1:111122223333:a topic"),
        ("cloud_watch_logs_destination", "LogGroupArn", "arn:aws:logs:us-east-1:111122223333:log-stream:a"),
        ("cloud_watch_logs_destination", "IamRoleArn", "arn:aws:iam::111122223333:user/somebody"),
        (
            "kinesis_firehose_destination",
            "DeliveryStreamArn",
            "arn:aws:kinesis:us-east-1:111122223333:stream/a",
        ),
        ("kinesis_firehose_destination", "IamRoleArn", "arn:aws:iam::1:role/short"),
    ],
)
def test_an_arn_of_something_else(caller, name, kind, member, value):
    with refused(ValidationException, "INVALID_PARAMETER") as refusal:
        create(caller, **{kind: KINDS[kind] | {member: value}})
    assert refusal.error.fields[0].name.endswith(member)


@pytest.mark.parametrize("verb", ["create", "update"])
def test_text_sent_is_not_supported(caller, name, verb):
    row = EventDestinationFactory(configuration_set__configuration_set_name="other")
    with refused(ValidationException, "INVALID_PARAMETER", "MatchingEventTypes[1]"):
        if verb == "create":
            create(caller, types=["TEXT_BLOCKED", "TEXT_SENT"], sns_destination=SNS)
        else:
            types = ["TEXT_BLOCKED", "TEXT_SENT"]
            update(caller, "other", row.event_destination_name, matching_event_types=types)


def test_a_name_is_in_a_set_once(caller, name):
    create(caller, sns_destination=SNS)
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS") as refusal:
        create(caller, sns_destination=SNS)
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("event-destination", "events")
    ConfigurationSetFactory(configuration_set_name="other")
    create(caller, within="other", sns_destination=SNS)


def test_a_set_has_five_at_most(caller, name):
    for number in range(5):
        create(caller, destination=f"events{number}", sns_destination=SNS)
    with refused(ServiceQuotaExceededException, "EVENT_DESTINATIONS_PER_CONFIGURATION_SET"):
        create(caller, destination="events5", sns_destination=SNS)


def test_what_is_given_changes_and_the_rest_stays(caller, name):
    create(caller, cloud_watch_logs_destination=LOGS)
    assert update(caller, enabled=False).event_destination["MatchingEventTypes"] == ["ALL"]
    other = LOGS | {"IamRoleArn": ROLE + "2"}
    answer = update(caller, matching_event_types=["TEXT_ALL"], cloud_watch_logs_destination=other)
    assert answer.event_destination == {
        "EventDestinationName": "events",
        "Enabled": False,
        "MatchingEventTypes": ["TEXT_ALL"],
        "CloudWatchLogsDestination": other,
    }


def test_a_destination_keeps_its_kind(caller, name):
    create(caller, sns_destination=SNS)
    with refused(ConflictException, "EVENT_DESTINATION_MISMATCH"):
        update(caller, cloud_watch_logs_destination=LOGS)
    assert EventDestination.objects.get().cloud_watch_logs_destination is None


def test_a_destination_is_deleted_and_answered_as_it_was(caller, name):
    create(caller, sns_destination=SNS)
    assert delete(caller).event_destination["SnsDestination"] == SNS
    assert not EventDestination.objects.exists()


@pytest.mark.parametrize("verb", [update, delete])
def test_what_is_not_there(caller, name, verb):
    with refused(ResourceNotFoundException) as refusal:
        verb(caller)
    assert refusal.error.resource_type == "event-destination"
    with refused(ResourceNotFoundException) as refusal:
        verb(caller, within="nothing")
    assert refusal.error.resource_type == "configuration-set"


def test_another_account_changes_nothing(other_caller, caller, name):
    create(caller, sns_destination=SNS)
    for verb, given in ((create, {"sns_destination": SNS}), (update, {"enabled": False}), (delete, {})):
        with refused(ResourceNotFoundException):
            verb(other_caller, **given)
    assert EventDestination.objects.get().enabled


def test_a_viewer_writes_nothing(viewer, name):
    for verb, given in ((create, {"sns_destination": SNS}), (update, {}), (delete, {})):
        with refused(AccessDeniedException):
            verb(viewer, **given)
