"""One message: what it says and cost, why its sender sent it, and what became of it; of a reply, what it led to."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import ConfigurationSet, Message, PhoneNumber, Pool, SenderId
from pools.models.identities import international
from pools.models.scope import name_and_country
from pools.operations.engine.caller import Caller
from pools.operations.publications import channel_text
from pools.operations.rules.parts import pieces_of
from pools.operations.sending.originators import By
from pools.pages.kit.http import is_fragment
from pools.pages.kit.paging import ReadRows, page_of_rows
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels
from pools.pages.simulator.conversation import is_passing
from pools.pages.simulator.effects import effect_in_words, published_in_words
from pools.pages.simulator.filters import KINDS
from pools.pages.simulator.happened import events_of
from pools.pages.simulator.mends import Place
from pools.pages.simulator.messages import status_cell
from pools.pages.simulator.outcome import OutcomeBox, sent_box
from pools.pages.simulator.why import REASONS_A_PAGE, Reason, reasons_of, turned


class Named(NamedTuple):
    """What a message keeps by name, and its page as long as it is there."""

    text: str
    href: str = ""


@require_safe
def message_detail(request: HttpRequest, message_id: str) -> HttpResponse:
    caller = request.caller
    message = Message.objects.for_caller(caller).filter(message_id=message_id).first()
    if message is None:
        raise Http404("There is no such message.")
    page = MessagePage(caller, message)
    is_turned = is_fragment(request) and request.htmx.target == "why"
    if is_fragment(request) and page.is_passing and not is_turned:
        # Nothing is new, and what somebody has opened stays open.
        return HttpResponse(status=204)
    why = page_of_rows(request, ReadRows(page.why), REASONS_A_PAGE, anchor="#why")
    context = {
        "page": page,
        "message": message,
        "title": page.title,
        "why": why,
        "box": page.box,
        "events": events_of(message, caller.now),
        "crumbs": crumbs(caller, "overview", "simulator", "message-list", page.title),
        "nav_active": "simulator",
        "help_topic": "messages",
    }
    answer = render(request, "simulator/message.html", context)
    return turned(answer, why) if is_turned else answer


class MessagePage:
    """What stands on the page of one message."""

    # As the phone's page has them, with which this one shares a part.
    role_of_outcome = "status"

    def __init__(self, caller: Caller, message: Message) -> None:
        self.caller, self.message, self.sent = caller, message, message
        self.to = message.destination_phone_number

    @property
    def is_reply(self) -> bool:
        return self.message.kind == Message.Kind.REPLY

    @property
    def is_passing(self) -> bool:
        return is_passing(self.message, self.caller.now)

    @property
    def path(self) -> str:
        return to(self.caller, "message-detail", self.message.message_id)

    @property
    def title(self) -> str:
        return f"{'Reply from' if self.is_reply else 'Message to'} {international(self.to)}"

    @property
    def status(self) -> str:
        return status_cell(self.message.status_at(self.caller.now))

    @property
    def summary(self) -> Sequence[tuple[str, Any]]:
        """Words, or Named, by what they are called. What is empty has none."""
        one = self.message
        sender, number = self.identity, Named(f"{international(self.to)}, {self.country}")
        ends = (("From", number), ("To", sender)) if self.is_reply else (("To", number), ("Sender", sender))
        return (
            *ends,
            ("Pool", self.pool),
            ("Configuration set", self.configuration_set),
            ("Kind", KINDS[one.kind]),
            ("Message type", labels.MESSAGE_TYPES.get(one.message_type, one.message_type)),
            ("Parts", f"{one.message_parts} ({one.message_encoding})" if one.message_encoding else "1"),
            ("Price", f"${one.price:.5f} · {one.price_class.capitalize()}" if one.price_class else ""),
            ("Message feedback", self.feedback),
            ("Context", ", ".join(f"{key} = {value}" for key, value in one.context.items())),
        )

    @property
    def country(self) -> str:
        return labels.country_name(self.message.iso_country_code)

    @property
    def identity(self) -> Named:
        """The sender as the phone shows it."""
        identity, shown = self.message.origination_identity, self.message.origination_phone_number
        text = international(shown)
        if not identity:
            return Named(text)
        if identity.startswith("phone-"):
            there = PhoneNumber.objects.for_caller(self.caller).filter(phone_number_id=identity).exists()
            return Named(text, to(self.caller, "phone-number-detail", identity) if there else "")
        name, country = name_and_country(identity)
        rows = SenderId.objects.for_caller(self.caller)
        there = rows.filter(sender_id=name, iso_country_code=country).exists()
        return Named(text, to(self.caller, "sender-id-detail", name, country) if there else "")

    @property
    def pool(self) -> Named | str:
        pool_id = self.message.pool_id
        row = Pool.objects.for_caller(self.caller).filter(pool_id=pool_id).first() if pool_id else None
        return Named(row.label, to(self.caller, "pool-detail", pool_id)) if row else pool_id

    @property
    def configuration_set(self) -> Named | str:
        name = self.message.configuration_set_name
        rows = ConfigurationSet.objects.for_caller(self.caller).filter(configuration_set_name=name)
        there = name and rows.exists()
        return Named(name, to(self.caller, "configuration-set-detail", name)) if there else name

    @property
    def feedback(self) -> str:
        """What a program has said of it, where it is asked to."""
        if said := self.message.message_feedback_status:
            return said.capitalize()
        return "Waited for" if self.message.message_feedback_enabled else ""

    @property
    def pieces(self) -> list[str]:
        """The parts that it goes out in; of what is no text, all of it."""
        one = self.message
        return (
            pieces_of(one.message_body)
            if one.kind in (Message.Kind.TEXT, Message.Kind.REPLY)
            else [one.message_body]
        )

    @property
    def why(self) -> list[Reason]:
        verdicts = self.message.decision.get("verdicts", ())
        # As it was then: nothing is to be mended any more.
        return reasons_of(Place(self.caller, None, ""), verdicts, self.message.iso_country_code)

    @property
    def box(self) -> OutcomeBox:
        return sent_box(self.message, self.caller.now)

    @property
    def answered(self) -> str:
        """The keyword whose answer it is."""
        decision = self.message.decision
        return decision.get("keyword", "") if decision.get("by") == "KEYWORD" else ""

    @property
    def effect(self) -> str:
        """What a reply led to."""
        decision = self.message.decision
        return effect_in_words(self.to, decision) if "effect" in decision else ""

    @property
    def published(self) -> str:
        """What a program gets of the reply, to the letter."""
        record = self.message.decision.get("published")
        return channel_text(record) if record else ""

    @property
    def publication(self) -> str:
        return published_in_words(self.message.decision)

    @property
    def again_url(self) -> str:
        """The phone with the form filled in, of what it can send."""
        one = self.message
        if one.kind != Message.Kind.TEXT:
            return ""
        given = {
            "from": self.asked_for,
            "to": self.to,
            "message_body": one.message_body,
            "message_type": one.message_type,
            "configuration_set_name": one.configuration_set_name,
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{to(self.caller, 'simulator')}?{query}"

    @property
    def asked_for(self) -> str:
        """What the request named, as far as the message tells; "" where the account chose."""
        one = self.message
        by, identity = one.decision.get("by", ""), one.origination_identity
        if by in (By.POOL, By.SHARED_ROUTE) and one.pool_id:
            return f"pool/{one.pool_id}"
        if by in (By.ACCOUNT, By.DEFAULT_SENDER_ID) or not identity:
            return ""
        return f"{'phone-number' if identity.startswith('phone-') else 'sender-id'}/{identity}"
