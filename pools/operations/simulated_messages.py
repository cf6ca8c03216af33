"""What the simulator's forms do: each sends or replies once, however often the same form comes."""

from typing import Any

from pools.models import Message
from pools.operations.engine.caller import Caller
from pools.operations.engine.client_tokens import claim_token
from pools.operations.engine.verb import operation
from pools.operations.inbound_messages import receive_text_message
from pools.operations.messages import send_text_message


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
