"""Resource policies through boto3."""

import json

from tests.help.factories import PoolFactory
from tests.help.wire import fits, refusal_of

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})


def test_a_policy_from_putting_to_deleting(aws):
    arn = PoolFactory().pool_arn
    put = aws.put_resource_policy(ResourceArn=arn, Policy=POLICY)
    assert fits("PutResourcePolicy", put)
    found = aws.get_resource_policy(ResourceArn=arn)
    assert fits("GetResourcePolicy", found)
    assert (found["Policy"], found["CreatedTimestamp"]) == (POLICY, put["CreatedTimestamp"])
    assert fits("DeleteResourcePolicy", aws.delete_resource_policy(ResourceArn=arn))
    none = aws.get_resource_policy(ResourceArn=arn)
    assert none.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    assert none == {"ResourceArn": arn, "Policy": "{}"}
    answer = refusal_of(aws.delete_resource_policy, ResourceArn=arn)
    assert (answer["Code"], answer["ResourceType"]) == ("ResourceNotFoundException", "policy")
    assert answer["ResourceId"] == arn


def test_what_is_no_policy(aws):
    answer = refusal_of(aws.put_resource_policy, ResourceArn=PoolFactory().pool_arn, Policy="{}")
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_PARAMETER")
    assert answer["Fields"] == [{"Name": "Policy", "Message": "must be a JSON object with a Statement"}]


def test_an_arn_of_another_kind(aws):
    arn = "arn:aws:sms-voice:us-east-1:111122223333:configuration-set/main"
    answer = refusal_of(aws.put_resource_policy, ResourceArn=arn, Policy=POLICY)
    assert answer["Reason"] == "INVALID_ARN"


def test_another_account_and_a_viewer(aws, other_aws, viewer_aws):
    arn = PoolFactory().pool_arn
    aws.put_resource_policy(ResourceArn=arn, Policy=POLICY)
    assert refusal_of(other_aws.get_resource_policy, ResourceArn=arn)["Code"] == "ResourceNotFoundException"
    assert viewer_aws.get_resource_policy(ResourceArn=arn)["Policy"] == POLICY
    assert refusal_of(viewer_aws.delete_resource_policy, ResourceArn=arn)["Code"] == "AccessDeniedException"
