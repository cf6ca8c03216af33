"""The phone: what went to a number and what came back from it, and what the last reply did."""

from datetime import datetime, timedelta
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from django.utils import timezone

from pools.models import Message, PhoneNumber
from pools.models.identities import international
from pools.operations.engine.caller import Caller
from pools.operations.inbound_messages import reaction_of
from pools.operations.rules.inbound import Effect, stops_until
from pools.operations.rules.matching import keywords_of
from pools.operations.sending.events import DELIVERED
from pools.pages.kit.words import labels
from pools.pages.simulator.effects import EffectBox, effect_box

MOST_BUBBLES, MOST_KEYWORDS = 30, 4
REPLIES = ("STOP", "HELP", "START")
# What comes later than that, as a message that is given up after three days, nobody waits for here.
SOON = timedelta(minutes=10)
STATUS_KINDS = dict.fromkeys(DELIVERED, "positive") | {Message.QUEUED: "pending"}


class Bubble(NamedTuple):
    """sender: named where it is another than before. status: of what was sent. effect: of a reply,
    after what answered it."""

    message_id: str
    text: str
    when: datetime
    is_reply: bool
    sender: str = ""
    status_kind: str = ""
    status: str = ""
    effect: EffectBox | None = None


class Conversation:
    def __init__(self, caller: Caller, phone: str) -> None:
        rows = Message.objects.for_caller(caller).conversation(phone) if phone else Message.objects.none()
        self.caller, self.phone, self.now, self.rows = caller, phone, caller.now, rows
        self.stops_until = stops_until(caller.account, self.now)
        self.messages = list(rows[:MOST_BUBBLES])[::-1]

    @cached_property
    def bubbles(self) -> list[Bubble]:
        found, before, effect = [], "", None
        for message, following in zip_longest(self.messages, self.messages[1:]):
            if message.kind == Message.Kind.REPLY:
                bubble, effect = self.reply(message), self.effect(message)
            else:
                sender = message.origination_phone_number
                bubble, before = self.sent(message, international(sender) if sender != before else ""), sender
            is_answered = following is not None and following.decision.get("by") == "KEYWORD"
            if effect and not is_answered:
                bubble, effect = bubble._replace(effect=effect), None
            found.append(bubble)
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
        )

    def effect(self, message: Message) -> EffectBox:
        receiver = self.receiver_for(message.decision["opt_out_list_name"])
        word = self.opt_in_word if receiver else ""
        return effect_box(self.caller, message, receiver, word, self.late(message))

    def late(self, message: Message) -> datetime | None:
        """Of a recipient's STOP that doesn't act yet: when it does."""
        decision = message.decision
        is_new = decision["effect"] == Effect.OPTED_OUT and (decision["moved"] or decision["simulated"])
        acts = message.created_timestamp + (self.now - self.stops_until)
        return timezone.localtime(acts) if is_new and acts > self.now else None

    @cached_property
    def is_passing(self) -> bool:
        return any(is_passing(one, self.now) for one in self.messages)

    @cached_property
    def last(self) -> Message | None:
        """The last that was sent, which replies may have moved out of sight."""
        sent = [one for one in self.messages if one.kind != Message.Kind.REPLY]
        return sent[-1] if sent else self.rows.exclude(kind=Message.Kind.REPLY).first()

    def last_stop(self, opt_out_list_name: str) -> Message | None:
        """The phone's last reply about an opt-out list, if that put it there."""
        moves = [Effect.OPTED_OUT.value, Effect.OPTED_IN.value]
        about = {"decision__effect__in": moves, "decision__opt_out_list_name": opt_out_list_name}
        last = self.rows.filter(kind=Message.Kind.REPLY, **about).first()
        return last if last and last.decision["effect"] == Effect.OPTED_OUT else None

    @cached_property
    def receiver(self) -> PhoneNumber | None:
        """The account's number that a reply goes to, with its keywords; None where it is gone."""
        if not self.number:
            return None
        rows = PhoneNumber.objects.for_caller(self.caller).select_related("pool")
        found = rows.filter(phone_number_id=self.last.origination_identity)
        return found.prefetch_related("keywords", "pool__keywords").first()

    def receiver_for(self, opt_out_list_name: str) -> PhoneNumber | None:
        """The number that takes replies, if it is about this list that it takes them."""
        number = self.receiver
        return number if number and number.settings.opt_out_list_name == opt_out_list_name else None

    @cached_property
    def keywords(self) -> list[str]:
        """The account's own that the number answers to."""
        rows = keywords_of(self.receiver.settings) if self.receiver else []
        return sorted(row.keyword for row in rows if row.keyword not in REPLIES)

    @property
    def words(self) -> list[str]:
        """What can be replied at one press."""
        return [*REPLIES, *self.keywords[:MOST_KEYWORDS]]

    @property
    def more_words(self) -> list[str]:
        return self.keywords[MOST_KEYWORDS:]

    @cached_property
    def opt_in_word(self) -> str:
        """What takes the phone off the list again: START, or another keyword; "" where nothing does."""
        words = ("START", *self.keywords) if self.receiver else ()
        return next((one for one in words if reaction_of(self.receiver, one).effect == Effect.OPTED_IN), "")

    @property
    def last_words(self) -> str:
        """What the last reply brought about: the answer, then the effect."""
        replies = [place for place, one in enumerate(self.bubbles) if one.is_reply]
        _, *answers = last = self.bubbles[replies[-1] :] if replies else [None]
        told = [one.effect.words for one in last if one and one.effect]
        return " ".join([*(one.text for one in answers), *told])

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
            what = "Sender IDs" if self.last.origination_identity else "Shared routes"
            return f"{what} are one-way. The recipient can't reply."
        return "Send a message first, so that there is one to reply to."


def is_passing(message: Message, now: datetime) -> bool:
    """Whether it is on its way, and may arrive while somebody looks."""
    return now < message.settled_timestamp <= now + SOON


def status_in_words(status: str) -> str:
    """ "Carrier blocked" for CARRIER_BLOCKED."""
    return "TTL expired" if status == "TTL_EXPIRED" else status.replace("_", " ").capitalize()
