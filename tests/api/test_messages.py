"""Sending through boto3: the forms that programs use, and what they read of a refusal."""

import pytest

from pools.models import Message
from tests.help.factories import OptedOutNumberFactory, OptOutListFactory, PhoneNumberFactory, PoolFactory
from tests.help.wire import calling, fits, refusal_of

TEXT = {"DestinationPhoneNumber": "+14254147755", "MessageBody": "Your code is 123456."}


@pytest.fixture
def number(caller):
    return PhoneNumberFactory(pool=PoolFactory(), number_capabilities=["SMS", "MMS", "VOICE"])


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
