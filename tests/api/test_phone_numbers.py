"""Phone numbers through boto3."""

import pytest

from tests.help.factories import (
    TOPIC,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
)
from tests.help.wire import fits, refusal_of

ASKED = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR",
}


def test_a_number_from_requesting_to_releasing(aws):
    made = aws.request_phone_number(**ASKED, Tags=[{"Key": "Team", "Value": "blue"}])
    assert fits("RequestPhoneNumber", made)
    phone_id, arn = made["PhoneNumberId"], made["PhoneNumberArn"]
    assert arn == f"arn:aws:sms-voice:us-east-1:111122223333:phone-number/{phone_id}"
    assert made["Tags"] == [{"Key": "Team", "Value": "blue"}]
    assert "PoolId" not in made
    changed = aws.update_phone_number(
        PhoneNumberId=phone_id,
        TwoWayEnabled=True,
        TwoWayChannelArn=TOPIC,
        SelfManagedOptOutsEnabled=True,
        DeletionProtectionEnabled=True,
    )
    assert fits("UpdatePhoneNumber", changed)
    assert (changed["TwoWayChannelArn"], changed["DeletionProtectionEnabled"]) == (TOPIC, True)
    assert not changed.keys() & {"PoolId", "Tags"}
    answer = aws.describe_phone_numbers(PhoneNumberIds=[arn])
    assert fits("DescribePhoneNumbers", answer)
    [found] = answer["PhoneNumbers"]
    assert {name: found[name] for name in changed.keys() & found.keys()} == {
        name: changed[name] for name in changed.keys() & found.keys()
    }
    assert found["CreatedTimestamp"] == made["CreatedTimestamp"]
    refused = refusal_of(aws.release_phone_number, PhoneNumberId=phone_id)
    assert (refused["Code"], refused["Reason"]) == ("ConflictException", "DELETION_PROTECTION_ENABLED")
    aws.update_phone_number(PhoneNumberId=arn, DeletionProtectionEnabled=False)
    gone = aws.release_phone_number(PhoneNumberId=arn)
    assert fits("ReleasePhoneNumber", gone)
    assert (gone["PhoneNumberId"], gone["Status"]) == (phone_id, "DELETED")
    missing = refusal_of(aws.describe_phone_numbers, PhoneNumberIds=[phone_id])
    assert (missing["Code"], missing["ResourceType"], missing["ResourceId"]) == (
        "ResourceNotFoundException",
        "phone-number",
        phone_id,
    )


def test_the_same_token_is_the_same_number_and_other_parameters_a_conflict(aws):
    first = aws.request_phone_number(**ASKED, ClientToken="once")
    nothing = {"DeletionProtectionEnabled": False, "InternationalSendingEnabled": False, "Tags": []}
    again = aws.request_phone_number(**ASKED, **nothing, ClientToken="once")
    first.pop("ResponseMetadata"), again.pop("ResponseMetadata")
    assert first == again
    answer = refusal_of(aws.request_phone_number, **ASKED | {"NumberType": "LONG_CODE"}, ClientToken="once")
    assert answer["Code"] == "ConflictException"
    answer = refusal_of(aws.request_phone_number, **ASKED, DeletionProtectionEnabled=True, ClientToken="once")
    assert answer["Code"] == "ConflictException"
    assert len(aws.describe_phone_numbers()["PhoneNumbers"]) == 1


def test_a_number_in_a_pool_shows_the_pool_and_its_settings(aws):
    OptOutListFactory(opt_out_list_name="support")
    pool = PoolFactory(opt_out_list_name="support")
    made = aws.request_phone_number(**ASKED, PoolId=pool.pool_id, OptOutListName="support")
    assert made["PoolId"] == pool.pool_id
    aws.update_pool(PoolId=pool.pool_id, TwoWayEnabled=True, TwoWayChannelArn=TOPIC)
    [found] = aws.describe_phone_numbers(Filters=[{"Name": "two-way-enabled", "Values": ["true"]}])[
        "PhoneNumbers"
    ]
    assert (found["PoolId"], found["TwoWayChannelArn"], found["OptOutListName"]) == (
        pool.pool_id,
        TOPIC,
        "support",
    )


def test_pages_of_numbers(aws):
    numbers = [PhoneNumberFactory().phone_number_id for _ in range(5)]
    pages = aws.get_paginator("describe_phone_numbers").paginate(PaginationConfig={"PageSize": 2})
    found = [[row["PhoneNumberId"] for row in page["PhoneNumbers"]] for page in pages]
    assert found == [numbers[:2], numbers[2:4], numbers[4:]]


@pytest.mark.parametrize(
    ("asked", "code", "reason", "fields"),
    [
        ({"MessageType": "PROMOTIONAL"}, "ResourceNotFoundException", None, []),
        ({"IsoCountryCode": "CA"}, "ResourceNotFoundException", None, []),
        ({"NumberType": "TEN_DLC"}, "ValidationException", "MISSING_PARAMETER", ["RegistrationId"]),
        (
            {"InternationalSendingEnabled": True},
            "ValidationException",
            "INTERNATIONAL_SENDING_NOT_SUPPORTED",
            ["InternationalSendingEnabled"],
        ),
        ({"OptOutListName": "nowhere"}, "ResourceNotFoundException", None, []),
        ({"PoolId": "nowhere"}, "ResourceNotFoundException", None, []),
        ({"NumberType": "SHORT_CODE"}, "ValidationException", "INVALID_PARAMETER", ["NumberType"]),
        (
            {"NumberPreference": [{"PreferenceType": ["StartsWith"], "Filter": ["+1999"]}]},
            "ResourceNotFoundException",
            None,
            [],
        ),
    ],
)
def test_what_cannot_be_requested(aws, asked, code, reason, fields):
    answer = refusal_of(aws.request_phone_number, **ASKED | asked)
    assert (answer["Code"], answer.get("Reason")) == (code, reason)
    assert [field["Name"] for field in answer.get("Fields", ())] == fields
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert aws.describe_phone_numbers()["PhoneNumbers"] == []


def test_a_pool_that_the_number_would_not_match(aws):
    pool = PoolFactory(message_type="PROMOTIONAL", two_way=True)
    answer = refusal_of(aws.request_phone_number, **ASKED, PoolId=pool.pool_id)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "MESSAGE_TYPE_MISMATCH")
    assert (answer["ResourceType"], answer["ResourceId"]) == ("pool", pool.pool_id)
    assert "; TwoWayEnabled is false, the pool's is true" in answer["Message"]
    assert "TwoWayChannelArn" not in answer["Message"]


def test_a_number_in_a_pool_is_neither_changed_nor_released(aws):
    number = PhoneNumberFactory(pool=PoolSenderIdFactory().pool)
    for act in (aws.update_phone_number, aws.release_phone_number):
        answer = refusal_of(act, PhoneNumberId=number.phone_number_id)
        assert (answer["Code"], answer["Reason"]) == ("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL")
        assert (answer["ResourceType"], answer["ResourceId"]) == ("phone-number", number.phone_number_id)


def test_a_number_that_is_not_active_is_not_changed(aws):
    number = PhoneNumberFactory(pending=True, registration_id="registration-1")
    answer = refusal_of(aws.update_phone_number, PhoneNumberId=number.phone_number_id)
    assert answer["Reason"] == "RESOURCE_NOT_ACTIVE"
    answer = refusal_of(aws.release_phone_number, PhoneNumberId=number.phone_number_id)
    assert answer["Reason"] == "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"
    assert answer["Message"].endswith(": mark it as registered on the console's page of the number")


def test_settings_that_do_not_go_together(aws):
    phone_id = PhoneNumberFactory(voice_only=True).phone_number_id
    answer = refusal_of(
        aws.update_phone_number, PhoneNumberId=phone_id, TwoWayEnabled=True, TwoWayChannelArn=TOPIC
    )
    assert answer["Reason"] == "INVALID_REQUEST"
    assert answer["Fields"] == [
        {"Name": "TwoWayEnabled", "Message": "needs a phone number with the SMS capability"}
    ]
    answer = refusal_of(aws.update_phone_number, PhoneNumberId=phone_id, InternationalSendingEnabled=True)
    assert answer["Reason"] == "INTERNATIONAL_SENDING_NOT_SUPPORTED"
    assert answer["Fields"][0]["Message"] == "can be true only for a United States toll-free number"


def test_a_filter_value_and_ids_beside_an_owner(aws):
    answer = refusal_of(aws.describe_phone_numbers, Filters=[{"Name": "status", "Values": ["GONE"]}])
    assert answer["Reason"] == "INVALID_FILTER_VALUES"
    answer = refusal_of(aws.describe_phone_numbers, PhoneNumberIds=["phone-1"], Owner="SELF")
    assert answer["Reason"] == "PARAMETERS_CANNOT_BE_USED_TOGETHER"
    assert [field["Name"] for field in answer["Fields"]] == ["Owner", "PhoneNumberIds"]


def test_another_account_and_a_viewer(other_aws, viewer_aws):
    phone_id = PhoneNumberFactory().phone_number_id
    assert other_aws.describe_phone_numbers()["PhoneNumbers"] == []
    for act in (other_aws.update_phone_number, other_aws.release_phone_number):
        assert refusal_of(act, PhoneNumberId=phone_id)["Code"] == "ResourceNotFoundException"
    assert len(viewer_aws.describe_phone_numbers()["PhoneNumbers"]) == 1
    for act in (viewer_aws.update_phone_number, viewer_aws.release_phone_number):
        assert refusal_of(act, PhoneNumberId=phone_id)["Code"] == "AccessDeniedException"
    assert refusal_of(viewer_aws.request_phone_number, **ASKED)["Code"] == "AccessDeniedException"
