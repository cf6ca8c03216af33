"""Who signed: each thing that can be wrong with a signature gets AWS's own answer, and the rest is let in."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials
from django.test import Client
from django.utils import timezone

from pools.models import AccessKey, Pool, Role
from tests.api.conftest import key_of
from tests.help.factories import SECRET, AccessKeyFactory, MembershipFactory, PoolFactory, UserFactory

HOST = "127.0.0.1:8000"
TARGET = "PinpointSMSVoiceV2.DescribePools"
FORBIDDEN = 403


def signed(
    key: str,
    secret: str = SECRET,
    *,
    when: datetime | None = None,
    region: str = "us-east-1",
    service: str = "sms-voice",
    body: bytes = b"{}",
    host: str = HOST,
    **headers: str,
) -> dict[str, str]:
    """The headers of a request that botocore's signer has signed."""
    stamp = (when or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    own = {"Host": host, "X-Amz-Date": stamp, "X-Amz-Target": TARGET}
    request = AWSRequest("POST", f"http://{host}/", headers=own | headers, data=body)
    request.context["timestamp"] = stamp
    signer = SigV4Auth(Credentials(key, secret), service, region)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    signer._inject_signature_to_request(request, signer.signature(text, request))
    return dict(request.headers.items())


def post(headers: dict[str, str], body: bytes = b"{}"):
    answer = Client().generic("POST", "/", body, content_type="application/x-amz-json-1.0", headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def key(caller) -> str:
    PoolFactory(pool_id="pool-a")
    return key_of(caller).access_key_id


def test_a_good_signature_is_let_in(key):
    status, body = post(signed(key))
    assert (status, body["Pools"][0]["PoolId"]) == (200, "pool-a")


def test_the_region_is_that_of_the_credential_scope(key):
    PoolFactory(pool_id="pool-ireland", region="eu-west-1")
    _, body = post(signed(key, region="eu-west-1"))
    assert [pool["PoolId"] for pool in body["Pools"]] == ["pool-ireland"]


def test_the_role_is_that_of_the_membership_now(key, caller):
    deletion = {"X-Amz-Target": "PinpointSMSVoiceV2.DeletePool"}
    caller.user.memberships.update(role=Role.VIEWER)
    request = b'{"PoolId": "pool-a"}'
    status, body = post(signed(key, body=request, **deletion), request)
    assert (status, body["__type"]) == (FORBIDDEN, "AccessDeniedException")
    caller.user.memberships.update(role=Role.EDITOR)
    status, body = post(signed(key, body=request, **deletion), request)
    assert (status, body["Status"]) == (200, "DELETING")


@pytest.mark.parametrize("name", ["X-Amz-Target", "X-Amz-Date", "Host"])
def test_a_signed_header_that_was_changed_is_noticed(key, name):
    headers = signed(key)
    changed = {
        "X-Amz-Target": "PinpointSMSVoiceV2.DescribeOptOutLists",
        "X-Amz-Date": (datetime.now(UTC) + timedelta(seconds=61)).strftime("%Y%m%dT%H%M%SZ"),
        "Host": "localhost:8000",
    }
    status, body = post(headers | {name: changed[name]})
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_a_body_that_was_changed_is_noticed(key):
    status, body = post(signed(key, body=b'{"PoolId": "pool-b"}'), b'{"PoolId": "pool-a"}')
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_a_signed_hash_of_another_body_is_noticed(key):
    hashed = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    headers = signed(key, **{"X-Amz-Content-SHA256": hashed})
    assert post(headers)[0] == 200
    status, body = post(headers, b'{"MaxResults": 1}')
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_an_unsigned_payload_is_not_taken(key):
    headers = signed(key, **{"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})
    status, body = post(headers)
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_an_amazon_header_that_is_not_signed_is_refused(key):
    status, body = post(signed(key) | {"X-Amz-Meta": "added"})
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")
    assert body["Message"].endswith("not signed: x-amz-meta")


def test_any_other_header_may_be_added_on_the_way(key):
    assert post(signed(key) | {"X-Forwarded-For": "10.0.0.1", "User-Agent": "other"})[0] == 200


def test_a_signed_user_agent_counts_too(key):
    """Some clients sign it, which botocore's own signer never does."""
    own = {"Host": HOST, "X-Amz-Date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), "X-Amz-Target": TARGET}

    class SignsAll(SigV4Auth):
        def headers_to_sign(self, request):
            every = HTTPHeaders()
            for name, value in request.headers.items():
                every[name.lower()] = value
            return every

    request = AWSRequest("POST", f"http://{HOST}/", headers=own | {"User-Agent": "java  sdk"}, data=b"{}")
    request.context["timestamp"] = own["X-Amz-Date"]
    signer = SignsAll(Credentials(key, SECRET), "sms-voice", "us-east-1")
    text = signer.string_to_sign(request, signer.canonical_request(request))
    signer._inject_signature_to_request(request, signer.signature(text, request))
    headers = dict(request.headers.items())
    assert post(headers)[0] == 200
    assert post(headers | {"User-Agent": "other"})[0] == FORBIDDEN


@pytest.mark.parametrize("minutes", [-6, 6])
def test_five_minutes_is_the_longest_that_clocks_may_differ(key, minutes):
    status, body = post(signed(key, when=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")
    assert ("expired" in body["Message"]) is (minutes < 0)
    assert post(signed(key, when=datetime.now(UTC) + timedelta(minutes=minutes * 4 / 6)))[0] == 200


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({"service": "sns"}, "correct service: 'sms-voice'"),
        ({"region": "mars-north-1"}, "valid Region"),
        ({"region": ""}, "valid Region"),
    ],
)
def test_a_scope_of_something_else_is_refused(key, scope, said):
    status, body = post(signed(key, **scope))
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")
    assert said in body["Message"]


def test_the_date_of_the_scope_is_that_of_the_request(key):
    headers = signed(key)
    day = headers["X-Amz-Date"][:8]
    headers["Authorization"] = headers["Authorization"].replace(f"/{day}/", "/20200101/")
    status, body = post(headers)
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_an_unknown_key_and_a_wrong_secret_are_told_apart_as_aws_does(key):
    status, body = post(signed("AKIANOBODY"))
    assert (status, body["__type"]) == (FORBIDDEN, "UnrecognizedClientException")
    status, body = post(signed(key, "another secret"))
    assert (status, body["__type"]) == (FORBIDDEN, "InvalidSignatureException")


def test_a_session_token_belongs_to_no_key_here(key):
    status, body = post(signed(key, **{"X-Amz-Security-Token": "token"}))
    assert (status, body["__type"]) == (FORBIDDEN, "UnrecognizedClientException")


@pytest.mark.parametrize("state", ["inactive key", "inactive user", "no membership", "other secret key"])
def test_a_key_that_no_longer_holds_is_unknown(key, caller, state, settings):
    if state == "inactive key":
        AccessKey.objects.update(is_active=False)
    elif state == "inactive user":
        caller.user.is_active = False
        caller.user.save()
    elif state == "no membership":
        caller.user.memberships.all().delete()
    else:
        settings.SECRET_KEY = "made anew"
    status, body = post(signed(key))
    assert (status, body["__type"]) == (FORBIDDEN, "UnrecognizedClientException")


def test_a_key_that_the_secret_key_does_not_open_says_so(key, settings, caplog):
    """To programs, and with the way back in the log; of keys that do not sign anyway nothing is told."""
    settings.SECRET_KEY = "made anew"
    status, body = post(signed(key))
    assert (status, body["__type"]) == (FORBIDDEN, "UnrecognizedClientException")
    assert body["Message"].startswith("The console's secret key was changed")
    assert f"Access key {key} can't be read with this secret key: put the old" in caplog.text
    assert "made anew" not in caplog.text + body["Message"]
    assert SECRET not in caplog.text + body["Message"]
    AccessKey.objects.update(is_active=False)
    assert post(signed(key))[1]["Message"] == "The security token included in the request is invalid."
    unknown = signed("AKIAUNKNOWN", SECRET)
    assert post(unknown)[1]["Message"] == "The security token included in the request is invalid."


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "MissingAuthenticationToken"),
        ("Basic abc", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=AKIA", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=AKIA/x/y/z, SignedHeaders=host, Signature=0", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 " + "," * 5000, "IncompleteSignature"),
    ],
)
def test_an_authorization_that_is_none(key, authorization, code):
    headers = signed(key) | {"Authorization": authorization}
    if not authorization:
        del headers["Authorization"]
    status, body = post(headers)
    assert (status, body["__type"]) == (FORBIDDEN, code)


@pytest.mark.parametrize("date", ["", "today", "2026-11-21T00:00:00Z", "20261321T000000Z"])
def test_a_time_that_is_none(key, date):
    status, body = post(signed(key) | {"X-Amz-Date": date})
    assert (status, body["__type"]) == (FORBIDDEN, "IncompleteSignature")


def test_a_key_opens_its_own_account_only(key, other_caller):
    member = MembershipFactory(account=other_caller.account, user=UserFactory()).user
    theirs = AccessKeyFactory(user=member, account=other_caller.account).access_key_id
    assert post(signed(theirs))[1]["Pools"] == []
    assert Pool.objects.count() == 1


def test_the_last_use_is_written_once_a_minute(key, django_assert_num_queries):
    assert post(signed(key))[0] == 200
    first = AccessKey.objects.get().last_used_timestamp
    assert timezone.now() - first < timedelta(minutes=1)
    with django_assert_num_queries(2):  # the key, the pools
        post(signed(key))
    assert AccessKey.objects.get().last_used_timestamp == first
    AccessKey.objects.update(last_used_timestamp=first - timedelta(seconds=61))
    post(signed(key))
    assert AccessKey.objects.get().last_used_timestamp >= first


def test_nothing_secret_is_logged_or_answered(key, caplog):
    caplog.set_level("DEBUG", logger="pools")
    _, body = post(signed(key, "another secret"))
    assert SECRET not in caplog.text + json.dumps(body)
    assert AccessKey.objects.get().encrypted_secret not in caplog.text + json.dumps(body)
    assert SECRET not in AccessKey.objects.get().encrypted_secret
