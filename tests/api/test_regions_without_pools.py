"""A Region without pools: whatever names a pool there is refused alike, and what does not works as elsewhere."""

import pytest

from pools.operations.engine.registry import verbs
from tests.help.factories import PhoneNumberFactory, PoolFactory, VerifiedDestinationNumberFactory
from tests.help.wire import calling, refusal_of
from tests.operations.test_resource_policies import POLICY

# By operation: a request about the pool, written of the rows that there are.
REQUESTS = {
    "AssociateOriginationIdentity": lambda pool, number, row: {
        "PoolId": pool.pool_id,
        "OriginationIdentity": number.phone_number_id,
    },
    "CreatePool": lambda pool, number, row: {
        "OriginationIdentity": number.phone_number_id,
        "MessageType": "TRANSACTIONAL",
    },
    "DeleteKeyword": lambda pool, number, row: {"OriginationIdentity": pool.pool_id, "Keyword": "JOIN"},
    "DeletePool": lambda pool, number, row: {"PoolId": pool.pool_id},
    "DeleteResourcePolicy": lambda pool, number, row: {"ResourceArn": pool.pool_arn},
    "DescribeKeywords": lambda pool, number, row: {"OriginationIdentity": pool.pool_arn},
    "DescribePools": lambda pool, number, row: {},
    "GetResourcePolicy": lambda pool, number, row: {"ResourceArn": pool.pool_arn},
    "ListPoolOriginationIdentities": lambda pool, number, row: {"PoolId": pool.pool_arn},
    "ListTagsForResource": lambda pool, number, row: {"ResourceArn": pool.pool_arn},
    "PutKeyword": lambda pool, number, row: {
        "OriginationIdentity": pool.pool_id,
        "Keyword": "JOIN",
        "KeywordMessage": "Welcome",
    },
    "PutResourcePolicy": lambda pool, number, row: {"ResourceArn": pool.pool_arn, "Policy": POLICY},
    "RequestPhoneNumber": lambda pool, number, row: {
        "IsoCountryCode": "US",
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": "LONG_CODE",
        "PoolId": pool.pool_id,
    },
    "SendDestinationNumberVerificationCode": lambda pool, number, row: {
        "VerifiedDestinationNumberId": row.verified_destination_number_id,
        "VerificationChannel": "TEXT",
        "OriginationIdentity": pool.pool_id,
    },
    "SendMediaMessage": lambda pool, number, row: {
        "DestinationPhoneNumber": "+12065550175",
        "OriginationIdentity": pool.pool_id,
        "MediaUrls": ["s3://bucket/cat.png"],
    },
    "SendTextMessage": lambda pool, number, row: {
        "DestinationPhoneNumber": "+12065550175",
        "OriginationIdentity": pool.pool_arn,
        "MessageBody": "Hello",
    },
    "SendVoiceMessage": lambda pool, number, row: {
        "DestinationPhoneNumber": "+12065550175",
        "OriginationIdentity": pool.pool_id,
        "MessageBody": "Hello",
    },
    "TagResource": lambda pool, number, row: {
        "ResourceArn": pool.pool_arn,
        "Tags": [{"Key": "Team", "Value": "blue"}],
    },
    "UntagResource": lambda pool, number, row: {"ResourceArn": pool.pool_arn, "TagKeys": ["Team"]},
    "UpdatePool": lambda pool, number, row: {"PoolId": pool.pool_id, "SharedRoutesEnabled": True},
}
REQUESTS["DisassociateOriginationIdentity"] = REQUESTS["AssociateOriginationIdentity"]
BY_ARN = {"GetResourcePolicy", "ListTagsForResource", "PutResourcePolicy", "TagResource", "UntagResource"}


@pytest.fixture
def rows(account):
    return PoolFactory(), PhoneNumberFactory(), VerifiedDestinationNumberFactory()


def test_every_operation_that_says_so_is_here():
    says_so = {name for name, verb in verbs().items() if "(a Region without pools)" in verb.__doc__}
    # It raises as AssociateOriginationIdentity.
    assert says_so | {"DisassociateOriginationIdentity"} == set(REQUESTS)


@pytest.mark.parametrize("operation", REQUESTS)
def test_a_request_about_a_pool_is_refused_and_names_the_region(aws, rows, settings, operation):
    settings.CONSOLE_REGIONS_WITHOUT_POOLS = ["us-east-1"]
    answer = refusal_of(calling(aws, operation), **REQUESTS[operation](*rows))
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_REQUEST")
    assert answer["Message"].endswith(": pools are not available in us-east-1")


@pytest.mark.parametrize("operation", sorted(BY_ARN))
def test_other_resources_are_found_there_by_their_arns(aws, rows, settings, operation):
    settings.CONSOLE_REGIONS_WITHOUT_POOLS = ["us-east-1"]
    request = REQUESTS[operation](*rows) | {"ResourceArn": rows[1].phone_number_arn}
    assert calling(aws, operation)(**request)


def test_a_number_there_sends_codes(aws, rows, settings):
    settings.CONSOLE_REGIONS_WITHOUT_POOLS = ["us-east-1"]
    request = REQUESTS["SendDestinationNumberVerificationCode"](*rows)
    for identity in (rows[1].phone_number_id, rows[1].phone_number_arn, rows[1].phone_number):
        assert calling(aws, "SendDestinationNumberVerificationCode")(
            **request | {"OriginationIdentity": identity}
        )
