"""Two messages at once."""

from functools import partial

import pytest

from pools.models import MonthlySpend, OptedOutNumber, Receipts
from pools.operations import messages
from pools.operations.inbound_messages import receive_text_message
from pools.operations.messages import delete_messages, send_text_message, send_voice_message
from pools.operations.sending import senders
from tests.help.factories import MessageFactory, PhoneNumberFactory
from tests.operations.test_together import meet, together  # noqa: F401 - meet is a fixture

pytestmark = pytest.mark.usefixtures("transactional_db")
UNREACHABLE = "+12065559901"


@pytest.fixture
def number(caller):
    caller.account.account_tier, caller.account.monthly_spend_limit = "PRODUCTION", 100
    caller.account.save()
    return PhoneNumberFactory(phone_number="+14255550101", number_capabilities=["SMS", "VOICE"])


def test_both_receipts_are_kept(caller, number, meet):  # noqa: F811
    """A text and a call, as each kind's costs are counted in a row of its own."""
    meet(senders, "receipts_of")
    to = {
        "destination_phone_number": UNREACHABLE,
        "origination_identity": number.phone_number,
        "message_body": "Hi",
    }
    _, refused = together(partial(send_text_message, caller, **to), partial(send_voice_message, caller, **to))
    assert refused == []
    assert len(Receipts.objects.get().last) == 2
    assert MonthlySpend.objects.count() == 2


def test_stop_twice_is_one_row(caller, number):
    stop = partial(
        receive_text_message,
        caller,
        origination_number="+12065550175",
        destination_number=number.phone_number,
        message_body="STOP",
    )
    answers, refused = together(stop, stop)
    assert refused == []
    assert sorted(reply.decision["moved"] for reply in answers) == [False, True]
    assert OptedOutNumber.objects.count() == 1


def test_what_is_deleted_twice_is_given_back_once(caller, meet):  # noqa: F811
    meet(messages, "messages_found")
    month = {"account": caller.account, "region": caller.region, "month": f"{caller.now:%Y-%m}"}
    MonthlySpend.objects.create(**month, kind="TEXT", units=1000)
    MessageFactory(created_timestamp=caller.now, price_units=100)
    answers, refused = together(partial(delete_messages, caller), partial(delete_messages, caller))
    assert (refused, sorted(answers)) == ([], [0, 1])
    assert MonthlySpend.objects.get().units == 900
