"""Whom the stand-in for AWS knows: clocks that are off, keys, credentials that end, permissions."""

import boto3
import pytest

from tests.help.aws.weather import Weather
from tests.sync.working import code_of


@pytest.mark.parametrize("skew", [-600, 600])
def test_its_clock_is_off(aws_side, front, skew):
    aws_side.weather = Weather(skew=skew)
    assert code_of(front.describe_pools) == "InvalidSignatureException"


def test_its_clock_may_be_off_by_less(aws_side, front, behind):
    made = behind.describe_opt_out_lists()["OptOutLists"][0]["CreatedTimestamp"]
    aws_side.weather = Weather(skew=120)
    seen = front.describe_opt_out_lists()["OptOutLists"][0]["CreatedTimestamp"]
    assert (seen - made).total_seconds() == 120


def sts(aws, key="", secret="a-secret"):
    more = {"aws_access_key_id": key, "aws_secret_access_key": secret} if key else {}
    return boto3.client("sts", region_name=aws.region, **more)


def test_it_answers_get_caller_identity(aws_side):
    answer = sts(aws_side).get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == aws_side.proxy.identity
    assert aws_side.log.count("GetCallerIdentity") == 1
    aws_side.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    assert sts(aws_side).get_caller_identity()["Account"] == "444455556666"


def test_it_does_not_know_every_key(aws_side):
    client = sts(aws_side, "AKIASOMEBODYELSE0000")
    assert code_of(client.get_caller_identity) == "InvalidClientTokenId"


def test_credentials_end(aws_side, front):
    aws_side.weather = Weather(expired=True)
    assert code_of(front.describe_pools) == "ExpiredTokenException"
    assert code_of(sts(aws_side).get_caller_identity) == "ExpiredToken"


def test_a_permission_is_missing(aws_side, front):
    aws_side.weather = Weather(denied={"DescribePools"})
    assert code_of(front.describe_pools) == "AccessDeniedException"
    front.describe_opt_out_lists()
