"""SendTextMessage and its like: by each form of a sender, each refusal in its order, and what is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    ValidationException,
)
from pools.models import Activity, Message, MonthlySpend, OptOutList, Pool
from pools.operations.messages import (
    Outgoing,
    delete_messages,
    message_event_records,
    preview_message,
    put_message_feedback,
    send_media_message,
    send_text_message,
    send_voice_message,
)
from pools.reference import destinations
from tests.help.factories import (
    ConfigurationSetFactory,
    EventDestinationFactory,
    OptedOutNumberFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    VerifiedDestinationNumberFactory,
)
from tests.help.operations import refused

TO, ABROAD = "+12065550175", "+447700900123"
SIMULATOR = "+14254147755"


@pytest.fixture(autouse=True)
def rich(caller):
    """Out of the sandbox, with money."""
    caller.account.account_tier, caller.account.monthly_spend_limit = "PRODUCTION", 100
    caller.account.save()


@pytest.fixture
def pool(account) -> Pool:
    """A 10DLC, an older long code, and a sender ID in GB."""
    pool = PoolFactory(opt_out_list_name="orders")
    OptOutListFactory(opt_out_list_name="orders")
    PhoneNumberFactory(pool=pool, phone_number="+14255550101")
    PhoneNumberFactory(pool=pool, phone_number="+14255550102", number_type="TEN_DLC")
    PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id="ACME"))
    return pool


def send(caller, to=TO, **more) -> Message:
    more.setdefault("message_body", "Your code is 123456.")
    answer = send_text_message(caller, destination_phone_number=to, **more)
    return Message.objects.get(message_id=answer.message_id)


FORMS = {
    "pool ID": lambda pool, number: pool.pool_id,
    "pool ARN": lambda pool, number: pool.pool_arn,
    "number": lambda pool, number: number.phone_number,
    "number without plus": lambda pool, number: number.phone_number[1:],
    "number ID": lambda pool, number: number.phone_number_id,
    "number ARN": lambda pool, number: number.phone_number_arn,
    "nothing": lambda pool, number: None,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_sender_is_found_by_each_form(caller, pool, form):
    ten = pool.phone_numbers.get(number_type="TEN_DLC")
    message = send(caller, origination_identity=FORMS[form](pool, ten))
    assert message.origination_identity == ten.phone_number_id
    assert message.origination_phone_number == "+14255550102"
    assert message.pool_id == (pool.pool_id if form.startswith("pool") else "")
    assert message.decision["verdicts"][0]["label"] == ten.label


@pytest.mark.parametrize(
    "name", ["ACME", "acme", "arn:aws:sms-voice:us-east-1:111122223333:sender-id/ACME/GB"]
)
def test_a_sender_id_is_found_by_name_and_arn(caller, pool, name):
    SenderIdFactory(sender_id="ACME", iso_country_code="DE")
    message = send(caller, ABROAD, origination_identity=name)
    assert (message.origination_phone_number, message.origination_identity) == ("ACME", "ACME/GB")


def test_what_a_message_keeps(caller, pool):
    message = send(
        caller,
        origination_identity=pool.pool_id,
        message_body="‘" * 71,
        context={"order": "7"},
        max_price="0.02",
        time_to_live=60,
        message_feedback_enabled=True,
    )
    assert (message.message_parts, message.message_encoding) == (2, "Unicode")
    assert (message.price, message.price_class) == (0.01162, "DOMESTIC")
    assert (message.message_type, message.iso_country_code) == ("TRANSACTIONAL", "US")
    assert message.status_at(timezone.now()) == "DELIVERED"
    assert [verdict.get("why") for verdict in message.decision["verdicts"]] == [
        None,
        "order",
        "no_sender_ids",
    ]
    assert MonthlySpend.objects.get().units == 1162
    assert Activity.objects.get().operation == "SendTextMessage"


def test_a_sender_is_kept_for_whom_it_reached(caller, pool):
    long = pool.phone_numbers.get(number_type="LONG_CODE")
    send(caller, origination_identity=long.phone_number_id)
    sticky = send(caller, origination_identity=pool.pool_id)
    assert sticky.origination_identity == long.phone_number_id
    assert sticky.decision["verdicts"][1]["why"] == "sticky"
    Message.objects.update(delivered_timestamp=timezone.now() - timedelta(hours=25))
    assert send(caller, origination_identity=pool.pool_id).origination_identity != long.phone_number_id


def test_a_sender_whose_messages_fail_is_tried_later(caller, pool):
    ten = pool.phone_numbers.get(number_type="TEN_DLC")
    for _ in range(3):
        send(caller, "+12065559901", origination_identity=ten.phone_number_id)
    message = send(caller, origination_identity=pool.pool_id)
    assert message.origination_phone_number == "+14255550101"
    assert message.decision["verdicts"][1]["why"] == "receipts"


def test_a_dry_run_keeps_nothing(caller, pool):
    answer = send_text_message(
        caller,
        destination_phone_number=TO,
        message_body="Hi",
        origination_identity=pool.pool_id,
        dry_run=True,
    )
    assert answer.message_id
    assert not Message.objects.exists()
    assert not MonthlySpend.objects.exists()


# Each: what is done to the account before, what is sent, and the refusal.
REFUSALS = [
    ("", {"origination_identity": "pool-" + "0" * 32}, ResourceNotFoundException, ""),
    ("", {"origination_identity": "NOBODY"}, ResourceNotFoundException, ""),
    ("", {"origination_identity": "arn:aws:sns:us-east-1:1:x"}, ValidationException, "INVALID_ARN"),
    ("", {"configuration_set_name": "none"}, ResourceNotFoundException, ""),
    ("", {"protect_configuration_id": "protect-1"}, ResourceNotFoundException, ""),
    ("", {"message_body": None}, ValidationException, "MISSING_PARAMETER"),
    ("", {"to": "+999123"}, ValidationException, "INVALID_PARAMETER"),
    ("", {"to": "+5352345678"}, ValidationException, "DESTINATION_COUNTRY_BLOCKED"),
    ("", {"to": "+16135550175"}, ConflictException, "NO_ORIGINATION_IDENTITIES_FOUND"),
    ("", {"message_type": "PROMOTIONAL"}, ConflictException, "MESSAGE_TYPE_MISMATCH"),
    ("settling", {}, ConflictException, "RESOURCE_NOT_ACTIVE"),
    ("voice", {"origination_identity": "+14255550109"}, ConflictException, "NUMBER_CAPABILITIES_MISMATCH"),
    ("", {"origination_identity": "ACME"}, ValidationException, "SENDER_ID_NOT_SUPPORTED"),
    (
        "",
        {"origination_identity": "ACME", "to": "+4915112345678"},
        ValidationException,
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
    ),
    (
        "india",
        {"origination_identity": "INDIA", "to": "+919876543210"},
        ValidationException,
        "SENDER_ID_NOT_REGISTERED",
    ),
    (
        "free",
        {"origination_identity": "+18005550109", "to": ABROAD},
        ValidationException,
        "INTERNATIONAL_SENDING_NOT_SUPPORTED",
    ),
    (
        "simulator",
        {"origination_identity": "+14255550108"},
        ValidationException,
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
    ),
    ("sandbox", {}, ConflictException, "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
    ("opted out", {}, ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
    ("", {"max_price": ".00580"}, ValidationException, "PRICE_OVER_THRESHOLD"),
    ("poor", {}, ServiceQuotaExceededException, "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
    # Of two reasons the one that is checked first.
    ("sandbox opted out", {}, ConflictException, "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
    ("opted out", {"max_price": ".00001"}, ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
    ("poor", {"max_price": ".00001"}, ValidationException, "PRICE_OVER_THRESHOLD"),
    ("settling sandbox", {}, ConflictException, "RESOURCE_NOT_ACTIVE"),
    ("sandbox", {"message_type": "PROMOTIONAL"}, ConflictException, "MESSAGE_TYPE_MISMATCH"),
    *[
        ("", {"to": f"+1206555{digits}"}, ConflictException, why)
        for digits, why in destinations.CONFLICTS.items()
    ],
]


def prepare(caller, pool, state: str) -> None:
    if "settling" in state:
        Pool.objects.update(settled_timestamp=timezone.now() + timedelta(minutes=1))
    if "sandbox" in state:
        caller.account.account_tier = "SANDBOX"
    if "poor" in state:
        caller.account.monthly_spend_limit = 0
    if "opted out" in state:
        on = OptOutList.objects.get(opt_out_list_name="orders")
        OptedOutNumberFactory(opt_out_list=on, opted_out_number=TO)
    if "voice" in state:
        PhoneNumberFactory(phone_number="+14255550109", voice_only=True)
    if "simulator" in state:
        PhoneNumberFactory(phone_number="+14255550108", number_type="SIMULATOR")
    if "free" in state:
        PhoneNumberFactory(phone_number="+18005550109", toll_free=True)
    if "india" in state:
        SenderIdFactory(sender_id="INDIA", iso_country_code="IN")
    caller.account.save()


@pytest.mark.parametrize(("state", "given", "kind", "reason"), REFUSALS)
def test_a_refusal_keeps_nothing(caller, pool, state, given, kind, reason):
    prepare(caller, pool, state)
    with refused(kind, reason):
        send(caller, **{"origination_identity": pool.pool_id} | given)
    assert not Message.objects.exists()
    assert not MonthlySpend.objects.exists()


def test_a_named_number_is_held_to_less_than_a_pool(caller, pool):
    ten = pool.phone_numbers.get(number_type="TEN_DLC")
    assert send(caller, "+16135550175", origination_identity=ten.phone_number_id).iso_country_code == "CA"


def test_shared_routes_reach_where_no_member_does(caller, pool):
    Pool.objects.update(shared_routes_enabled=True)
    message = send(caller, "+33639980001", origination_identity=pool.pool_id)
    assert (message.origination_phone_number, message.origination_identity) == ("NOTICE", "")
    assert message.decision["by"] == "SHARED_ROUTE"
    with refused(ConflictException, "NO_ORIGINATION_IDENTITIES_FOUND"):
        pool.phone_numbers.all().delete()
        send(caller, origination_identity=pool.pool_id)


def test_without_a_sender_the_account_chooses(caller, pool):
    ConfigurationSetFactory(configuration_set_name="orders", default_sender_id="Shop")
    assert send(caller).origination_phone_number == "+14255550102"
    assert send(caller, ABROAD).origination_phone_number == "ACME"
    by_set = send(caller, ABROAD, configuration_set_name="orders")
    assert (by_set.origination_phone_number, by_set.origination_identity) == ("Shop", "SHOP/GB")
    assert send(caller, configuration_set_name="orders").origination_phone_number == "+14255550102"
    ConfigurationSetFactory(configuration_set_name="own", default_sender_id="ACME")
    own = send(caller, ABROAD, configuration_set_name="own").decision
    assert (own["by"], own["verdicts"][0].get("why")) == ("ACCOUNT", None)
    indian = send(caller, "+919876543210", configuration_set_name="orders")
    assert (indian.origination_phone_number, indian.decision["by"]) == ("NOTICE", "DEFAULT_SENDER_ID")


def test_the_sandbox_sends_to_verified_numbers_and_simulators(caller, pool):
    prepare(caller, pool, "sandbox")
    assert send(caller, SIMULATOR, origination_identity=pool.pool_id)
    VerifiedDestinationNumberFactory(destination_phone_number=TO, status="VERIFIED")
    assert send(caller, origination_identity=pool.pool_id)


def test_a_month_has_its_limit(caller, pool):
    caller.account.monthly_spend_limit = "0.02"
    caller.account.save()
    for _ in range(3):
        send(caller)
    with refused(ServiceQuotaExceededException, "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"):
        send(caller)
    MonthlySpend.objects.update(month="2020-01")
    assert send(caller)


def test_deleting_a_message_gives_back_what_it_cost(caller, pool):
    kept = send(caller, to="+12065550176")
    deleted, older = send(caller), send(caller)
    Message.objects.filter(pk=older.pk).update(created_timestamp=older.created_timestamp - timedelta(days=32))
    assert delete_messages(caller, destination_phone_number=TO) == 2
    assert MonthlySpend.objects.get().units == kept.price_units + older.price_units
    assert deleted.price_units == older.price_units > 0


@pytest.mark.parametrize(
    ("to", "status"),
    [
        *[(success, "DELIVERED") for success, _ in destinations.SIMULATORS.values()],
        *[(failure, "UNREACHABLE") for _, failure in destinations.SIMULATORS.values()],
        *[(f"+1206555{digits}", status) for digits, status in destinations.FINAL_STATUSES.items()],
    ],
)
def test_what_becomes_of_a_message(caller, pool, to, status):
    Pool.objects.update(shared_routes_enabled=True)
    message = send(caller, to, origination_identity=pool.pool_id)
    assert message.final_status == status
    assert message.status_at(message.settled_timestamp) == status


def test_events_come_to_pass_and_go_to_whom_they_matter(caller, pool):
    caller.account.status_delay_seconds = 60
    events = ConfigurationSetFactory(configuration_set_name="events")
    EventDestinationFactory(configuration_set=events, event_destination_name="all")
    EventDestinationFactory(configuration_set=events, event_destination_name="off", enabled=False)
    EventDestinationFactory(
        configuration_set=events, event_destination_name="failed", matching_event_types=["TEXT_BLOCKED"]
    )
    EventDestinationFactory(
        configuration_set=events, event_destination_name="queued", matching_event_types=["TEXT_QUEUED"]
    )
    # As what came from AWS can be.
    EventDestinationFactory(configuration_set=events, event_destination_name="unknown", sns_destination=None)
    message = send(caller, configuration_set_name="events", context={"order": "7"})
    assert message.event_destinations == [
        ["all", "Sns", ["TEXT_QUEUED", "TEXT_DELIVERED"]],
        ["queued", "Sns", ["TEXT_QUEUED"]],
        ["unknown", "", ["TEXT_QUEUED", "TEXT_DELIVERED"]],
    ]
    now = message.created_timestamp
    assert [record["eventType"] for record in message_event_records(message, now)] == ["TEXT_QUEUED"]
    *_, last = message_event_records(message, now + timedelta(seconds=60))
    begun = int(now.timestamp() * 1000)
    assert last == {
        "eventType": "TEXT_DELIVERED",
        "eventVersion": "1.0",
        "eventTimestamp": begun + 60_000,
        "isFinal": True,
        "originationPhoneNumber": "+14255550102",
        "destinationPhoneNumber": TO,
        "isoCountryCode": "US",
        "messageId": message.message_id,
        "messageRequestTimestamp": begun,
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": "DELIVERED",
        "messageStatusDescription": "Message has been delivered to the phone",
        "totalMessageParts": 1,
        "totalMessagePrice": 0.00581,
        "totalCarrierFee": 0.0,
        "context": {"order": "7"},
    }
    assert message.status_at(now) == "QUEUED"


def test_without_a_receipt_a_message_is_unknown_after_three_days(caller, pool):
    message = send(caller, "+12065559909")
    assert message.status_at(message.created_timestamp + timedelta(hours=71)) == "QUEUED"
    assert message.status_at(message.created_timestamp + timedelta(hours=72)) == "UNKNOWN"


def test_calls_and_media(caller, pool):
    number = PhoneNumberFactory(number_capabilities=["SMS", "MMS", "VOICE"])
    given = {"destination_phone_number": TO, "origination_identity": number.phone_number_id}
    send_media_message(caller, media_urls=["s3://bucket/cat.png"], **given)
    send_voice_message(caller, message_body="Hello", **given)
    media, voice = Message.objects.order_by("pk")
    assert (media.kind, media.final_status, media.media_urls) == (
        "MEDIA",
        "DELIVERED",
        ["s3://bucket/cat.png"],
    )
    assert [name for name, *_ in voice.events] == [
        "VOICE_INITIATED",
        "VOICE_RINGING",
        "VOICE_ANSWERED",
        "VOICE_COMPLETED",
    ]
    given["origination_identity"] = "+14255550102"
    with refused(ConflictException, "NUMBER_CAPABILITIES_MISMATCH"):
        send_media_message(caller, message_body="Hi", **given)
    with refused(ValidationException, "VOICE_CAPABILITY_NOT_AVAILABLE"):
        send_voice_message(caller, message_body="Hi", **given)


def test_calls_in_the_sandbox_are_few(caller, pool):
    prepare(caller, pool, "sandbox")
    number = PhoneNumberFactory(number_capabilities=["VOICE"])

    def call(to: str) -> None:
        given = {"destination_phone_number": to, "origination_identity": number.phone_number_id}
        send_voice_message(caller, message_body="Hello", **given)

    for _ in range(5):
        call(SIMULATOR)
    with refused(ServiceQuotaExceededException, "DAILY_DESTINATION_CALL_LIMIT"):
        call(SIMULATOR)
    with refused(ThrottlingException):
        call("+14254147167")
    Message.objects.update(created_timestamp=timezone.now() - timedelta(hours=2))
    call("+14254147167")


def test_feedback_is_kept(caller, pool, other_caller):
    message = send(caller)
    put_message_feedback(caller, message_id=message.message_id, message_feedback_status="RECEIVED")
    message.refresh_from_db()
    assert message.message_feedback_status == "RECEIVED"
    with refused(ResourceNotFoundException):
        put_message_feedback(other_caller, message_id=message.message_id, message_feedback_status="FAILED")


def test_a_preview_tells_why_and_changes_nothing(caller, pool):
    outgoing = Outgoing("TEXT", TO, origination_identity=pool.pool_id, message_body="Hi")
    preview = preview_message(caller, outgoing)
    assert preview.originator.shown == "+14255550102"
    prepare(caller, pool, "opted out")
    preview = preview_message(caller, outgoing)
    assert preview.refusal.reason == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
    assert preview.decision.chosen.label == "+1 425-555-0102"
    assert not Message.objects.exists()


def test_sending_costs_as_much_with_many_members_and_messages(caller, pool):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            send_text_message(
                caller, destination_phone_number=TO, message_body="Hi", origination_identity=pool.pool_id
            )
        return len(asked)

    send(caller, origination_identity=pool.pool_id)
    few = queries()
    for _ in range(20):
        PhoneNumberFactory(pool=pool)
    send(caller, origination_identity=pool.pool_id)
    assert queries() == few
    assert few <= 16
