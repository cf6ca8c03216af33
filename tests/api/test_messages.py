"""Sending through boto3: the forms that programs use, and what they read of a refusal."""

import pytest

from pools.models import Message
from tests.help.factories import (
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    SenderIdFactory,
)
from tests.help.wire import calling, fits, refusal_of

TEXT = {"DestinationPhoneNumber": "+14254147755", "MessageBody": "Your code is 123456."}


@pytest.fixture
def number(caller):
    return PhoneNumberFactory(
        pool=PoolFactory(), phone_number="+14255550101", number_capabilities=["SMS", "MMS", "VOICE"]
    )


def test_each_kind_is_sent_and_answered_as_the_model_says(aws, number):
    sender = {"DestinationPhoneNumber": "+14254147755", "OriginationIdentity": number.pool.pool_id}
    requests = {
        "SendTextMessage": TEXT | {"DestinationCountryParameters": {"IN_ENTITY_ID": "1"}, "Keyword": "CODES"},
        "SendMediaMessage": sender | {"MediaUrls": ["s3://bucket/cat.png"]},
        "SendVoiceMessage": sender
        | {"MessageBody": "Hello", "VoiceId": "JOANNA", "MessageBodyTextType": "TEXT"},
    }
    for operation, request in requests.items():
        answer = calling(aws, operation)(**request)
        assert fits(operation, answer)
        feedback = {"MessageId": answer["MessageId"], "MessageFeedbackStatus": "FAILED"}
        assert aws.put_message_feedback(**feedback)["MessageFeedbackStatus"] == "FAILED"
    assert [row.kind for row in Message.objects.order_by("pk")] == ["TEXT", "MEDIA", "VOICE"]


def test_what_programs_read_of_a_refusal(aws, number):
    on = OptOutListFactory(opt_out_list_name="Default")
    OptedOutNumberFactory(opt_out_list=on, opted_out_number="+14254147755")
    answer = refusal_of(aws.send_text_message, **TEXT)
    assert (answer["Code"], answer["Reason"]) == ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT")
    assert answer["Message"].startswith(
        'Conflict Occurred - Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT" ResourceType="opted-out-number"'
    )
    parameters = {"NO_SUCH_PARAMETER": "1"}
    answer = refusal_of(aws.send_text_message, **TEXT, DestinationCountryParameters=parameters)
    assert (answer["Code"], answer["Reason"]) == ("ValidationException", "INVALID_PARAMETER")
    assert not Message.objects.exists()


# How programs name a sender, and whom that makes the phone show.
FORMS = {
    "a pool": (lambda number, sender: number.pool.pool_id, "+14255550101"),
    "a pool's ARN": (lambda number, sender: number.pool.pool_arn, "+14255550101"),
    "a number": (lambda number, sender: number.phone_number, "+14255550101"),
    "a number's ID": (lambda number, sender: number.phone_number_id, "+14255550101"),
    "a number's ARN": (lambda number, sender: number.phone_number_arn, "+14255550101"),
    "a sender ID": (lambda number, sender: "ACME", "ACME"),
    "a sender ID's ARN": (lambda number, sender: sender.sender_id_arn, "ACME"),
    "none": (lambda number, sender: None, "ACME"),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_sender(aws, number, form):
    """To the United Kingdom, which a sender ID of the account reaches."""
    sender = SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    named, shown = FORMS[form]
    to = {"DestinationPhoneNumber": "+447860019066", "MessageBody": "Hi"}
    if identity := named(number, sender):
        to["OriginationIdentity"] = identity
    if form.startswith("a pool"):
        # A pool's number is chosen for its own country only.
        to["DestinationPhoneNumber"] = "+14254147755"
    assert fits("SendTextMessage", aws.send_text_message(**to, DryRun=True))
    assert not Message.objects.exists()
    assert fits("SendTextMessage", aws.send_text_message(**to))
    assert Message.objects.get().origination_phone_number == shown
