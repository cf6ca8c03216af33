"""The wire: an operation there and back through boto3, and what goes wrong before one is reached."""

import pytest
from botocore.exceptions import ClientError

from tests.help.factories import PhoneNumberFactory, PoolFactory


def test_a_pool_is_made_and_described(aws):
    number = PhoneNumberFactory()
    made = aws.create_pool(
        OriginationIdentity=number.phone_number_id, MessageType="TRANSACTIONAL", IsoCountryCode="US"
    )
    assert made["Status"] == "ACTIVE"
    assert made["PoolArn"] == f"arn:aws:sms-voice:us-east-1:111122223333:pool/{made['PoolId']}"
    (found,) = aws.describe_pools(PoolIds=[made["PoolArn"]])["Pools"]
    assert found["PoolId"] == made["PoolId"]
    assert found["CreatedTimestamp"] == made["CreatedTimestamp"]


def test_pages_follow_each_other(aws):
    pools = {PoolFactory().pool_id for _ in range(7)}
    pages = list(aws.get_paginator("describe_pools").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["Pools"]) for page in pages] == [3, 3, 1]
    assert {pool["PoolId"] for page in pages for pool in page["Pools"]} == pools


def test_a_refusal_has_its_reason(aws):
    number = PhoneNumberFactory(pool=PoolFactory())
    with pytest.raises(aws.exceptions.ConflictException) as refusal:
        aws.create_pool(OriginationIdentity=number.phone_number_id, MessageType="TRANSACTIONAL")
    answer = refusal.value.response
    assert answer["Reason"] == "PHONE_NUMBER_ASSOCIATED_TO_POOL"
    assert (answer["ResourceType"], answer["ResourceId"]) == ("phone-number", number.phone_number_id)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert 'Reason="PHONE_NUMBER_ASSOCIATED_TO_POOL"' in answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["RequestId"]


def test_a_bad_member_is_named_with_its_cause(aws):
    with pytest.raises(aws.exceptions.ValidationException) as refusal:
        aws.describe_pools(MaxResults=101, PoolIds=["a b"])
    assert refusal.value.response["Fields"] == [
        {"Name": "PoolIds[0]", "Message": "must satisfy the regular expression [A-Za-z0-9_:/-]*"},
        {"Name": "MaxResults", "Message": "must be at most 100"},
    ]


def test_a_viewer_reads_and_is_denied_the_rest(viewer_aws):
    PoolFactory(pool_id="pool-a")
    assert viewer_aws.describe_pools()["Pools"]
    with pytest.raises(ClientError) as refusal:
        viewer_aws.delete_pool(PoolId="pool-a")
    answer = refusal.value.response
    assert answer["Error"]["Code"] == "AccessDeniedException"
    assert "sms-voice:DeletePool" in answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert "Reason" not in answer
