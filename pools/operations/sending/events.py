"""What becomes of a message, and when: its events, as AWS writes them to the destinations of a configuration set.

Source: AWS End User Messaging SMS guide, "Event types" and "Event formats". No worker makes them: they are planned when
the message is sent, and have come to pass once their time has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pools.models import EventDestination, Message
from pools.models.messages import milliseconds

# Without a receipt AWS gives a message up after three days.
GIVEN_UP = timedelta(hours=72)
DELIVERED = frozenset({"DELIVERED", "SUCCESSFUL", "COMPLETED"})
# What a call comes to, where a text comes to something else.
OF_CALLS = {"DELIVERED": "COMPLETED", "UNREACHABLE": "NO_ANSWER", "TTL_EXPIRED": "TTL_EXPIRED"}
DESCRIPTIONS = {
    "QUEUED": "Message is queued for delivery",
    "DELIVERED": "Message has been delivered to the phone",
    "UNREACHABLE": "The destination is not reachable now",
    "CARRIER_UNREACHABLE": "The carrier is not reachable now",
    "BLOCKED": "The phone is blocking messages",
    "CARRIER_BLOCKED": "The carrier is blocking messages",
    "SPAM": "The carrier takes the message for spam",
    "INVALID": "The destination phone number is not valid",
    "INVALID_MESSAGE": "The message body is not valid",
    "TTL_EXPIRED": "The message was not delivered before its time to live ended",
    "UNKNOWN": "No delivery receipt came within 72 hours",
    "INITIATED": "The call has begun",
    "RINGING": "The phone is ringing",
    "ANSWERED": "The call was answered",
    "COMPLETED": "The call has ended",
    "NO_ANSWER": "Nobody answered the call",
    "FAILED": "The call failed",
}
# The destinations that AWS has, by our columns.
PLACES = {
    "cloud_watch_logs_destination": "CloudWatchLogs",
    "kinesis_firehose_destination": "KinesisFirehose",
    "sns_destination": "Sns",
}


@dataclass(frozen=True)
class Fate:
    """final_status: the last. events: as a Message keeps them. delivered: when it arrived, if it did."""

    final_status: str
    settled: datetime
    delivered: datetime | None
    events: list[list[Any]]


def fate_of(kind: str, status: str, now: datetime, *, delay: timedelta, time_to_live: timedelta) -> Fate:
    """status: what is to become of a text. delay: of the account's test settings."""
    waits = {"UNKNOWN": GIVEN_UP, "TTL_EXPIRED": time_to_live}
    settled = now + waits.get(status, delay)
    final = OF_CALLS.get(status, "FAILED") if kind == "VOICE" else status
    passing = [(name, now, False) for name in passed(kind, final)]
    events = [
        [f"{kind}_{name}", milliseconds(when), is_final]
        for name, when, is_final in [*passing, (final, settled, True)]
    ]
    return Fate(final, settled, settled if final in DELIVERED else None, events)


def passed(kind: str, final: str) -> list[str]:
    if kind != "VOICE":
        return ["QUEUED"]
    return ["INITIATED", "RINGING", *(["ANSWERED"] if final == "COMPLETED" else [])]


def destinations_of(rows: Iterable[EventDestination], events: Iterable[list[Any]]) -> list[list[Any]]:
    """Of each that takes some of the events: its name, its kind, and the names of those."""
    names = [name for name, *_ in events]
    found = []
    for row in rows:
        taken = [name for name in names if takes(row.matching_event_types, name)]
        if row.enabled and taken:
            found.append([row.event_destination_name, place_of(row), taken])
    return found


def takes(matching_event_types: list[str], name: str) -> bool:
    kind = name.partition("_")[0]
    return not {"ALL", f"{kind}_ALL", name}.isdisjoint(matching_event_types)


def place_of(row: EventDestination) -> str:
    """Its kind; "" of one that came from AWS and is of none that we know."""
    return next((name for column, name in PLACES.items() if getattr(row, column)), "")


def event_record(message: Message, event: list[Any]) -> dict[str, Any]:
    """One event of a message, as its destinations get it."""
    name, when, is_final = event
    kind, _, status = name.partition("_")
    record = {
        "eventType": name,
        "eventVersion": "1.0",
        "eventTimestamp": when,
        "isFinal": is_final,
        "originationPhoneNumber": message.origination_phone_number,
        "destinationPhoneNumber": message.destination_phone_number,
        "isoCountryCode": message.iso_country_code,
        "messageId": message.message_id,
        "messageRequestTimestamp": milliseconds(message.created_timestamp),
        "messageType": message.message_type,
        "messageStatus": status,
        "messageStatusDescription": DESCRIPTIONS[status],
        "context": message.context,
    }
    if kind == "TEXT":
        record["messageEncoding"] = message.message_encoding
    if kind != "VOICE":
        record |= {"totalMessageParts": message.message_parts, "totalCarrierFee": 0.0}
    return record | {"totalMessagePrice": message.price}
