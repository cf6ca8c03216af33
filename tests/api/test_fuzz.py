"""Whatever is sent: no 5xx, no traceback, no write from a refused request, and a well-formed body.

2,000 cases; more with: CONSOLE_FUZZ_CASES=50000 bin/test tests/api/test_fuzz.py
"""

import json
import os
from typing import Any

import pytest
from django.db import transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from pools.api.endpoint import answer
from pools.models import Membership, Role
from pools.operations.engine.registry import verbs
from tests.api.conftest import key_of
from tests.api.test_sigv4 import signed
from tests.help import factories as make
from tests.help.factories import SECRET
from tests.help.shut_in import shut_in
from tests.help.stored import stored
from tests.help.strategies import requests

__all__ = ["shut_in"]
# As no account is linked, whatever is asked reaches nobody else.
pytestmark = [pytest.mark.usefixtures("shut_in"), pytest.mark.every_database]
CASES = int(os.environ.get("CONSOLE_FUZZ_CASES", "2000"))
PARTS = 8
# What a refused request may leave: its row in the log, and when the key was used.
ALLOWED = frozenset({"Activity", "AccessKey"})
HEADERS = (
    "Authorization",
    "X-Amz-Date",
    "X-Amz-Target",
    "Host",
    "X-Amz-Security-Token",
    "X-Amz-Content-SHA256",
)


@pytest.fixture
def known(caller) -> dict[str, list[str]]:
    """A small account with one of everything, and by what names requests may find it."""
    pool = make.PoolFactory()
    pooled = make.PhoneNumberFactory(pool=pool)
    free = make.PhoneNumberFactory()
    sender = make.SenderIdFactory(sender_id="KNOWN")
    make.PoolSenderIdFactory(pool=pool, sender_id=sender)
    opt_outs = make.OptOutListFactory(opt_out_list_name="list-a")
    make.OptOutListFactory(opt_out_list_name="Default")  # else the first that asks for it makes its row
    make.OptedOutNumberFactory(opt_out_list=opt_outs, opted_out_number="+12065550123")
    events = make.ConfigurationSetFactory(configuration_set_name="set-a")
    make.EventDestinationFactory(configuration_set=events, event_destination_name="destination-a")
    verified = make.VerifiedDestinationNumberFactory(destination_phone_number="+12065550123")
    message = make.MessageFactory()
    pools = [pool.pool_id, pool.pool_arn]
    numbers = [pooled.phone_number_id, free.phone_number_id, free.phone_number_arn]
    return {
        "PoolId": pools,
        "OriginationIdentity": [*numbers, "KNOWN", sender.sender_id_arn, *pools],
        "PhoneNumberId": numbers,
        "SenderId": ["KNOWN", sender.sender_id_arn, "NEW1"],
        "IsoCountryCode": ["US", "GB", "IN"],
        "OptOutListName": ["list-a", "Default", opt_outs.opt_out_list_arn],
        "OptedOutNumber": ["+12065550123"],
        "DestinationPhoneNumber": ["+12065550123", "+14254147755"],
        "MessageId": [message.message_id],
        "MessageBody": ["Hello", "\U0001f984" * 100],
        "MediaUrls": ["s3://bucket/cat.png"],
        "MaxPrice": ["0.01", "0.001"],
        "ConfigurationSetName": ["set-a", events.configuration_set_arn],
        "VerifiedDestinationNumberId": [
            verified.verified_destination_number_id,
            verified.verified_destination_number_arn,
        ],
        "EventDestinationName": ["destination-a"],
        "Keyword": ["HELP", "STOP", "INFO"],
        "KeywordMessage": ["Hello"],
        "ResourceArn": [
            pool.pool_arn,
            free.phone_number_arn,
            sender.sender_id_arn,
            opt_outs.opt_out_list_arn,
            events.configuration_set_arn,
            verified.verified_destination_number_arn,
        ],
        "Policy": ['{"Version": "2012-10-17", "Statement": []}'],
        "Values": ["true", "US", "SMS", "TRANSACTIONAL", "Default"],
        "Key": ["Name", "Team", "aws:x"],
        "TagKey": ["Name", "Team"],
        "TopicArn": ["arn:aws:sns:us-east-1:111122223333:topic"],
        "IamRoleArn": ["arn:aws:iam::111122223333:role/events"],
        "LogGroupArn": ["arn:aws:logs:us-east-1:111122223333:log-group:/events:*"],
        "DeliveryStreamArn": ["arn:aws:firehose:us-east-1:111122223333:deliverystream/events"],
        "TwoWayChannelArn": ["arn:aws:sns:us-east-1:111122223333:topic"],
    }


def rows() -> dict[str, list]:
    """All that is stored, but for what a refusal may leave."""
    return stored(without=ALLOWED)


def post(headers: dict[str, str], body: bytes) -> Any:
    request = RequestFactory().generic(
        "POST", "/", body, content_type="application/x-amz-json-1.0", headers=headers
    )
    return answer(request)


def see_that_it_is_well_formed(response: Any) -> dict[str, Any]:
    body = json.loads(response.content)
    assert response.status_code < 500, body
    assert response["Content-Type"] == "application/x-amz-json-1.0"
    assert response["x-amzn-RequestId"]
    assert "Traceback" not in response.content.decode()
    if response.status_code != 200:
        assert body["__type"] == response["x-amzn-ErrorType"]
        assert body["Message"]
        assert all(field["Name"] is not None and field["Message"] for field in body.get("Fields", ()))
        if "Reason" in body:
            assert f'Reason="{body["Reason"]}"' in body["Message"]
    return body


def see_that(headers: dict[str, str], body: bytes, before: dict[str, list]) -> int:
    """Send one request in a world of its own; a refused one must leave it as it was."""
    with transaction.atomic():
        response = post(headers, body)
        see_that_it_is_well_formed(response)
        if response.status_code != 200:
            assert rows() == before
        transaction.set_rollback(True)
    return response.status_code


def example(cases: int, number: int):
    """A decorator: so many cases, the same ones in every run, others in every part."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return lambda test: seed(number)(
        settings(max_examples=cases, deadline=None, database=None, suppress_health_check=quiet)(test)
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_bodies(caller, viewer, known, part, caplog):
    keys = [key_of(caller).access_key_id, key_of(caller).access_key_id, key_of(viewer).access_key_id]
    before, seen = rows(), []

    @example(CASES * 3 // 4 // PARTS, part)
    @given(asked=requests(known), key=st.sampled_from(keys))
    def send(asked, key):
        operation, body = asked
        raw = json.dumps(body).encode()
        headers = signed(key, body=raw, **{"X-Amz-Target": f"PinpointSMSVoiceV2.{operation}"})
        seen.append(see_that(headers, raw, before))

    send()
    # Neither kind of case may have died out.
    assert seen.count(200) > len(seen) // 20
    assert seen.count(400) > len(seen) // 20
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("part", range(PARTS))
def test_headers_signatures_and_raw_bodies(caller, known, part):
    key, before = key_of(caller).access_key_id, rows()
    changes = st.dictionaries(
        st.sampled_from(HEADERS), st.text(st.characters(max_codepoint=255), max_size=60)
    )

    @example(CASES // 4 // PARTS, 1000 + part)
    @given(
        operation=st.sampled_from(sorted(verbs())),
        body=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode), st.just(b"{}")),
        changed=changes,
        secret=st.sampled_from([SECRET, "wrong"]),
    )
    def send(operation, body, changed, secret):
        headers = signed(key, secret, body=body, **{"X-Amz-Target": f"PinpointSMSVoiceV2.{operation}"})
        see_that(headers | changed, body, before)

    send()


def test_a_viewer_is_still_one(viewer):
    """The fuzz above tries two roles; this one must not have become another."""
    assert Membership.objects.get(user=viewer.user).role == Role.VIEWER
