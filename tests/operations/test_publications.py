"""What a two-way channel gets is published to the endpoint of the test settings; receiving never fails by it."""

import json
import logging

import pytest

from pools.models import Message, OptedOutNumber
from pools.operations import inbound_messages
from pools.operations.inbound_messages import receive_text_message
from pools.operations.publications import channel_text
from pools.pages.simulator.conversation import Conversation
from tests.help.factories import TOPIC, PhoneNumberFactory, PoolFactory
from tests.help.sns import NO_SUCH_TOPIC, sns

PHONE = "+12065550175"


@pytest.fixture
def endpoint(caller):
    with sns() as server:
        caller.account.sns_endpoint_url = server.url
        caller.account.save()
        yield server


@pytest.fixture
def number(caller):
    return PhoneNumberFactory(pool=PoolFactory(two_way=True), phone_number="+14255550101")


@pytest.fixture
def reply(caller, number, django_capture_on_commit_callbacks):
    """Sends a text from the phone. Returns: what is kept of it at last."""

    def reply(text: str) -> Message:
        to = {"origination_number": PHONE, "destination_number": number.phone_number}
        with django_capture_on_commit_callbacks(execute=True):
            row = receive_text_message(caller, **to, message_body=text)
            assert "publication" not in Message.objects.get(pk=row.pk).decision
        return Message.objects.get(pk=row.pk)

    return reply


def said(caller) -> str:
    """What the phone's page says of it."""
    return next(one.effect.published for one in Conversation(caller, PHONE).bubbles if one.effect)


def test_what_is_shown_is_what_is_published(caller, number, reply, endpoint, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREALREALREALREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the machine's own secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    kept = reply("Où est-il? \U0001f984")
    [sent] = endpoint.published
    assert (sent["Action"], sent["TopicArn"]) == ("Publish", TOPIC)
    assert sent["Message"] == channel_text(kept.decision["published"])
    assert json.loads(sent["Message"])["messageBody"] == "Où est-il? \U0001f984"
    assert kept.decision["publication"] == {"endpoint_url": endpoint.url}
    assert said(caller) == f"Published to {TOPIC} at {endpoint.url}."
    assert "AKIAREAL" not in "".join(endpoint.heads)
    assert "the machine's own secret" not in caplog.text


def test_stop_is_published_where_opt_outs_are_self_managed(caller, number, reply, endpoint):
    number.pool.self_managed_opt_outs_enabled = True
    number.pool.save()
    assert reply("STOP").decision["effect"] == "SELF_MANAGED"
    assert json.loads(endpoint.published[0]["Message"])["messageKeyword"] == "STOP"
    assert not OptedOutNumber.objects.exists()


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, NO_SUCH_TOPIC, "{url} answered NotFound: Topic does not exist"),
        (500, "<html>", "{url}"),
        (200, "no XML", "{url} didn't answer as SNS does."),
        (302, "", "{url}"),
    ],
)
def test_what_could_not_be_published_is_received_all_the_same(
    caller, number, reply, endpoint, status, body, why
):
    endpoint.status, endpoint.body = status, body
    assert reply("STOP").decision["moved"]
    assert said(caller).startswith("Could not be published: " + why.format(url=endpoint.url))
    assert len(endpoint.published) == 1
    assert OptedOutNumber.objects.get().is_opted_out


def test_it_is_received_even_where_publishing_breaks(caller, reply, endpoint, monkeypatch, caplog):
    def publish_reply(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(inbound_messages, "publish_reply", publish_reply)
    assert reply("STOP").decision["moved"]
    assert "broken" in caplog.text


def test_nobody_there_and_nowhere_to_go(caller, number, reply, endpoint, settings):
    endpoint.server_close()
    reply("HELP")
    assert said(caller) == f"Could not be published: {endpoint.url} didn't answer as SNS does."
    settings.CONSOLE_SNS_HOSTS = []
    Message.objects.all().delete()
    reply("HELP")
    assert "CONSOLE_SNS_HOSTS" in said(caller)
    number.pool.two_way_channel_arn = "connect.us-east-1.amazonaws.com"
    number.pool.save()
    settings.CONSOLE_SNS_HOSTS = ["*"]
    Message.objects.all().delete()
    reply("HELP")
    assert said(caller) == "Could not be published: the channel is no SNS topic."


def test_nothing_is_published_without_an_endpoint_or_a_channel(caller, number, reply, endpoint):
    number.pool.two_way_enabled = False
    number.pool.save()
    assert "publication" not in reply("HELP").decision
    assert said(caller) == ""
    number.pool.two_way_enabled = True
    number.pool.save()
    caller.account.sns_endpoint_url = ""
    assert "publication" not in reply("HELP").decision
    assert endpoint.published == []
