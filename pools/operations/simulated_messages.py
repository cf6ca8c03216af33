"""What the simulator's forms do: each sends or replies once, however often the same form comes."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Max, Min

from pools.models import Message
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.client_tokens import claim_token
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.inbound_messages import receive_text_message
from pools.operations.messages import send_text_message
from pools.operations.rules.choosing import STICKY
from pools.operations.sending.events import DELIVERED


@operation
def send_text_message_once(caller: Caller, *, client_token: str, **request: Any) -> str:
    """SendTextMessage, which has no ClientToken of its own. request: its arguments, as they are stored.

    Returns: the message's ID. Raises: as SendTextMessage; ConflictException RESOURCE_ALREADY_EXISTS (the token came
    with another message).
    """
    token = claim_token(caller, "SendTextMessage", request | {"ClientToken": client_token})
    if not token.result:
        token.result = {"MessageId": send_text_message(caller, **request).message_id}
        token.save(update_fields=["result"])
    return token.result["MessageId"]


@operation
def receive_text_message_once(caller: Caller, *, client_token: str, **request: Any) -> str:
    """receive_text_message, likewise. Returns: the reply's ID."""
    token = claim_token(caller, "receive_text_message", request | {"ClientToken": client_token})
    if not token.result:
        reply: Message = receive_text_message(caller, **request)
        token.result = {"MessageId": reply.message_id}
        token.save(update_fields=["result"])
    return token.result["MessageId"]


class Span(NamedTuple):
    """When the first and the last of some messages were sent. What was sent before was forgotten before, or is long
    past, so that a span tells what one act forgot."""

    first: datetime
    last: datetime


@operation
def forget_conversation(caller: Caller, *, destination_phone_number: str) -> Span | None:
    """Keep no sender for a recipient any more: the next message goes out as the first one to it would. The messages
    stay. Returns: the messages of which the sender was kept; None where none was."""
    phone = e164(destination_phone_number)
    rows = Message.objects.for_caller(caller).filter(destination_phone_number=phone)
    kept = rows.filter(delivered_timestamp__gt=caller.now - STICKY)
    span = Span(**kept.aggregate(first=Min("created_timestamp"), last=Max("created_timestamp")))
    count = kept.filter(created_timestamp__range=span).update(delivered_timestamp=None) if span.first else 0
    changed(caller.account, {f"kept_senders/{phone}": (count, 0)})
    return span if count else None


@operation
def remember_conversation(caller: Caller, *, destination_phone_number: str, span: Span) -> int:
    """Take back one forget_conversation, which returned the span. Returns: of how many messages the sender is kept
    again."""
    phone = e164(destination_phone_number)
    rows = Message.objects.for_caller(caller).filter(
        destination_phone_number=phone,
        final_status__in=DELIVERED,
        created_timestamp__range=span,
        delivered_timestamp=None,
    )
    sent = rows.exclude(kind=Message.Kind.REPLY)
    count = sent.update(delivered_timestamp=F("settled_timestamp"))
    changed(caller.account, {f"kept_senders/{phone}": (0, count)})
    return count
