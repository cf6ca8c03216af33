"""The phone: what went to a number and what came back from it, and what the last reply did."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from pools.models import Message, PhoneNumber
from pools.models.identities import international
from pools.operations.engine.caller import Caller
from pools.operations.inbound_messages import reaction_of
from pools.operations.publications import HOST_NOT_ALLOWED, NO_ANSWER, NO_TOPIC
from pools.operations.rules.inbound import Effect, stops_until
from pools.operations.sending.events import DELIVERED
from pools.pages.kit.words import labels

MOST_BUBBLES = 30
REPLIES = ("STOP", "HELP", "START")
# What comes later than that, as a message that is given up after three days, nobody waits for here.
SOON = timedelta(minutes=10)
STATUS_KINDS = dict.fromkeys(DELIVERED, "positive") | {Message.QUEUED: "pending"}
EFFECTS = {
    Effect.OPTED_OUT: "{phone} is on opt-out list {list}. The next message is refused until it replies with a keyword "
    "that opts in.",
    Effect.OPTED_IN: "{phone} isn't on opt-out list {list}. Messages are sent again.",
    Effect.ANSWERED: "Keyword {keyword} answered.",
    Effect.NOTHING: "No keyword matches, so nothing was answered.",
    Effect.SELF_MANAGED: "Self-managed opt-outs are on: {keyword} was only published. Your program must act.",
    Effect.CARRIER: "Carriers answer {keyword} on US toll-free numbers.",
}
LATE = " It acts at {:%H:%M:%S %Z}, as the test settings say; until then messages still go out."
MOVING = (Effect.OPTED_OUT, Effect.OPTED_IN)
NOT_PUBLISHED = {
    NO_ANSWER: "{endpoint} didn't answer as SNS does.",
    HOST_NOT_ALLOWED: "the console may not publish to {endpoint}. Whoever runs it sets CONSOLE_SNS_HOSTS.",
    NO_TOPIC: "the channel is no SNS topic.",
}


class Bubble(NamedTuple):
    """sender: named where it is another than before. status: of what was sent; effect: of a reply."""

    message_id: str
    text: str
    when: datetime
    is_reply: bool
    sender: str = ""
    status_kind: str = ""
    status: str = ""
    effect: str = ""
    published: str = ""
    # Of an account that is linked to AWS: its own opt-out lists don't have it.
    is_simulated: bool = False


class Conversation:
    def __init__(self, caller: Caller, phone: str) -> None:
        rows = Message.objects.for_caller(caller).conversation(phone) if phone else Message.objects.none()
        self.caller, self.phone, self.now, self.rows = caller, phone, caller.now, rows
        self.stops_until = stops_until(caller.account, self.now)
        self.messages = list(rows[:MOST_BUBBLES])[::-1]

    @cached_property
    def bubbles(self) -> list[Bubble]:
        found, before = [], ""
        for message in self.messages:
            if message.kind == Message.Kind.REPLY:
                found.append(self.reply(message))
                continue
            sender = message.origination_phone_number
            found.append(self.sent(message, international(sender) if sender != before else ""))
            before = sender
        return found

    def sent(self, message: Message, sender: str) -> Bubble:
        status = message.status_at(self.now)
        return Bubble(
            message.message_id,
            message.message_body or "\n".join(message.media_urls),
            message.created_timestamp,
            is_reply=False,
            sender=sender,
            status_kind=STATUS_KINDS.get(status, "negative"),
            status=f"{status_in_words(status)} · {labels.plural(message.message_parts, 'part')}",
        )

    def reply(self, message: Message) -> Bubble:
        return Bubble(
            message.message_id,
            message.message_body,
            message.created_timestamp,
            is_reply=True,
            effect=effect_in_words(self.phone, message.decision) + self.late(message),
            published=published_in_words(message.decision),
            is_simulated=message.decision["effect"] in MOVING and message.decision["simulated"],
        )

    def late(self, message: Message) -> str:
        """Of a recipient's STOP that doesn't act yet: when it does."""
        decision = message.decision
        is_new = decision["effect"] == Effect.OPTED_OUT and (decision["moved"] or decision["simulated"])
        acts = message.created_timestamp + (self.now - self.stops_until)
        return LATE.format(timezone.localtime(acts)) if is_new and acts > self.now else ""

    @cached_property
    def is_passing(self) -> bool:
        """Whether something is on its way that may arrive while somebody looks."""
        return any(self.now < one.settled_timestamp <= self.now + SOON for one in self.messages)

    @cached_property
    def last(self) -> Message | None:
        """The last that was sent, which replies may have moved out of sight."""
        sent = [one for one in self.messages if one.kind != Message.Kind.REPLY]
        return sent[-1] if sent else self.rows.exclude(kind=Message.Kind.REPLY).first()

    @cached_property
    def last_stop(self) -> Message | None:
        """The phone's last reply that moved it, if that put it on its opt-out list."""
        moves = [Effect.OPTED_OUT.value, Effect.OPTED_IN.value]
        last = self.rows.filter(kind=Message.Kind.REPLY, decision__effect__in=moves).first()
        return last if last and last.decision["effect"] == Effect.OPTED_OUT else None

    @cached_property
    def receiver(self) -> PhoneNumber | None:
        """The account's number that a reply goes to, with its keywords; None where it is gone."""
        if not self.number:
            return None
        rows = PhoneNumber.objects.for_caller(self.caller).select_related("pool")
        return rows.filter(phone_number_id=self.last.origination_identity).first()

    @cached_property
    def opts_in(self) -> bool:
        """Whether START takes the phone off the list again."""
        return bool(self.receiver) and reaction_of(self.receiver, "START").effect == Effect.OPTED_IN

    @property
    def last_words(self) -> str:
        """What the last reply brought about: the answer, then the effect."""
        replies = [place for place, one in enumerate(self.bubbles) if one.is_reply]
        reply, *answers = self.bubbles[replies[-1] :] if replies else [None]
        return " ".join([*(f"{one.text}" for one in answers), reply.effect]) if reply else ""

    @property
    def number(self) -> str:
        """The number that a reply goes to: the last that wrote; "" of a sender ID, to which nobody can reply."""
        is_number = self.last is not None and self.last.origination_identity.startswith("phone-")
        return self.last.origination_phone_number if is_number else ""

    @property
    def no_reply(self) -> str:
        if self.number:
            return ""
        if self.last:
            return "Sender IDs and shared routes are one-way. The recipient can't reply."
        return "Send a message first, so that there is one to reply to."


def effect_in_words(phone: str, decision: Mapping[str, Any]) -> str:
    return EFFECTS[Effect(decision["effect"])].format(
        phone=international(phone), list=decision["opt_out_list_name"], keyword=decision["keyword"]
    )


def published_in_words(decision: Mapping[str, Any]) -> str:
    """Without an endpoint in the test settings, what would be published is only shown."""
    channel, outcome = decision.get("two_way_channel_arn", ""), decision.get("publication")
    if not channel or outcome is None:
        return f"Published to {channel}." if channel else ""
    code, endpoint = outcome.get("code"), outcome["endpoint_url"]
    if not code:
        return f"Published to {channel} at {endpoint}."
    why = NOT_PUBLISHED.get(code, "{endpoint} answered {code}: {message}").format(
        endpoint=endpoint, code=code, message=outcome["message"]
    )
    return f"Could not be published: {why}"


def status_in_words(status: str) -> str:
    """ "Carrier blocked" for CARRIER_BLOCKED."""
    return "TTL expired" if status == "TTL_EXPIRED" else status.replace("_", " ").capitalize()
