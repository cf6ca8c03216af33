"""The one module that talks to AWS: one attempt, every outcome told apart, the account made sure of."""

import json
from collections import Counter

import pytest
from botocore.awsrequest import AWSResponse

from pools.sync import limiter, reading, remote
from pools.sync.asking import Asker, Stopped
from pools.sync.limiter import Lane
from pools.sync.refusals import Sort
from pools.sync.remote import ONE_ATTEMPT, OtherAccount, Refused, Remote, ThisConsole
from pools.sync.state import PHONE_NUMBER, POOL, SENDER_ID
from tests.help.aws import ACCESS_KEY_ID, SECRET
from tests.help.aws.weather import ANSWER_LOST, FAILED, REQUEST_LOST, THROTTLED, Weather
from tests.help.wire import _Raw
from tests.sync.test_remote_reading import MADE_UP, everything

# Two hundred requests a second, as most of these tests are not about waiting.
SHARE = 20_000
LOST = "POOL-THAT-IS-NOT-THERE"


@pytest.fixture
def aws(aws_side):
    """AWS as the sync has it."""
    found = Remote(aws_side.region, account_id=aws_side.account_id)
    yield found
    found.close()


@pytest.fixture
def behind(aws_side):
    client = aws_side.client()
    yield client
    client.close()


@pytest.fixture
def ask(aws, aws_side, db):
    return Asker(aws, aws_side.account_id, share=SHARE, sleep=lambda seconds: None)


def refused(act, *arguments):
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.refusal


def furnish(client, count):
    """Pools of one number each; the first has a sender ID, a keyword and a tag more."""
    made = []
    for _ in range(count):
        number = client.request_phone_number(
            IsoCountryCode="US",
            MessageType="TRANSACTIONAL",
            NumberCapabilities=["SMS"],
            NumberType="SIMULATOR",
        )
        wish = {"OriginationIdentity": number["PhoneNumberId"], "MessageType": "TRANSACTIONAL"}
        made.append(client.create_pool(**wish)["PoolId"])
    client.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    client.associate_origination_identity(PoolId=made[0], OriginationIdentity="ACME", IsoCountryCode="GB")
    client.put_keyword(OriginationIdentity=made[0], Keyword="INFO", KeywordMessage="Soon.")
    arn = client.describe_pools(PoolIds=made[:1])["Pools"][0]["PoolArn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "Name", "Value": "Orders"}])
    client.put_resource_policy(ResourceArn=arn, Policy='{"Version": "2012-10-17", "Statement": []}')
    client.create_configuration_set(ConfigurationSetName="orders")
    return made


def test_everything_is_read_whatever_the_pages_and_their_order(aws_side, ask, behind):
    made = furnish(behind, 3)
    aws_side.weather = Weather(seed=2, largest_page=2, reorder=True)
    states = {state.key: state for state in everything(ask)}
    assert Counter(state.kind for state in states.values()) == {
        "opt-out-list": 1,
        "configuration-set": 1,
        SENDER_ID: 1,
        PHONE_NUMBER: 3,
        POOL: 3,
    }
    first = states[made[0]]
    assert sorted(first.members.values()) == [PHONE_NUMBER, SENDER_ID]
    assert first.keywords["INFO"] == ("Soon.", "AUTOMATIC_RESPONSE")
    assert set(first.keywords) == {"HELP", "INFO", "STOP"}
    assert first.tags == {"Name": "Orders"}
    assert json.loads(first.facts["resource_policy"])["Version"] == "2012-10-17"
    assert first.created
    assert all(state.unknown == {} for state in states.values())


def test_states_are_the_same_in_another_order(aws_side, ask, behind):
    furnish(behind, 2)
    plain = {state.ref: state for state in everything(ask)}
    aws_side.weather = Weather(seed=4, largest_page=1, reorder=True)
    assert {state.ref: state for state in everything(ask)} == plain


def test_resources_are_asked_for_by_id(aws_side, ask, behind):
    made = furnish(behind, 6)
    found = reading.described(ask, POOL, [*made, LOST])
    assert [key for key, state in found.items() if state is None] == [LOST]
    assert found[made[5]].settings["opt_out_list_name"] == "Default"
    assert reading.described(ask, SENDER_ID, ["ACME/GB"])["ACME/GB"].arn
    # Few as they are, they may come on several pages.
    aws_side.weather = Weather(seed=6, largest_page=1)
    assert None not in reading.described(ask, POOL, made).values()


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


# Who we are at AWS.


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


# In its turn.


def test_a_read_is_asked_again_and_a_write_is_not(aws_side, ask):
    aws_side.weather.next("DescribePools", FAILED, REQUEST_LOST, THROTTLED)
    assert ask("DescribePools", {})["Pools"] == []
    assert aws_side.log.count("DescribePools") == 4
    aws_side.weather.next("CreateConfigurationSet", FAILED)
    refused(ask.once, "CreateConfigurationSet", {"ConfigurationSetName": "orders"})
    assert aws_side.log.count("CreateConfigurationSet") == 1


def test_what_does_not_pass_is_not_asked_again(aws_side, ask):
    refused(ask, "DescribePools", {"PoolIds": [LOST]})
    assert aws_side.log.count("DescribePools") == 1


def test_throttling_holds_everybody_back(aws_side, ask):
    aws_side.weather.next("CreateConfigurationSet", THROTTLED)
    name = {"ConfigurationSetName": "orders"}
    with pytest.raises(Refused):
        ask.once("CreateConfigurationSet", name, hold_back=50.0)
    other = Lane(aws_side.account_id, aws_side.region, "CreateConfigurationSet", SHARE)
    assert limiter.take(other) > 20


def test_asking_ends_when_it_is_told_to(aws_side, ask):
    ask.go_on = lambda: False
    with pytest.raises(Stopped):
        ask("DescribePools", {})
    assert aws_side.log.count() == 0
    going = iter([True, True, False])
    ask.go_on = lambda: next(going, False)
    aws_side.weather.next("DescribePools", FAILED)
    with pytest.raises(Stopped):
        ask("DescribePools", {})
    assert aws_side.log.count("DescribePools") == 1


def test_aws_is_never_asked_faster_than_it_says(aws_side, aws, db):
    """Seen where it arrives: a second of each operation."""
    aws_side.weather = Weather(rates=1.0)
    ask = Asker(aws, aws_side.account_id, share=80)
    for _ in range(3):
        ask("DescribePools", {})
    assert aws_side.log.outcomes("DescribePools") == {"answered": 3}
    assert aws_side.log.busiest_second("DescribePools") == 1
