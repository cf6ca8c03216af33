import pytest

from pools.errors import (
    AccessDeniedException,
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from pools.models import Activity, ConfigurationSet, EventDestination, Quota
from pools.operations import configuration_sets
from pools.operations.configuration_sets import (
    create_configuration_set,
    delete_configuration_set,
    delete_default_message_type,
    delete_default_sender_id,
    describe_configuration_sets,
    set_default_message_feedback_enabled,
    set_default_message_type,
    set_default_sender_id,
)
from tests.help.factories import ConfigurationSetFactory, EventDestinationFactory
from tests.help.operations import refused, tags


def names(found) -> list[str]:
    return [row.configuration_set_name for row in found.configuration_sets]


def test_a_set_is_made_with_tags(caller):
    made = create_configuration_set(
        caller, configuration_set_name="codes", tags=[{"Key": "Team", "Value": "care"}]
    )
    row = ConfigurationSet.objects.get()
    assert made.configuration_set_arn == row.configuration_set_arn
    assert row.configuration_set_arn.endswith(":configuration-set/codes")
    assert tags(row) == {"Team": "care"}


def test_a_name_is_there_once(caller):
    ConfigurationSetFactory(configuration_set_name="codes")
    with refused(ConflictException, "RESOURCE_ALREADY_EXISTS"):
        create_configuration_set(caller, configuration_set_name="codes")


def test_the_quota(caller, account):
    Quota.objects.create(account=account, region="us-east-1", name="CONFIGURATION_SETS_PER_ACCOUNT", value=1)
    create_configuration_set(caller, configuration_set_name="first")
    with refused(ServiceQuotaExceededException, "CONFIGURATION_SETS_PER_ACCOUNT"):
        create_configuration_set(caller, configuration_set_name="second")


def test_a_set_goes_with_its_destinations_and_is_answered_as_it_was(caller):
    row = ConfigurationSetFactory(default_message_type="PROMOTIONAL")
    destination = EventDestinationFactory(configuration_set=row)
    gone = delete_configuration_set(caller, configuration_set_name=row.configuration_set_arn)
    assert gone.default_message_type == "PROMOTIONAL"
    assert gone.event_destinations[0]["EventDestinationName"] == destination.event_destination_name
    assert not ConfigurationSet.objects.exists()
    assert not EventDestination.objects.exists()
    assert Activity.objects.get().before["default_message_type"] == "PROMOTIONAL"


def test_sets_are_described_with_their_destinations(caller, django_assert_max_num_queries):
    one, two = ConfigurationSetFactory.create_batch(2)
    made = EventDestinationFactory.create_batch(2, configuration_set=one)
    with django_assert_max_num_queries(2):
        found = describe_configuration_sets(caller).configuration_sets
        assert [row.configuration_set_name for row in found] == [
            one.configuration_set_name,
            two.configuration_set_name,
        ]
        assert found[0].event_destinations == made
        assert found[1].event_destinations == []


def test_sets_are_described_by_name_and_arn(caller):
    one, two, _ = ConfigurationSetFactory.create_batch(3)
    asked = [one.configuration_set_name, two.configuration_set_arn]
    found = describe_configuration_sets(caller, configuration_set_names=asked)
    assert names(found) == [one.configuration_set_name, two.configuration_set_name]
    with refused(ResourceNotFoundException) as refusal:
        describe_configuration_sets(caller, configuration_set_names=["nothing"])
    assert (refusal.error.resource_type, refusal.error.resource_id) == ("configuration-set", "nothing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event-destination-name", "topic"),
        ("matching-event-types", "text_blocked"),
        ("default-message-type", "promotional"),
        ("default-sender-id", "Brand"),
        ("default-message-feedback-enabled", "True"),
    ],
)
def test_filters(caller, name, value):
    wanted = ConfigurationSetFactory(
        default_message_type="PROMOTIONAL", default_sender_id="BRAND", default_message_feedback_enabled=True
    )
    for number in (1, 2):
        EventDestinationFactory(
            configuration_set=wanted,
            event_destination_name="topic" if number == 1 else "other",
            matching_event_types=["TEXT_BLOCKED", "TEXT_SPAM"],
        )
    EventDestinationFactory(matching_event_types=["TEXT_CARRIER_BLOCKED"])
    ConfigurationSetFactory(default_message_feedback_enabled=False)
    found = describe_configuration_sets(caller, filters=[{"Name": name, "Values": [value]}])
    assert names(found) == [wanted.configuration_set_name]


def test_there_are_no_protect_configurations(caller):
    ConfigurationSetFactory()
    filters = [{"Name": "protect-configuration-id", "Values": ["protect-a"]}]
    assert names(describe_configuration_sets(caller, filters=filters)) == []


@pytest.mark.parametrize(
    "name", ["matching-event-types", "default-message-type", "default-message-feedback-enabled"]
)
def test_a_value_that_no_set_can_have(caller, name):
    with refused(ValidationException, "INVALID_FILTER_VALUES", "Filters[0].Values"):
        describe_configuration_sets(caller, filters=[{"Name": name, "Values": ["SOMETHING"]}])


def test_sets_come_in_pages(caller):
    ConfigurationSetFactory.create_batch(3)
    first = describe_configuration_sets(caller, max_results=2)
    rest = describe_configuration_sets(caller, max_results=2, next_token=first.next_token)
    assert len(set(names(first) + names(rest))) == 3
    assert rest.next_token is None


def test_the_default_sender_id_is_set_in_the_case_given_and_unset(caller):
    row = ConfigurationSetFactory()
    name = row.configuration_set_name
    assert set_default_sender_id(caller, configuration_set_name=name, sender_id="Brand").sender_id == "Brand"
    (found,) = describe_configuration_sets(caller).configuration_sets
    assert found.default_sender_id == "Brand"
    for asked in ("Brand", "BRAND", "brand"):
        filters = [{"Name": "default-sender-id", "Values": [asked, "OTHER"]}]
        assert names(describe_configuration_sets(caller, filters=filters)) == [name]
    assert delete_default_sender_id(caller, configuration_set_name=name).sender_id == "Brand"
    assert delete_default_sender_id(caller, configuration_set_name=name).sender_id == ""
    assert ConfigurationSet.objects.get().default_sender_id == ""


def test_the_default_message_type_is_set_and_unset(caller):
    name = ConfigurationSetFactory().configuration_set_name
    set_default_message_type(caller, configuration_set_name=name, message_type="PROMOTIONAL")
    assert ConfigurationSet.objects.get().default_message_type == "PROMOTIONAL"
    assert delete_default_message_type(caller, configuration_set_name=name).message_type == "PROMOTIONAL"
    assert ConfigurationSet.objects.get().default_message_type == ""


def test_message_feedback_is_said(caller):
    name = ConfigurationSetFactory().configuration_set_name
    for said in (True, False):
        answer = set_default_message_feedback_enabled(
            caller, configuration_set_name=name, message_feedback_enabled=said
        )
        assert answer.message_feedback_enabled is said
        assert ConfigurationSet.objects.get().default_message_feedback_enabled is said


OTHERS = {
    "delete_configuration_set": {},
    "set_default_sender_id": {"sender_id": "BRAND"},
    "delete_default_sender_id": {},
    "set_default_message_type": {"message_type": "PROMOTIONAL"},
    "delete_default_message_type": {},
    "set_default_message_feedback_enabled": {"message_feedback_enabled": True},
}


@pytest.mark.parametrize("verb", OTHERS)
def test_another_account_changes_nothing(other_caller, caller, verb):
    row = ConfigurationSetFactory(default_sender_id="A", default_message_type="TRANSACTIONAL")
    for name in (row.configuration_set_name, row.configuration_set_arn):
        with refused(ResourceNotFoundException) as refusal:
            getattr(configuration_sets, verb)(other_caller, configuration_set_name=name, **OTHERS[verb])
    assert refusal.error.resource_type == "configuration-set"
    assert describe_configuration_sets(other_caller).configuration_sets == []
    same = ConfigurationSet.objects.get()
    assert (same.default_sender_id, same.default_message_type) == ("A", "TRANSACTIONAL")
    assert same.default_message_feedback_enabled is None


@pytest.mark.parametrize("verb", ["create_configuration_set", *OTHERS])
def test_a_viewer_writes_nothing(viewer, verb):
    with refused(AccessDeniedException):
        getattr(configuration_sets, verb)(viewer, configuration_set_name="a", **OTHERS.get(verb, {}))
