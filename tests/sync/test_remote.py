"""The one module that talks to AWS: one attempt, and every outcome told apart."""

import json

import pytest
from botocore.awsrequest import AWSResponse

from pools.sync import remote
from pools.sync.refusals import Sort
from pools.sync.remote import ONE_ATTEMPT, Remote
from tests.help.aws.weather import ANSWER_LOST, FAILED, REQUEST_LOST, Weather
from tests.help.wire import _Raw
from tests.sync.asked import LOST, refused
from tests.sync.test_remote_reading import MADE_UP


def test_a_failed_call_is_tried_once(aws_side, aws):
    aws_side.weather.next("DescribePools", FAILED)
    refusal = refused(aws.call, "DescribePools", {})
    assert (refusal.code, refusal.status) == ("InternalServerException", 500)
    assert refusal.may_have_taken_effect
    assert aws_side.log.count("DescribePools") == 1
    assert ONE_ATTEMPT.connect_timeout == 5
    assert ONE_ATTEMPT.read_timeout == 15


@pytest.mark.parametrize("fault", [REQUEST_LOST, ANSWER_LOST])
def test_a_lost_connection_leaves_the_outcome_unknown(aws_side, aws, fault):
    aws_side.weather.next("CreateConfigurationSet", fault)
    refusal = refused(aws.call, "CreateConfigurationSet", {"ConfigurationSetName": "orders"})
    assert refusal.may_have_taken_effect
    assert refusal.sort() is Sort.TRANSIENT
    assert aws_side.log.count("CreateConfigurationSet") == 1


def test_an_answer_that_takes_too_long_leaves_the_outcome_unknown(aws_side, aws, monkeypatch):
    aws_side.weather = Weather(slow=1.0, slow_seconds=0.0, hang=3.0)
    aws_side.weather.next("CreateConfigurationSet", ANSWER_LOST)
    impatient = ONE_ATTEMPT.merge(remote.Config(read_timeout=1))
    monkeypatch.setattr(remote, "ONE_ATTEMPT", impatient)
    hasty = Remote(aws_side.region)
    refusal = refused(hasty.call, "CreateConfigurationSet", {"ConfigurationSetName": "orders"})
    assert (refusal.code, refusal.may_have_taken_effect) == ("ReadTimeoutError", True)


def test_what_cannot_be_reached_has_done_nothing(aws_side, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "http://127.0.0.1:1")
    refusal = refused(Remote(aws_side.region).call, "DescribePools", {})
    assert (refusal.code, refusal.may_have_taken_effect) == ("EndpointConnectionError", False)
    assert refusal.sort() is Sort.TRANSIENT


def test_a_refusal_has_all_that_aws_said(aws):
    refusal = refused(aws.call, "DescribePools", {"PoolIds": [LOST]})
    assert (refusal.code, refusal.resource_type, refusal.resource_id) == (
        "ResourceNotFoundException",
        "pool",
        LOST,
    )
    assert refusal.request_id
    refusal = refused(aws.call, "DescribePools", {"MaxResults": 1000})
    assert (refusal.reason, refusal.fields) == ("INVALID_PARAMETER", ("MaxResults",))


def test_what_the_model_does_not_have_is_kept(aws):
    def canned(request, **event):
        content = json.dumps(MADE_UP["DescribePools"][0]).encode()
        return AWSResponse(request.url, 200, {"x-amzn-RequestId": "r-1"}, _Raw(content))

    aws.client.meta.events.register("before-send", canned)
    answer = aws.call("DescribePools", {})
    assert answer.wire == MADE_UP["DescribePools"][0]
    assert answer.request_id == "r-1"


def test_what_is_no_answer_of_awss_is_none(aws):
    def page_of_a_proxy(request, **event):
        return AWSResponse(request.url, 200, {}, _Raw(b"<html>Sign in to the network</html>"))

    aws.client.meta.events.register("before-send", page_of_a_proxy)
    assert refused(aws.call, "UpdatePool", {"PoolId": "pool-1"}).may_have_taken_effect


@pytest.mark.parametrize(
    "operation", ["SendTextMessage", "ReleasePhoneNumber", "PutOptedOutNumber", "DeleteOptOutList"]
)
def test_some_operations_are_never_called(aws_side, aws, operation):
    with pytest.raises(ValueError, match=operation):
        aws.call(operation, {})
    assert aws_side.log.count() == 0
