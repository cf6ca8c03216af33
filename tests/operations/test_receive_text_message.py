"""Conversations: what a phone sends to a number, what comes back, and what can be sent to it afterwards."""

from datetime import timedelta

import pytest
from django.db.models import F

from pools.errors import ConflictException, ResourceNotFoundException, ValidationException
from pools.models import Activity, DirtyKey, Message, OptedOutNumber, OptOutList
from pools.operations.inbound_messages import receive_text_message
from pools.operations.messages import send_text_message, send_voice_message
from pools.operations.opted_out_numbers import put_opted_out_number
from pools.pages.simulator.conversation import Conversation
from tests.help.factories import (
    TOPIC,
    KeywordFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
)
from tests.help.linked import link_of
from tests.help.operations import refused

PHONE = "+12065550175"


@pytest.fixture
def number(caller):
    """In a pool with a list and keywords of its own."""
    caller.account.account_tier, caller.account.monthly_spend_limit = "PRODUCTION", 100
    caller.account.save()
    OptOutListFactory(opt_out_list_name="orders")
    pool = PoolFactory(opt_out_list_name="orders", two_way=True)
    KeywordFactory(pool=pool, keyword="STATUS", keyword_message="On its way.")
    KeywordFactory(pool=pool, keyword="STATUS ALL", keyword_message="All on their way.")
    KeywordFactory(pool=pool, keyword="START", keyword_message="Back again.", keyword_action="OPT_IN")
    KeywordFactory(pool=pool, keyword="ENOUGH", keyword_message="Bye.", keyword_action="OPT_OUT")
    number = PhoneNumberFactory(pool=pool, phone_number="+14255550101")
    KeywordFactory(phone_number=number, keyword="MINE", keyword_message="The number's own.")
    return number


def reply(caller, number, text: str) -> Message:
    return receive_text_message(
        caller, origination_number=PHONE, destination_number=number.phone_number, message_body=text
    )


def send(caller, number) -> Message:
    answer = send_text_message(
        caller,
        destination_phone_number=PHONE,
        message_body="Your parcel has been sent.",
        origination_identity=number.pool.pool_id if number.pool else number.phone_number_id,
    )
    return Message.objects.get(message_id=answer.message_id)


def answers() -> list[str]:
    """What the phone got by keyword."""
    return list(
        Message.objects.filter(decision__by="KEYWORD").order_by("pk").values_list("message_body", flat=True)
    )


STOPPED = "You are unsubscribed and will receive no more messages from this sender."
HELPED = "For help with these messages, contact the sender. Reply STOP to stop receiving them."


def test_after_stop_nothing_is_sent_until_start(caller, number):
    send(caller, number)
    stopped = reply(caller, number, "stop")
    assert (stopped.decision["effect"], stopped.decision["moved"]) == ("OPTED_OUT", True)
    assert answers() == [STOPPED]
    row = OptedOutNumber.objects.get()
    assert (row.opt_out_list.opt_out_list_name, row.opted_out_number, row.end_user_opted_out) == (
        "orders",
        PHONE,
        True,
    )
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, number)
    started = reply(caller, number, "START")
    assert (started.decision["effect"], started.decision["moved"]) == ("OPTED_IN", True)
    assert send(caller, number)
    # Whoever has come back may go again.
    assert reply(caller, number, "Stop!").decision["moved"]
    assert [row.operation for row in Activity.objects.filter(resource_type="opt-out-list")] == [
        "receive_text_message"
    ] * 3


@pytest.mark.parametrize("linked", [False, True])
def test_stop_may_act_late(caller, number, linked):
    caller.account.stop_delay_seconds = 10
    caller.account.save()
    if linked:
        link_of(caller)
    reply(caller, number, "STOP")
    assert send(caller, number)
    assert "acts at" in Conversation(caller, PHONE).bubbles[1].effect.words
    later(seconds=5)
    assert send(caller, number)
    # One who is on the list already stays on it.
    reply(caller, number, "STOP")
    later(seconds=5)
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, number)
    assert "acts at" not in Conversation(caller, PHONE).bubbles[1].effect.words


def test_nor_does_a_carriers_stop_act_at_once(caller, number):
    caller.account.stop_delay_seconds = 10
    caller.account.save()
    free = PhoneNumberFactory(phone_number="+18005550101", toll_free=True)
    reply(caller, free, "STOP")
    assert send(caller, free).final_status == "DELIVERED"
    later(seconds=10)
    assert send(caller, free).final_status == "CARRIER_BLOCKED"


def test_what_a_program_puts_on_a_list_acts_at_once(caller, number):
    caller.account.stop_delay_seconds = 10
    put_opted_out_number(caller, opt_out_list_name="orders", opted_out_number=PHONE)
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, number)


def later(**span: int) -> None:
    """Moves what is kept back in time."""
    back = timedelta(**span)
    OptedOutNumber.objects.update(opted_out_timestamp=F("opted_out_timestamp") - back)
    Message.objects.update(created_timestamp=F("created_timestamp") - back)


# What is said to a number of a pool, the keyword that it is, the effect, and the answer.
SAID = [
    ("HELP", "HELP", "ANSWERED", HELPED),
    ("help me understand", "HELP", "ANSWERED", HELPED),
    ("  Help\nplease", "HELP", "ANSWERED", HELPED),
    ("helpful", "", "NOTHING", ""),
    ("STATUS", "STATUS", "ANSWERED", "On its way."),
    ("status of my order", "STATUS", "ANSWERED", "On its way."),
    ("Status  all", "STATUS ALL", "ANSWERED", "All on their way."),
    ("Enough.", "ENOUGH", "OPTED_OUT", "Bye."),
    ("Unsubscribe", "UNSUBSCRIBE", "OPTED_OUT", STOPPED),
    ("opt-out", "OPT-OUT", "OPTED_OUT", STOPPED),
    ("arrêt", "", "NOTHING", ""),
    ("please stop", "", "NOTHING", ""),
    ("start", "START", "OPTED_IN", "Back again."),
    # The keywords of a number don't hold while it is in a pool.
    ("MINE", "", "NOTHING", ""),
    ("\U0001f984", "", "NOTHING", ""),
]


@pytest.mark.parametrize(("text", "keyword", "effect", "answer"), SAID)
def test_what_is_said_to_a_pool(caller, number, text, keyword, effect, answer):
    said = reply(caller, number, text)
    assert (said.decision["keyword"], said.decision["effect"]) == (keyword, effect)
    assert answers() == ([answer] if answer else [])
    assert said.decision["published"]["messageKeyword"] == (keyword or "keyword_111122223333")


@pytest.mark.parametrize("text", ["STOP", "END"])
def test_stop_opts_out_where_it_is_not_listed(caller, number, text):
    number.pool.keywords.all().delete()
    assert reply(caller, number, text).decision["effect"] == "OPTED_OUT"
    assert answers() == [STOPPED]


def test_a_number_in_no_pool_has_its_own(caller, number):
    alone = PhoneNumberFactory(phone_number="+14255550102", two_way_enabled=False)
    KeywordFactory(phone_number=alone, keyword="MINE", keyword_message="The number's own.")
    assert reply(caller, alone, "mine").decision["effect"] == "ANSWERED"
    assert reply(caller, alone, "STATUS").decision["effect"] == "NOTHING"
    # With two-way SMS off nothing is published, and STOP opts out all the same.
    stopped = reply(caller, alone, "STOP")
    assert "published" not in stopped.decision
    assert stopped.decision["opt_out_list_name"] == "Default"
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, alone)
    # START does nothing of itself.
    assert reply(caller, alone, "START").decision["effect"] == "NOTHING"
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, alone)
    # Each list is for itself.
    assert send(caller, number)


def test_self_managed_opt_outs_are_the_programs(caller, number):
    number.pool.self_managed_opt_outs_enabled = True
    number.pool.save()
    for text in ("STOP", "HELP", "START", "END"):
        said = reply(caller, number, text)
        assert said.decision["effect"] == "SELF_MANAGED"
        assert said.decision["published"]["messageBody"] == text
    assert reply(caller, number, "status").decision["effect"] == "ANSWERED"
    assert answers() == ["On its way."]
    assert not OptedOutNumber.objects.exists()
    assert send(caller, number)


def test_carriers_answer_for_us_toll_free_numbers(caller, number):
    free = PhoneNumberFactory(
        phone_number="+18005550101", toll_free=True, number_capabilities=["SMS", "VOICE"]
    )
    KeywordFactory(phone_number=free, keyword="START", keyword_message="Back.", keyword_action="OPT_IN")
    assert send(caller, free).final_status == "DELIVERED"
    assert reply(caller, free, "stop").decision["effect"] == "CARRIER"
    assert send(caller, free).final_status == "CARRIER_BLOCKED"
    send_voice_message(
        caller, destination_phone_number=PHONE, origination_identity=free.phone_number_id, message_body="Hi"
    )
    assert Message.objects.get(kind="VOICE").final_status == "COMPLETED"
    assert reply(caller, free, "unstop").decision["effect"] == "CARRIER"
    assert send(caller, free).final_status == "DELIVERED"
    assert reply(caller, free, "END").decision["effect"] == "NOTHING"
    assert reply(caller, free, "START").decision["effect"] == "OPTED_IN"
    assert answers() == ["Back."]


def test_the_channel_gets_what_it_would_in_aws(caller, number):
    sent = send(caller, number)
    said = reply(caller, number, "Where is it?")
    assert said.decision["two_way_channel_arn"] == TOPIC
    assert said.decision["published"] == {
        "originationNumber": PHONE,
        "destinationNumber": "+14255550101",
        "messageKeyword": "keyword_111122223333",
        "messageBody": "Where is it?",
        "inboundMessageId": said.message_id,
        "previousPublishedMessageId": sent.message_id,
    }


def test_a_linked_accounts_lists_stay_as_they_are(caller, number):
    link_of(caller)
    stopped = reply(caller, number, "STOP")
    assert stopped.decision["simulated"]
    assert not OptedOutNumber.objects.exists()
    with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        send(caller, number)
    reply(caller, number, "START")
    on = OptOutList.objects.get(opt_out_list_name="orders")
    OptedOutNumberFactory(opt_out_list=on, opted_out_number=PHONE)
    assert send(caller, number)
    # No plan has any of it, as it has what the account itself puts on a list.
    assert not DirtyKey.objects.exists()
    put_opted_out_number(caller, opt_out_list_name="orders", opted_out_number="+12065550176")
    assert DirtyKey.objects.exists()


@pytest.mark.parametrize(
    ("given", "kind", "reason"),
    [
        ({"destination_number": "+14255559999"}, ResourceNotFoundException, ""),
        ({"destination_number": "ACME"}, ResourceNotFoundException, ""),
        ({"destination_number": "+14255550103"}, ConflictException, "NUMBER_CAPABILITIES_MISMATCH"),
        ({"destination_number": "+14255550104"}, ConflictException, "RESOURCE_NOT_ACTIVE"),
        ({"origination_number": "+999"}, ValidationException, "INVALID_PARAMETER"),
        ({"message_body": " "}, ValidationException, "MISSING_PARAMETER"),
        ({"message_body": "x" * 1601}, ValidationException, "INVALID_PARAMETER"),
    ],
)
def test_what_cannot_be_received_is_not_kept(caller, number, given, kind, reason):
    SenderIdFactory(sender_id="ACME")
    PhoneNumberFactory(phone_number="+14255550103", voice_only=True)
    PhoneNumberFactory(phone_number="+14255550104", pending=True)
    usual = {"origination_number": PHONE, "destination_number": number.phone_number, "message_body": "Hi"}
    with refused(kind, reason):
        receive_text_message(caller, **usual | given)
    assert not Message.objects.exists()
