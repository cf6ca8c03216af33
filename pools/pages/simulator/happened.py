"""What happened to a message: its events that have come to pass, and who was told of each."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone

from pools.models import Message
from pools.operations.sending.events import event_record


class Event(NamedTuple):
    """key: its own on the page. when: in milliseconds, as events have it. taken_by: the event destinations that got
    it. text: its JSON."""

    key: str
    name: str
    when: datetime
    is_final: bool
    taken_by: str
    text: str

    @property
    def clock(self) -> str:
        """ "09:41:03.240", where the reader is."""
        return f"{timezone.localtime(self.when):%H:%M:%S.%f}"[:-3]


def events_of(message: Message, now: datetime) -> list[Event]:
    """The newest first; none where no destination takes any, as AWS tells nobody then."""
    if not message.event_destinations:
        return []
    return [
        Event(
            f"event-{message.message_id}-{place}",
            name,
            datetime.fromtimestamp(when / 1000, UTC),
            is_final,
            ", ".join(taker for taker, _, taken in message.event_destinations if name in taken),
            json.dumps(event_record(message, [name, when, is_final]), indent=2, ensure_ascii=False),
        )
        for place, (name, when, is_final) in reversed([*enumerate(message.events_at(now))])
    ]
