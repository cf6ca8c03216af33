"""SendTextMessage, SendMediaMessage, SendVoiceMessage and PutMessageFeedback. Nothing leaves the product: what is sent
is a row, which a phone in the console shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import F, QuerySet, Sum

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import Message, MonthlySpend
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.rules.choosing import Decision
from pools.operations.sending.checks import charge, must_have_country
from pools.operations.sending.events import event_record
from pools.operations.sending.originators import Originator, decision_of
from pools.operations.sending.outgoing import Outgoing, asked_of
from pools.operations.sending.send import checked_outgoing, send_outgoing


@operation
def send_text_message(
    caller: Caller,
    *,
    destination_phone_number: str,
    origination_identity: str | None = None,
    message_body: str | None = None,
    message_type: str | None = None,
    keyword: str | None = None,
    configuration_set_name: str | None = None,
    max_price: str | None = None,
    time_to_live: int | None = None,
    context: Mapping[str, str] | None = None,
    destination_country_parameters: Mapping[str, str] | None = None,
    dry_run: bool = False,
    protect_configuration_id: str | None = None,
    message_feedback_enabled: bool | None = None,
) -> SimpleNamespace:
    """Send a text from what is named, else from what the account has that reaches the destination.

    origination_identity: a pool by ID or ARN, a number by E.164, ID or ARN, a sender ID by name or ARN. max_price: US
    dollars, of the whole message. time_to_live: seconds. keyword, destination_country_parameters: taken, and in the
    log; carriers would read them. Returns: the message's ID, of a dry run too.
    Raises: ValidationException INVALID_REQUEST (a Region without pools);
            ResourceNotFoundException phone-number, sender-id, pool, configuration-set, protect-configuration;
            ConflictException RESOURCE_NOT_ACTIVE, NUMBER_CAPABILITIES_MISMATCH, MESSAGE_TYPE_MISMATCH,
            NO_ORIGINATION_IDENTITIES_FOUND, DESTINATION_PHONE_NUMBER_NOT_VERIFIED,
            DESTINATION_PHONE_NUMBER_OPTED_OUT, and what the destination's last digits ask for;
            ValidationException INVALID_ARN, DESTINATION_COUNTRY_BLOCKED, SENDER_ID_NOT_SUPPORTED,
            SENDER_ID_NOT_REGISTERED, INVALID_IDENTITY_FOR_DESTINATION_COUNTRY, INTERNATIONAL_SENDING_NOT_SUPPORTED,
            PRICE_OVER_THRESHOLD, MISSING_PARAMETER; ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT.
    Source: API_SendTextMessage (2022-03-31).
    """
    outgoing = Outgoing(
        "TEXT",
        destination_phone_number,
        origination_identity=origination_identity,
        message_body=message_body,
        message_type=message_type,
        configuration_set_name=configuration_set_name,
        max_price=max_price,
        time_to_live=time_to_live,
        context=context,
        protect_configuration_id=protect_configuration_id,
        message_feedback_enabled=message_feedback_enabled,
    )
    return SimpleNamespace(message_id=send_outgoing(caller, outgoing, dry_run=bool(dry_run)))


@operation
def send_media_message(
    caller: Caller,
    *,
    destination_phone_number: str,
    origination_identity: str,
    message_body: str | None = None,
    media_urls: Sequence[str] | None = None,
    configuration_set_name: str | None = None,
    max_price: str | None = None,
    time_to_live: int | None = None,
    context: Mapping[str, str] | None = None,
    dry_run: bool = False,
    protect_configuration_id: str | None = None,
    message_feedback_enabled: bool | None = None,
) -> SimpleNamespace:
    """Send a media message from a number or a pool. media_urls: of files in Amazon S3, which nobody opens here.

    Raises: as SendTextMessage (a Region without pools), but MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA.
    Source: API_SendMediaMessage (2022-03-31).
    """
    outgoing = Outgoing(
        "MEDIA",
        destination_phone_number,
        origination_identity=origination_identity,
        message_body=message_body,
        media_urls=media_urls,
        configuration_set_name=configuration_set_name,
        max_price=max_price,
        time_to_live=time_to_live,
        context=context,
        protect_configuration_id=protect_configuration_id,
        message_feedback_enabled=message_feedback_enabled,
    )
    return SimpleNamespace(message_id=send_outgoing(caller, outgoing, dry_run=bool(dry_run)))


@operation
def send_voice_message(
    caller: Caller,
    *,
    destination_phone_number: str,
    origination_identity: str,
    message_body: str | None = None,
    message_body_text_type: str | None = None,
    voice_id: str | None = None,
    configuration_set_name: str | None = None,
    max_price_per_minute: str | None = None,
    time_to_live: int | None = None,
    context: Mapping[str, str] | None = None,
    dry_run: bool = False,
    protect_configuration_id: str | None = None,
    message_feedback_enabled: bool | None = None,
) -> SimpleNamespace:
    """Call from a number or a pool and say the message, which takes a minute here. Nothing is read aloud.

    In the sandbox: 20 calls a day, 5 of them to one recipient, and 5 a minute.
    Raises: as SendTextMessage (a Region without pools), but MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE; and
            ValidationException VOICE_CAPABILITY_NOT_AVAILABLE; ThrottlingException;
            ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT.
    Source: API_SendVoiceMessage (2022-03-31).
    """
    outgoing = Outgoing(
        "VOICE",
        destination_phone_number,
        origination_identity=origination_identity,
        message_body=message_body,
        configuration_set_name=configuration_set_name,
        max_price=max_price_per_minute,
        time_to_live=time_to_live,
        context=context,
        protect_configuration_id=protect_configuration_id,
        message_feedback_enabled=message_feedback_enabled,
    )
    return SimpleNamespace(message_id=send_outgoing(caller, outgoing, dry_run=bool(dry_run)))


@operation
def put_message_feedback(caller: Caller, *, message_id: str, message_feedback_status: str) -> SimpleNamespace:
    """Say of a message whether its recipient acted on it. The last word holds.

    Raises: ResourceNotFoundException message.
    Source: API_PutMessageFeedback (2022-03-31).
    """
    rows = Message.objects.for_caller(caller).filter(message_id=message_id).exclude(kind=Message.Kind.REPLY)
    if not rows.update(message_feedback_status=message_feedback_status):
        raise ResourceNotFoundException(resource_type="message", resource_id=message_id)
    return SimpleNamespace(message_id=message_id, message_feedback_status=message_feedback_status)


@dataclass(frozen=True)
class MessagePreview:
    """What a message would come to. decision: of all that could send it. originator: None where it is refused."""

    decision: Decision
    originator: Originator | None
    refusal: ServiceError | None


def preview_message(caller: Caller, outgoing: Outgoing) -> MessagePreview:
    """Who would send it and why, before it is sent; a body is needed, of any text. Changes nothing, and logs nothing.

    Raises: ResourceNotFoundException of the sender; ValidationException INVALID_ARN, DESTINATION_COUNTRY_BLOCKED.
    """
    must_have_country(outgoing)
    try:
        asked, originator = checked_outgoing(caller, outgoing)
        charge(caller, outgoing, asked, dry_run=True)
    except ServiceError as refusal:
        return MessagePreview(decision_of(caller, asked_of(caller, outgoing)), None, refusal)
    return MessagePreview(originator.decision, originator, None)


def message_event_records(message: Message, now: datetime) -> list[dict[str, Any]]:
    """The events of a message that have come to pass, as a configuration set's destinations get them."""
    return [event_record(message, event) for event in message.events_at(now)]


def messages_found(
    caller: Caller,
    *,
    destination_phone_number: str = "",
    pool_id: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    kind: str = "",
    status: str = "",
    text: str = "",
) -> QuerySet:
    """The messages to a phone, of a pool ("": of none), of a time, and so on; the newest first. What is left out
    filters nothing."""
    to = e164(destination_phone_number) if destination_phone_number else None
    asked = {
        "destination_phone_number": to,
        "pool_id": pool_id,
        "created_timestamp__gte": since,
        "created_timestamp__lt": before,
        "kind": kind or None,
    }
    rows = Message.objects.for_caller(caller).newest_first()
    rows = rows.filter(**{column: value for column, value in asked.items() if value is not None})
    rows = rows.having_status(status, caller.now) if status else rows
    return rows.written(text) if text else rows


@operation
def delete_messages(caller: Caller, **filters: Any) -> int:
    """Delete the messages that `messages_found` finds by these filters, and with them whom senders are kept for, and
    what they have cost this month: a test suite that clears up never comes to its account's limit. Returns: how many
    there were.
    """
    found = messages_found(caller, **filters)
    give_back(caller, found)
    count, _ = found.order_by().delete()
    changed(caller.account, {"messages": (count, 0)})
    return count


def give_back(caller: Caller, found: QuerySet[Message]) -> None:
    begin = caller.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spends = MonthlySpend.objects.for_caller(caller).filter(month=f"{begin:%Y-%m}").order_by("pk")
    # Locked before they are counted: of two acts at once, the second finds nothing left to give back.
    list(spends.select_for_update())
    costs = (
        found.order_by().filter(created_timestamp__gte=begin).values_list("kind").annotate(Sum("price_units"))
    )
    for kind, units in costs:
        # Messages that went on being sent meanwhile are deleted too, and stay counted.
        spends.filter(kind=kind, units__gte=units).update(units=F("units") - units)
