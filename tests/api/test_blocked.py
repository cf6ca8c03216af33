"""What stands in the way alike for every kind of resource: there is one already, or deletion protection is on."""

import pytest

from pools.operations.engine.registry import verbs
from tests.help.factories import (
    TOPIC,
    ConfigurationSetFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
)
from tests.help.wire import calling, refusal_of

# By operation: what makes one, and the ID by which the second is refused.
MAKING = {
    "CreateConfigurationSet": ({"ConfigurationSetName": "codes"}, "codes"),
    "CreateEventDestination": (
        {
            "ConfigurationSetName": "events",
            "EventDestinationName": "topic",
            "MatchingEventTypes": ["ALL"],
            "SnsDestination": {"TopicArn": TOPIC},
        },
        "topic",
    ),
    "CreateOptOutList": ({"OptOutListName": "list"}, "list"),
    "CreateVerifiedDestinationNumber": ({"DestinationPhoneNumber": "12065550100"}, "+12065550100"),
    "RequestSenderId": ({"SenderId": "acme", "IsoCountryCode": "GB"}, "ACME"),
}
# By operation: what it gives up, and the request's members that name it.
PROTECTED = {
    "DeletePool": (PoolFactory, {"PoolId": "pool_id"}),
    "ReleasePhoneNumber": (PhoneNumberFactory, {"PhoneNumberId": "phone_number_id"}),
    "ReleaseSenderId": (SenderIdFactory, {"SenderId": "sender_id", "IsoCountryCode": "iso_country_code"}),
}


def raising(reason):
    return {name for name, verb in verbs().items() if reason in verb.__doc__}


def test_every_operation_that_says_so_is_here():
    assert raising("RESOURCE_ALREADY_EXISTS") == set(MAKING)
    assert raising("DELETION_PROTECTION_ENABLED") == set(PROTECTED)


@pytest.mark.parametrize("operation", MAKING)
def test_what_there_is_already_is_not_made_again(aws, operation):
    request, name = MAKING[operation]
    ConfigurationSetFactory(configuration_set_name="events")
    calling(aws, operation)(**request)
    answer = refusal_of(calling(aws, operation), **request)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")
    assert answer["ResourceId"] == name
    assert answer["ResourceType"].replace("-", "") in operation.lower()
    assert answer["Message"].endswith(": there is one of this name already")


@pytest.mark.parametrize("operation", PROTECTED)
def test_what_is_protected_is_not_given_up(aws, operation):
    factory, members = PROTECTED[operation]
    row = factory(deletion_protection_enabled=True)
    request = {member: getattr(row, column) for member, column in members.items()}
    answer = refusal_of(calling(aws, operation), **request)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "DELETION_PROTECTION_ENABLED")
    assert answer["ResourceId"] == next(iter(request.values()))
    assert answer["Message"].endswith(": turn off deletion protection first")
    row.refresh_from_db()
