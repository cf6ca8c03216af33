"""*Test connection* tells each trouble apart, as each has its own way out."""

import json
from dataclasses import asdict

import pytest

from pools.sync import connecting
from pools.sync.connecting import try_connection
from pools.sync.refusals import Refusal
from pools.sync.troubles import Trouble, minutes_ahead, trouble_of
from tests.help.aws import SECRET
from tests.help.aws.weather import FAILED, TRANSIENT, Refuses, Weather

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("high_rates")]


def tried(aws, **more):
    return try_connection(aws.region, aws.account_id, **more)


def test_it_works(aws_side):
    found = tried(aws_side)
    assert found.trouble is None
    assert (found.account_id, found.identity.arn) == aws_side.proxy.identity
    assert found.endpoint == aws_side.url
    assert [one.operation for one in aws_side.log.entries] == ["GetCallerIdentity", "DescribePools"]


@pytest.mark.parametrize(
    ("weather", "trouble"),
    [
        ({"expired": True}, Trouble.EXPIRED),
        ({"skew": -420}, Trouble.CLOCK),
        ({"denied": {"DescribePools"}}, Trouble.NO_PERMISSION),
    ],
)
def test_what_the_weather_has(aws_side, weather, trouble):
    aws_side.weather = Weather(**weather)
    found = tried(aws_side)
    assert found.trouble is trouble
    assert found.minutes == (7 if trouble is Trouble.CLOCK else None)
    assert found.action == ("sms-voice:DescribePools" if trouble is Trouble.NO_PERMISSION else "")
    assert found.said
    assert SECRET not in json.dumps(asdict(found))


def test_other_credentials(aws_side, monkeypatch):
    aws_side.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    found = tried(aws_side)
    assert (found.trouble, found.account_id) == (Trouble.OTHER_ACCOUNT, "444455556666")
    # Nothing of another's account is read.
    assert aws_side.log.count("DescribePools") == 0
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE0000")
    assert tried(aws_side).trouble is Trouble.NOT_KNOWN
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert tried(aws_side).trouble is Trouble.NO_CREDENTIALS
    assert tried(aws_side, profile="nobody").trouble is Trouble.NO_CREDENTIALS


def test_nobody_answers(aws_side, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "http://127.0.0.1:1")
    found = tried(aws_side)
    assert (found.trouble, found.account_id) == (Trouble.UNREACHABLE, aws_side.account_id)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    assert tried(aws_side).trouble is Trouble.UNREACHABLE


def test_it_is_this_console(aws_side, live_server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", live_server.url)
    found = tried(aws_side)
    assert (found.trouble, found.endpoint) == (Trouble.THIS_CONSOLE, live_server.url)


def test_there_are_no_pools_in_the_region(aws_side):
    aws_side.weather.refuse(Refuses("ValidationException", "INVALID_REQUEST"), "DescribePools")
    assert tried(aws_side).trouble is Trouble.NO_POOLS
    aws_side.weather.refuse(Refuses("OptInRequired", status=403), "GetCallerIdentity")
    assert tried(aws_side).trouble is Trouble.REGION_OFF


@pytest.mark.parametrize(
    ("operation", "code", "trouble"),
    [
        ("GetCredentials", "UnauthorizedSSOTokenError", Trouble.EXPIRED),
        ("GetCredentials", "LoginRefreshRequired", Trouble.EXPIRED),
        ("AssumeRole", "AccessDenied", Trouble.NO_PERMISSION),
        ("AssumeRole", "MalformedPolicyDocument", Trouble.NOT_KNOWN),
        ("DescribePools", "RequestTimeTooSkewed", Trouble.CLOCK),
        ("DescribePools", "ReadTimeoutError", Trouble.UNREACHABLE),
        ("DescribePools", "ThrottlingException", Trouble.OTHER),
    ],
)
def test_a_trouble_is_told_by_its_code(operation, code, trouble):
    assert trouble_of(Refusal(operation, code)) is trouble


def test_a_clock_is_ahead_or_behind():
    behind = (
        "Signature expired: 20261129T095300Z is now earlier than 20261129T095500Z (20261129T100000Z - 5 min.)"
    )
    ahead = "Signature not yet current: 20261129T100700Z is still later than {} (20261129T100000Z + 5 min.)"
    assert (minutes_ahead(behind), minutes_ahead(ahead), minutes_ahead("Rate exceeded")) == (-7, 7, None)


@pytest.mark.parametrize("operation", ["DescribePools", "GetCallerIdentity"])
@pytest.mark.parametrize("code", ["InternalServerException", "ThrottlingException"])
def test_what_aws_refuses_for_a_moment_is_asked_again(aws_side, monkeypatch, operation, code):
    pauses = []
    monkeypatch.setattr(connecting.time, "sleep", pauses.append)
    aws_side.weather.refuse(TRANSIENT[code], operation, times=2)
    assert tried(aws_side).trouble is None
    assert [one for one in pauses if one in connecting.PAUSES] == list(connecting.PAUSES[:2])


def test_what_goes_on_for_seconds_is_told(aws_side, monkeypatch):
    monkeypatch.setattr(connecting, "PAUSES", (0, 0))
    aws_side.weather.next("DescribePools", *[FAILED] * 5)
    assert tried(aws_side).trouble is Trouble.OTHER
    assert aws_side.log.count("DescribePools") == 3


def test_what_does_not_pass_is_told_at_once(aws_side):
    aws_side.weather = Weather(denied={"DescribePools"})
    assert tried(aws_side).trouble is Trouble.NO_PERMISSION
    assert aws_side.log.count("DescribePools") == 1
