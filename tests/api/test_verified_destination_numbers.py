"""Verified destination numbers through boto3."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools import shapes
from pools.models import VerifiedDestinationNumber
from tests.api.conftest import key_of
from tests.help.factories import PhoneNumberFactory, VerifiedDestinationNumberFactory
from tests.help.wire import client_for, fits, refusal_of

NUMBER = "+12065550100"
CONTEXT_VALUE = shapes.service_model().shape_for("ContextValue").metadata["pattern"]


@pytest.fixture
def added(aws):
    return aws.create_verified_destination_number(DestinationPhoneNumber=NUMBER)[
        "VerifiedDestinationNumberId"
    ]


def code_of(number_id):
    return VerifiedDestinationNumber.objects.get(verified_destination_number_id=number_id).verification_code


def test_a_number_from_adding_to_deleting(aws):
    made = aws.create_verified_destination_number(
        DestinationPhoneNumber=NUMBER, Tags=[{"Key": "Team", "Value": "qa"}]
    )
    assert fits("CreateVerifiedDestinationNumber", made)
    assert made["Status"] == "PENDING"
    number_id = made["VerifiedDestinationNumberId"]
    assert made["VerifiedDestinationNumberArn"] == (
        f"arn:aws:sms-voice:us-east-1:111122223333:verified-destination-number/{number_id}"
    )
    sent = aws.send_destination_number_verification_code(
        VerifiedDestinationNumberId=number_id,
        VerificationChannel="TEXT",
        LanguageCode="EN_US",
        Context={"test": "1"},
        DestinationCountryParameters={"IN_ENTITY_ID": "1234567890"},
    )
    assert fits("SendDestinationNumberVerificationCode", sent)
    done = aws.verify_destination_number(
        VerifiedDestinationNumberId=number_id, VerificationCode=code_of(number_id)
    )
    assert fits("VerifyDestinationNumber", done)
    assert done["Status"] == "VERIFIED"
    found = aws.describe_verified_destination_numbers(DestinationPhoneNumbers=[NUMBER])
    assert fits("DescribeVerifiedDestinationNumbers", found)
    (row,) = found["VerifiedDestinationNumbers"]
    assert (row["Status"], row["CreatedTimestamp"]) == ("VERIFIED", made["CreatedTimestamp"])
    VerifiedDestinationNumber.objects.update(created_timestamp=timezone.now() - timedelta(days=1))
    deleted = aws.delete_verified_destination_number(VerifiedDestinationNumberId=number_id)
    assert fits("DeleteVerifiedDestinationNumber", deleted)
    assert aws.describe_verified_destination_numbers()["VerifiedDestinationNumbers"] == []


def test_a_number_twice(aws, added):
    answer = refusal_of(aws.create_verified_destination_number, DestinationPhoneNumber=NUMBER)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")
    assert (answer["ResourceType"], answer["ResourceId"]) == ("verified-destination-number", NUMBER)


def test_an_eleventh_number(aws):
    VerifiedDestinationNumberFactory.create_batch(10)
    answer = refusal_of(aws.create_verified_destination_number, DestinationPhoneNumber="+12065550199")
    assert answer["Code"] == "ServiceQuotaExceededException"
    assert answer["Reason"] == "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT"


def test_a_sixth_code(aws, added):
    asked = {"VerifiedDestinationNumberId": added, "VerificationChannel": "VOICE"}
    for _ in range(5):
        aws.send_destination_number_verification_code(**asked)
    answer = refusal_of(aws.send_destination_number_verification_code, **asked)
    assert (answer["Code"], answer["Reason"]) == (
        "ServiceQuotaExceededException",
        "VERIFICATION_ATTEMPTS_PER_DAY",
    )


def test_a_wrong_code_an_old_code_and_one_too_many(aws, added):
    aws.send_destination_number_verification_code(
        VerifiedDestinationNumberId=added, VerificationChannel="TEXT"
    )
    asked = {"VerifiedDestinationNumberId": added, "VerificationCode": "wrong"}
    answer = refusal_of(aws.verify_destination_number, **asked)
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "VERIFICATION_CODE_MISMATCH")
    assert answer["Fields"][0]["Name"] == "VerificationCode"
    code, now = code_of(added), timezone.now()
    assert code not in str(answer)
    asked["VerificationCode"] = code
    VerifiedDestinationNumber.objects.update(code_timestamp=now - timedelta(days=2))
    assert refusal_of(aws.verify_destination_number, **asked)["Reason"] == "VERIFICATION_CODE_EXPIRED"
    VerifiedDestinationNumber.objects.update(code_timestamp=now)
    aws.verify_destination_number(**asked)
    assert refusal_of(aws.verify_destination_number, **asked)["Reason"] == "VERIFICATION_ALREADY_COMPLETE"


@pytest.mark.parametrize(
    ("context", "name", "message"),
    [
        ({"Order": 1}, "Context['Order']", "has the wrong type; must be a string"),
        ({"it's [a]": " "}, "Context.key", "must satisfy the regular expression \\S+"),
        ({"it's[a]": ""}, 'Context["it\'s[a]"]', "must have a length of at least 1"),
        ({"it's[a]": "b "}, 'Context["it\'s[a]"]', f"must satisfy the regular expression {CONTEXT_VALUE}"),
        ({"a" * 101: "b"}, "Context.key", "must have a length of at most 100"),
    ],
)
def test_what_is_wrong_in_a_map_is_told_as_elsewhere(caller, added, context, name, message):
    client = client_for(key_of(caller).access_key_id, parameter_validation=False)
    answer = refusal_of(
        client.send_destination_number_verification_code,
        VerifiedDestinationNumberId=added,
        VerificationChannel="TEXT",
        Context=context,
    )
    assert answer["Fields"][0] == {"Name": name, "Message": message}
    assert f'Fields="c{name[1:]}' in answer["Message"]


def test_a_deletion_on_the_first_day(aws, added):
    answer = refusal_of(aws.delete_verified_destination_number, VerifiedDestinationNumberId=added)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED")
    assert "24 hours after" in answer["Error"]["Message"]


def test_a_simulator_sends_no_code(aws, added):
    number = PhoneNumberFactory(number_type="SIMULATOR")
    answer = refusal_of(
        aws.send_destination_number_verification_code,
        VerifiedDestinationNumberId=added,
        VerificationChannel="TEXT",
        OriginationIdentity=number.phone_number_arn,
    )
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_PARAMETER")
    assert answer["Fields"] == [
        {
            "Name": "OriginationIdentity",
            "Message": "is a simulator number, which cannot send verification codes",
        }
    ]


def test_filters_and_pages(aws):
    VerifiedDestinationNumberFactory.create_batch(5)
    VerifiedDestinationNumberFactory(status="VERIFIED")
    pending = [{"Name": "status", "Values": ["PENDING"]}]
    paginator = aws.get_paginator("describe_verified_destination_numbers")
    pages = list(paginator.paginate(Filters=pending, PaginationConfig={"PageSize": 2}))
    assert [len(page["VerifiedDestinationNumbers"]) for page in pages] == [2, 2, 1]


def test_another_account_finds_nothing(other_aws, added):
    assert other_aws.describe_verified_destination_numbers()["VerifiedDestinationNumbers"] == []
    answer = refusal_of(other_aws.delete_verified_destination_number, VerifiedDestinationNumberId=added)
    assert answer["Code"] == "ResourceNotFoundException"


def test_a_viewer_adds_none(viewer_aws):
    answer = refusal_of(viewer_aws.create_verified_destination_number, DestinationPhoneNumber=NUMBER)
    assert answer["Code"] == "AccessDeniedException"
