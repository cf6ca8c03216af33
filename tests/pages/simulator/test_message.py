"""One message: its parts, why its sender sent it, its events; of a reply, what it led to."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from pools.models import Account, Message
from pools.operations.inbound_messages import receive_text_message
from pools.operations.messages import send_text_message
from pools.operations.publications import channel_text
from tests.conftest import HTMX
from tests.help.factories import (
    ConfigurationSetFactory,
    EventDestinationFactory,
    MessageFactory,
    PhoneNumberFactory,
    PoolFactory,
)

PHONE = "+12065550175"
ARN = "arn:aws:sms-voice:us-east-1:111122223333:"
NOTHING_TOLD = "This message has no events. A configuration set with an event destination makes them."


def read(client, message_id: str, **headers):
    address = reverse("message-detail", args=["111122223333", "us-east-1", message_id])
    return client.get(address, headers=headers)


def words(response, part: str) -> str:
    page = response.content.decode().partition(f'data-testid="{part}"')[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("</section>")[0])).split())


def json_in(response, part: str) -> list[dict]:
    page = response.content.decode().partition(f'data-testid="{part}"')[2].partition("</section>")[0]
    return [json.loads(unescape(text)) for text in re.findall(r"<code>(.*?)</code>", page, re.S)]


@pytest.fixture
def pool(account):
    Account.objects.filter(pk=account.pk).update(account_tier="PRODUCTION", status_delay_seconds=0)
    topic = "arn:aws:sns:us-east-1:111122223333:replies"
    pool = PoolFactory(pool_id="pool-1", name="orders", two_way_enabled=True, two_way_channel_arn=topic)
    PhoneNumberFactory(pool=pool, phone_number="+14255550117", phone_number_id="phone-1")
    PhoneNumberFactory(pool=pool, phone_number="+16135550123", iso_country_code="CA")
    return pool


def sent(caller, **given) -> str:
    request = {
        "message_body": "Hello",
        "origination_identity": f"{ARN}pool/pool-1",
        "destination_phone_number": PHONE,
    }
    return send_text_message(caller, **request | given).message_id


def test_what_is_told_of_a_message(client, caller, pool):
    made = ConfigurationSetFactory(configuration_set_name="events")
    EventDestinationFactory(
        configuration_set=made, event_destination_name="to-topic", matching_event_types=["TEXT_DELIVERED"]
    )
    message_id = sent(
        caller,
        message_body="é" * 161,
        configuration_set_name="events",
        context={"order": "1042"},
        message_feedback_enabled=True,
    )
    page = read(client, message_id)
    summary = words(page, "summary")
    for told in (
        "To +1 206-555-0175, United States (US) Sender +1 425-555-0117 Pool orders Configuration set events",
        "Kind SMS Message type Transactional Parts 2 (GSM) Price $0.01162 · Domestic",
        "Message feedback Waited for Context order = 1042",
    ):
        assert told in summary
    assert words(page, "message-text").endswith(f"Part 1 of 2 {'é' * 153} Part 2 of 2 {'é' * 8}")
    why = words(page, "why")
    assert "Sent from +1 425-555-0117" in why
    assert "with the account as it was." in why
    assert "+1 613-555-0123 Long code · Canada (CA) Can't send Reaches only Canada (CA)." in why
    happened = words(page, "happened")
    assert re.search(
        r"TEXT_DELIVERED \d\d:\d\d:\d\d\.\d{3} · final · to event destination to-topic.* "
        r"TEXT_QUEUED \d\d:\d\d:\d\d\.\d{3} · no event destination takes it",
        happened,
    )
    delivered, queued = json_in(page, "happened")
    assert (delivered["messageId"], delivered["eventType"]) == (message_id, "TEXT_DELIVERED")
    assert (delivered["isFinal"], queued["isFinal"]) == (True, False)
    # The phone tells of the same events.
    there = client.get(
        reverse("simulator", args=["111122223333", "us-east-1"]), {"to": PHONE, "sent": message_id}
    )
    assert words(there, "happened").endswith(happened.partition("Events ")[2])


@pytest.mark.parametrize(
    ("named", "asked"),
    [("pool/pool-1",) * 2, ("phone-number/phone-1",) * 2, (None, None)],
)
def test_sending_it_again_fills_in_the_phone(client, caller, pool, named, asked):
    page = read(
        client, sent(caller, origination_identity=named and ARN + named, message_body="Your code & more")
    )
    assert NOTHING_TOLD in words(page, "happened")
    button = re.search(r'<a [^>]*id="send-again"[^>]*>', page.content.decode())[0]
    href = unescape(re.search(r'href="([^"]*)"', button)[1])
    given = {name: value for name, (value,) in parse_qs(urlsplit(href).query).items()}
    assert given == {"to": PHONE, "message_body": "Your code & more", "message_type": "TRANSACTIONAL"} | (
        {"from": asked} if asked else {}
    )
    form = client.get(href).content.decode()
    assert "Your code &amp; more</textarea>" in form


def test_what_a_reply_led_to(client, caller, pool):
    sent(caller)
    reply = receive_text_message(
        caller, origination_number=PHONE, destination_number=f"{ARN}phone-number/phone-1", message_body="Stop"
    )
    page = read(client, reply.message_id)
    assert "From +1 206-555-0175, United States (US) To +1 425-555-0117 Pool orders" in words(page, "summary")
    effect = words(page, "effect")
    assert "+1 206-555-0175 was added to opt-out list Default." in effect
    assert "Published to arn:aws:sns:us-east-1:111122223333:replies" in effect
    assert json_in(page, "effect") == [reply.decision["published"]]
    assert 'data-testid="happened"' not in page.content.decode()
    assert channel_text(reply.decision["published"]) in unescape(page.content.decode())
    answer = Message.objects.latest("pk")
    lost = {"endpoint_url": "http://localhost:1", "code": "NO_ANSWER", "message": ""}
    Message.objects.filter(pk=reply.pk).update(decision=reply.decision | {"publication": lost})
    effect = words(read(client, reply.message_id), "effect")
    assert "Could not be published: http://localhost:1 didn't answer as SNS does." in effect
    assert "The answer of keyword STOP to a reply." in words(read(client, answer.message_id), "message-text")


def test_a_page_asks_again_until_the_message_has_settled(client, account):
    """And is sent no page as long as nothing is new: what somebody has opened would close."""
    soon = datetime.now(UTC) + timedelta(minutes=5)
    message = MessageFactory(settled_timestamp=soon)
    page = read(client, message.message_id)
    assert "data-passing" in page.content.decode()
    assert "Queued" in words(page, "summary")
    assert read(client, message.message_id, **HTMX).status_code == 204
    Message.objects.update(settled_timestamp=soon + timedelta(days=3))
    assert "data-passing" not in read(client, message.message_id).content.decode()
    Message.objects.update(settled_timestamp=datetime.now(UTC))
    settled = read(client, message.message_id, **HTMX)
    assert "data-passing" not in settled.content.decode()
    assert "Delivered" in words(settled, "summary")


def test_what_is_gone_stays_in_words(client, account, django_assert_max_num_queries):
    message = MessageFactory(
        origination_identity="phone-gone",
        pool_id="pool-gone",
        configuration_set_name="gone",
        kind="MEDIA",
        media_urls=["s3://bucket/cat.png"],
        message_body="",
    )
    with django_assert_max_num_queries(8):
        page = read(client, message.message_id)
    assert "Sender +1 425-555-0117 Pool pool-gone Configuration set gone Kind MMS" in words(page, "summary")
    assert "pool-gone/" not in page.content.decode()
    assert "s3://bucket/cat.png" in words(page, "message-text")
    assert "send-again" not in page.content.decode()
