"""What every message goes through, whatever its kind: whom it is from, the checks, and its row."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from pools.models import ConfigurationSet, Message
from pools.models.messages import milliseconds, new_message_id
from pools.operations.engine.caller import Caller
from pools.operations.rules.choosing import TOLL_FREE, Verdict, Why
from pools.operations.rules.inbound import Effect, stops_until
from pools.operations.sending.checks import (
    charge,
    must_be_allowed,
    must_be_cheap_enough,
    must_have_country,
    must_say_something,
)
from pools.operations.sending.events import Fate, destinations_of, fate_of
from pools.operations.sending.originators import Asked, Originator, originator_for
from pools.operations.sending.outgoing import Outgoing, asked_of
from pools.operations.sending.senders import keep_receipt
from pools.reference import destinations, prices
from pools.reference.keywords import STOP

LONGEST_LIFE = 259_200
# So many senders are kept with a message, the chosen one first.
KEPT = 25
# What of a sender is the reason why it can't send, as it was then.
SAID_OF = {Why.STATUS: "status", Why.CAPABILITY: "capabilities", Why.TYPE: "message_types"}


def send_outgoing(caller: Caller, outgoing: Outgoing, *, dry_run: bool) -> str:
    """Check everything, and keep the message unless it is a dry run. Returns: its ID.

    That a dry run has an ID too is inferred.
    """
    asked, originator = checked_outgoing(caller, outgoing)
    charge(caller, outgoing, asked, dry_run=dry_run)
    if dry_run:
        return new_message_id()
    return keep_message(caller, outgoing, asked, originator).message_id


def checked_outgoing(caller: Caller, outgoing: Outgoing) -> tuple[Asked, Originator]:
    """All that is checked before money is."""
    must_say_something(outgoing)
    must_have_country(outgoing)
    asked = asked_of(caller, outgoing)
    originator = originator_for(caller, asked)
    must_be_allowed(caller, outgoing, asked, originator)
    must_be_cheap_enough(outgoing)
    return asked, originator


def keep_message(caller: Caller, outgoing: Outgoing, asked: Asked, originator: Originator) -> Message:
    fate = fate_of_outgoing(caller, outgoing, asked, originator)
    if identity := originator.origination_identity:
        keep_receipt(caller, identity, fate.settled, arrived=fate.delivered is not None)
    configuration_set = asked.configuration_set
    return Message.objects.create(
        account=caller.account,
        region=caller.region,
        configuration_set_name=configuration_set.configuration_set_name if configuration_set else "",
        message_feedback_enabled=asks_for_feedback(outgoing, configuration_set),
        created_timestamp=asked.now,
        **columns_of_outgoing(outgoing),
        **columns_of_originator(originator),
        **columns_of_fate(fate, configuration_set),
    )


def fate_of_outgoing(caller: Caller, outgoing: Outgoing, asked: Asked, originator: Originator) -> Fate:
    return fate_of(
        outgoing.kind,
        status_of_sent(caller, outgoing, originator),
        asked.now,
        delay=timedelta(seconds=caller.account.status_delay_seconds),
        time_to_live=timedelta(seconds=outgoing.time_to_live or LONGEST_LIFE),
    )


def columns_of_outgoing(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "kind": outgoing.kind,
        "destination_phone_number": outgoing.destination,
        "iso_country_code": outgoing.iso_country_code,
        "message_body": outgoing.message_body or "",
        "media_urls": list(outgoing.media_urls or ()),
        "message_encoding": outgoing.parts.encoding,
        "message_parts": outgoing.parts.count,
        "price_class": prices.price_class(outgoing.iso_country_code),
        "price_units": outgoing.units,
        "context": dict(outgoing.context or {}),
    }


def columns_of_originator(originator: Originator) -> dict[str, Any]:
    return {
        "origination_identity": originator.origination_identity,
        "origination_phone_number": originator.shown,
        "pool_id": originator.pool_id,
        "message_type": originator.message_type,
        "decision": decision_state(originator),
    }


def columns_of_fate(fate: Fate, configuration_set: ConfigurationSet | None) -> dict[str, Any]:
    rows = configuration_set.event_destination_rows if configuration_set else None
    taking = rows.order_by("event_destination_name") if rows else ()
    return {
        "events": fate.events,
        "event_destinations": destinations_of(taking, fate.events),
        "final_status": fate.final_status,
        "settled_timestamp": fate.settled,
        "delivered_timestamp": fate.delivered,
    }


def status_of_sent(caller: Caller, outgoing: Outgoing, originator: Originator) -> str:
    """What becomes of it. That carriers block what they were told to stop, and do so with this status, is inferred.
    Calls go on: STOP is about messages."""
    sender = originator.decision.chosen
    is_stopped = (
        outgoing.kind != "VOICE"
        and sender is not None
        and sender.kind == TOLL_FREE
        and carrier_keyword(caller, outgoing.destination, sender.origination_identity) == STOP
    )
    return "CARRIER_BLOCKED" if is_stopped else destinations.final_status(outgoing.destination)


def carrier_keyword(caller: Caller, destination: str, origination_identity: str) -> str | None:
    """The last word from a phone to a number that its carrier has answered, and that acts by now."""
    rows = Message.objects.for_caller(caller).conversation(destination)
    replies = rows.filter(
        kind=Message.Kind.REPLY,
        origination_identity=origination_identity,
        decision__effect=Effect.CARRIER.value,
    )
    until = stops_until(caller.account, caller.now)
    replies = replies.exclude(decision__keyword=STOP, created_timestamp__gt=until)
    return replies.values_list("decision__keyword", flat=True).first()


def asks_for_feedback(outgoing: Outgoing, configuration_set: ConfigurationSet | None) -> bool:
    """The message's own wish, else the configuration set's."""
    if outgoing.message_feedback_enabled is not None:
        return outgoing.message_feedback_enabled
    return bool(configuration_set and configuration_set.default_message_feedback_enabled)


def decision_state(originator: Originator) -> dict[str, Any]:
    """Why this sender, as a message keeps it: what is empty is left out, and so are the last of very many."""
    verdicts = originator.decision.verdicts
    return {
        "by": originator.by.value,
        "opt_out_list_name": originator.opt_out_list_name,
        "verdicts": [verdict_state(verdict) for verdict in verdicts[:KEPT]],
        "more": len(verdicts[KEPT:]),
    }


def verdict_state(verdict: Verdict) -> dict[str, Any]:
    one = verdict.candidate
    state = {
        "origination_identity": one.origination_identity,
        "label": one.label,
        "kind": one.kind,
        "iso_country_code": one.iso_country_code,
    }
    facts = {
        name: value
        for name, value in asdict(verdict).items()
        if name not in ("candidate", "until", "why") and value
    }
    if verdict.why in SAID_OF:
        name = SAID_OF[verdict.why]
        value = getattr(one, name)
        facts[name] = value if isinstance(value, str) else sorted(value)
    why = {"why": verdict.why.value} if verdict.why else {}
    until = {"until": milliseconds(verdict.until)} if verdict.until else {}
    return state | why | facts | until
