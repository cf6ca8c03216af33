"""A text from a phone to a number of the account, as the simulator's phone sends it. AWS has no operation for it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pools.errors import ConflictException, ResourceNotFoundException, invalid
from pools.models import Message, OptedOutNumber, PhoneNumber, link_of
from pools.models.identities import SMS
from pools.models.messages import new_message_id
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_opt_out_list
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.senders import find_sender
from pools.operations.engine.verb import operation
from pools.operations.opted_out_numbers import put_on
from pools.operations.publications import publish_reply
from pools.operations.rules.inbound import Effect, Reaction, reaction_to
from pools.operations.rules.matching import keywords_of
from pools.operations.rules.parts import parts_of
from pools.operations.rules.statuses import must_be_active
from pools.reference import destinations
from pools.refusals import LacksCapability

LONGEST = 1600


@operation
def receive_text_message(
    caller: Caller, *, origination_number: str, destination_number: str, message_body: str
) -> Message:
    """Take a text from a phone, and do what its keyword says: answer, opt the phone out or in.

    origination_number: the phone. destination_number: the account's, by E.164, ID or ARN. What the number's channel
    gets is kept with the message. Of an account that is linked to AWS the opt-out lists stay as they are: what a reply
    did is kept with the message alone, and holds for what is sent from here.
    Returns: the reply; what went back is the next message of the conversation.
    Raises: ResourceNotFoundException phone-number; ConflictException RESOURCE_NOT_ACTIVE,
            NUMBER_CAPABILITIES_MISMATCH; ValidationException INVALID_ARN, INVALID_PARAMETER.
    """
    phone = e164(origination_number)
    country = destinations.country_of(phone)
    must_be_a_text(message_body, country)
    number = receiving(caller, destination_number)
    reaction = reaction_of(number, message_body)
    message_id = new_message_id()
    decision = done_about(caller, number, phone, reaction) | published(
        caller, number, phone, message_id, message_body, reaction
    )
    reply = keep_text(caller, number, phone, message_body, decision, message_id, kind=Message.Kind.REPLY)
    if "published" in decision and caller.account.sns_endpoint_url:
        # What is received stays received, whatever becomes of this. No partial: Django names in its log what failed.
        transaction.on_commit(lambda: publish_reply(caller, message_id), robust=True)
    if reaction.answer:
        by_keyword = {"by": "KEYWORD", "keyword": reaction.keyword}
        answer_id = new_message_id()
        keep_text(caller, number, phone, reaction.answer, by_keyword, answer_id, kind=Message.Kind.TEXT)
    return reply


def must_be_a_text(message_body: str, country: str) -> None:
    if not country:
        raise invalid("OriginationNumber", "nowhere")
    if not message_body.strip():
        raise invalid("MessageBody", "missing", reason="MISSING_PARAMETER")
    if len(message_body) > LONGEST:
        raise invalid("MessageBody", "too_long", value=message_body, limit=LONGEST)


def receiving(caller: Caller, destination_number: str) -> PhoneNumber:
    """Nobody can answer to a sender ID, and a pool has many numbers."""
    number = find_sender(caller, destination_number)
    if not isinstance(number, PhoneNumber):
        raise ResourceNotFoundException(resource_type="phone-number", resource_id=destination_number)
    must_be_active(number)
    if SMS not in number.number_capabilities:
        about = LacksCapability(number.label, SMS)
        raise ConflictException("NUMBER_CAPABILITIES_MISMATCH", *kind_and_id(number), about=about)
    return number


def reaction_of(number: PhoneNumber, text: str) -> Reaction:
    """As the number's pool has it while it is in one."""
    return reaction_to(
        text,
        keywords_of(number.settings),
        self_managed=number.settings.self_managed_opt_outs_enabled,
        is_us_toll_free=number.is_us_toll_free,
    )


def done_about(caller: Caller, number: PhoneNumber, phone: str, reaction: Reaction) -> dict[str, Any]:
    """Do what the keyword says to the number's opt-out list. Returns: what the reply keeps of it."""
    name, simulated = number.settings.opt_out_list_name, link_of(caller) is not None
    return {
        "effect": reaction.effect.value,
        "keyword": reaction.keyword,
        "opt_out_list_name": name,
        "moved": act_on(caller, name, phone, reaction, simulated=simulated),
        "simulated": simulated,
    }


def act_on(
    caller: Caller, opt_out_list_name: str, phone: str, reaction: Reaction, *, simulated: bool
) -> bool:
    """Whether the phone is on the list now and was not before, or the other way round."""
    if simulated or reaction.effect not in (Effect.OPTED_OUT, Effect.OPTED_IN):
        return False
    on = find_opt_out_list(caller, opt_out_list_name)
    row = on.opted_out_number_rows.filter(opted_out_number=phone).first()
    was_out, goes_out = bool(row and row.is_opted_out), reaction.effect == Effect.OPTED_OUT
    changed(on, {f"opted_out_numbers/{phone}": (was_out, goes_out)})
    if goes_out:
        put_on(on, phone, row, when=caller.now, end_user=True)
    elif was_out:
        # The 30 days are between removals by the account; a recipient comes back at any time.
        OptedOutNumber.objects.filter(pk=row.pk).update(is_opted_out=False)
    return was_out != goes_out


def published(
    caller: Caller, number: PhoneNumber, phone: str, message_id: str, text: str, reaction: Reaction
) -> Mapping[str, Any]:
    """What the number's channel gets, where two-way SMS is on.

    Where no keyword matched, the name of one is from what programs were seen to get.
    """
    owner = number.settings
    if not owner.two_way_enabled:
        return {}
    before = Message.objects.for_caller(caller).conversation(phone).exclude(kind=Message.Kind.REPLY)
    answered = before.filter(origination_identity=number.phone_number_id).values_list("message_id", flat=True)
    record = {
        "originationNumber": phone,
        "destinationNumber": number.phone_number,
        "messageKeyword": reaction.keyword or f"keyword_{caller.account.pk}",
        "messageBody": text,
        "inboundMessageId": message_id,
    }
    if previous := answered.first():
        record["previousPublishedMessageId"] = previous
    return {"two_way_channel_arn": owner.two_way_channel_arn, "published": record}


def keep_text(
    caller: Caller,
    number: PhoneNumber,
    phone: str,
    text: str,
    decision: Mapping[str, Any],
    message_id: str,
    *,
    kind: str,
) -> Message:
    """A message of the conversation that costs nothing and has arrived."""
    parts, now = parts_of(text), caller.now
    return Message.objects.create(
        account=caller.account,
        region=caller.region,
        message_id=message_id,
        kind=kind,
        origination_identity=number.phone_number_id,
        origination_phone_number=number.phone_number,
        pool_id=number.pool.pool_id if number.pool else "",
        destination_phone_number=phone,
        iso_country_code=destinations.country_of(phone),
        message_body=text,
        message_type=number.message_type,
        message_encoding=parts.encoding,
        message_parts=parts.count,
        decision=dict(decision),
        final_status="DELIVERED",
        created_timestamp=now,
        settled_timestamp=now,
        delivered_timestamp=now if kind == Message.Kind.TEXT else None,
    )
