"""What the simulator's forms do: each sends or replies once, however often the same form comes."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

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


@operation
def forget_conversation(caller: Caller, *, destination_phone_number: str) -> int:
    """Keep no sender for a recipient any more: the next message goes out as the first one to it would. The messages
    stay. Returns: of how many messages the sender was kept."""
    phone, now = e164(destination_phone_number), caller.now
    rows = Message.objects.for_caller(caller).filter(destination_phone_number=phone)
    count = rows.filter(delivered_timestamp__gt=now - STICKY).update(delivered_timestamp=None)
    changed(caller.account, {f"kept_senders/{phone}": (count, 0)})
    return count


@operation
def remember_conversation(caller: Caller, *, destination_phone_number: str) -> int:
    """Take forget_conversation back. Returns: of how many messages the sender is kept again."""
    phone = e164(destination_phone_number)
    count = forgotten(caller, phone, caller.now).update(delivered_timestamp=F("settled_timestamp"))
    changed(caller.account, {f"kept_senders/{phone}": (0, count)})
    return count


def forgotten(caller: Caller, phone: str, now: datetime) -> QuerySet[Message]:
    rows = Message.objects.for_caller(caller).filter(
        destination_phone_number=phone, final_status__in=DELIVERED
    )
    lately = rows.filter(settled_timestamp__gt=now - STICKY, delivered_timestamp=None)
    return lately.exclude(kind=Message.Kind.REPLY)
