"""Who we are at AWS is made sure of before anything is asked; this console itself is refused."""

import pytest

from pools.sync.refusals import Sort
from pools.sync.remote import OtherAccount, Remote, ThisConsole
from tests.help.aws import ACCESS_KEY_ID, SECRET
from tests.help.aws.weather import Weather
from tests.sync.asked import refused


def test_it_says_who_the_credentials_are(aws_side, aws):
    found = aws.identity()
    assert (found.account_id, found.arn) == aws_side.proxy.identity
    assert found.access_key_id == ACCESS_KEY_ID
    assert aws.endpoint == aws_side.url


def test_another_account_is_refused_before_anything_is_asked(aws_side, aws):
    aws_side.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    with pytest.raises(OtherAccount) as caught:
        aws.call("DescribePools", {})
    assert caught.value.theirs == "444455556666"
    assert aws_side.log.operations() == {"GetCallerIdentity"}


def test_the_account_is_looked_up_again_when_the_credentials_change(aws_side, aws, monkeypatch):
    for _ in range(3):
        aws.call("DescribePools", {})
    assert aws_side.log.count("GetCallerIdentity") == 1
    monkeypatch.setattr(aws, "_access_key_id", lambda: "AKIARENEWEDBYAPROFILE")
    aws_side.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    with pytest.raises(OtherAccount):
        aws.call("DescribePools", {})


def test_a_named_profile_is_used(aws_side, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    keys = f"aws_access_key_id = {ACCESS_KEY_ID}\naws_secret_access_key = {SECRET}\n"
    (tmp_path / "credentials").write_text(f"[pools]\n{keys}")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    assert Remote(aws_side.region, profile="pools").identity().account_id == aws_side.account_id


def test_missing_credentials_pause(aws_side, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    refusal = refused(Remote(aws_side.region).call, "DescribePools", {})
    assert (refusal.code, refusal.sort()) == ("NoCredentialsError", Sort.PAUSED)
    refusal = refused(lambda: Remote(aws_side.region, profile="nobody"))
    assert (refusal.code, refusal.sort()) == ("ProfileNotFound", Sort.PAUSED)


@pytest.mark.parametrize(
    ("weather", "code"),
    [
        ({"expired": True}, "ExpiredTokenException"),
        ({"skew": 600}, "InvalidSignatureException"),
        ({"skew": -600}, "InvalidSignatureException"),
    ],
)
def test_what_only_a_person_can_mend_pauses(aws_side, weather, code):
    aws_side.weather = Weather(**weather)
    refusal = refused(Remote(aws_side.region).call, "DescribePools", {})
    assert (refusal.code, refusal.sort()) == (code, Sort.PAUSED)


def test_keys_that_aws_does_not_know_pause(aws_side, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE0000")
    unknown = Remote(aws_side.region)
    for act in (unknown.identity, lambda: unknown.call("DescribePools", {})):
        assert refused(act).sort() is Sort.PAUSED


def test_a_missing_permission_is_named(aws_side, aws):
    aws_side.weather = Weather(denied={"DescribePools"})
    refusal = refused(aws.call, "DescribePools", {})
    assert (refusal.missing_action, refusal.sort()) == ("sms-voice:DescribePools", Sort.FINAL)


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "AWS_ENDPOINT_URL"])
def test_this_console_is_refused(aws_side, live_server, monkeypatch, variable):
    for name in ("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "AWS_ENDPOINT_URL_STS"):
        monkeypatch.delenv(name)
    monkeypatch.setenv(variable, live_server.url)
    itself = Remote(aws_side.region)
    with pytest.raises(ThisConsole):
        itself.call("DescribePools", {})
    if variable == "AWS_ENDPOINT_URL":
        with pytest.raises(ThisConsole):
            itself.identity()
