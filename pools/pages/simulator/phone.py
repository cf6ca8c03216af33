"""The message simulator: a text as this account would send it, whom it is from and why, and the phone that gets it."""

from functools import cached_property
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django_htmx.http import replace_url

from pools.errors import ServiceError
from pools.models import Message
from pools.models.identities import international
from pools.operations.engine.caller import Permission
from pools.operations.engine.resources import arn_of
from pools.operations.inbound_messages import LONGEST
from pools.operations.messages import MessagePreview, preview_message
from pools.operations.rules.edits import fingerprint
from pools.operations.sending.outgoing import Outgoing
from pools.operations.sending.send import verdict_state
from pools.pages.kit.form_tokens import form_token
from pools.pages.kit.http import announce, focus, is_fragment
from pools.pages.kit.paging import Page, page_number
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons
from pools.pages.simulator import senders
from pools.pages.simulator.conversation import Conversation
from pools.pages.simulator.happened import events_of
from pools.pages.simulator.mends import Place, test_numbers
from pools.pages.simulator.outcome import OutcomeBox, preview_box, refused_box, sent_box, sent_in_words
from pools.pages.simulator.tabs import riding, tabs_of
from pools.pages.simulator.text_form import OPTIONS, TextForm, number_in
from pools.pages.simulator.why import Reason, page_of_reasons, reasons_of, turned
from pools.reference.destinations import country_of
from pools.templatetags.lists import TabLink

SEND_MESSAGES = "send messages"
MOST_SHOWN = 25
DECIDING = ("from", "to", "message_type", "configuration_set_name")


class Phone:
    """One request: the form, who would send, and the conversation."""

    def __init__(self, request: HttpRequest, data: QueryDict, *, posted: bool = False) -> None:
        self.request, self.caller, self.data, self.posted = request, request.caller, data, posted
        self.chosen = senders.chosen_sender(self.caller, data.get("from", ""))
        given = {name: data[name] for name in (*TextForm.base_fields, "from") if name in data}
        self.form = TextForm(given) if posted else TextForm(initial=given)
        self.form.offer(self.caller, self.chosen)
        self.token = form_token(data.get("client_token", ""))
        self.box: OutcomeBox | None = None
        self.reply_problem = ""
        self.why_page: Page | None = None

    @cached_property
    def to(self) -> str:
        """The recipient in E.164; "" as long as there is none."""
        return number_in(self.data.get("to", ""))

    @property
    def path(self) -> str:
        return to(self.caller, "simulator")

    @property
    def from_field(self) -> BoundField:
        """A template can't say `form.from`, nor can Python."""
        return self.form["from"]

    @property
    def deciding(self) -> dict[str, str]:
        """What a change of which shows anew who would send, as htmx has it. What is typed is waited for."""
        ids = [f"#id_{name}" for name in DECIDING]
        return {
            "triggers": ", ".join(f"input from:{one} delay:300ms" for one in ids),
            "fields": ", ".join(ids),
        }

    @property
    def here(self) -> str:
        """The address of what is shown, as it moves on."""
        return self.address(sent=self.sent.message_id) if self.sent else self.address()

    @property
    def sender_value(self) -> str:
        return senders.value_of(self.chosen) if self.chosen else ""

    @property
    def tabs(self) -> list[TabLink]:
        return tabs_of(self.caller, "simulator", riding({"from": self.sender_value, "to": self.to}))

    @property
    def has_options(self) -> bool:
        return any(self.data.get(name) for name in OPTIONS)

    @property
    def typed_reply(self) -> str:
        return self.data.get("reply", "")[:LONGEST]

    @property
    def role_of_outcome(self) -> str:
        """What a form has just done is told at once; by the page's own live region, where it is no new page."""
        if is_fragment(self.request):
            return ""
        return "alert" if self.posted and self.box.kind == "error" else "status"

    @cached_property
    def place(self) -> Place:
        return Place(self.caller, self.chosen, self.to)

    @cached_property
    def phone(self) -> Conversation:
        return Conversation(self.caller, self.to)

    def address(self, **more: str) -> str:
        return self.place.address(**more)

    @cached_property
    def sent(self) -> Message | None:
        """The message that this page has just sent."""
        named = "" if self.posted else self.data.get("sent", "")
        return (
            Message.objects.for_caller(self.caller).filter(message_id=named[:64]).first() if named else None
        )

    @property
    def drawn(self) -> str:
        """Another one when there is something else to see of the messages that are on their way."""
        events = events_of(self.sent, self.caller.now) if self.sent else ()
        return fingerprint(len(events), repr(self.phone.bubbles))

    @property
    def detail_url(self) -> str:
        return to(self.caller, "message-detail", self.sent.message_id)

    def preview(self) -> MessagePreview | None:
        if not self.to:
            return None
        # What a message says decides nothing, but that it says something.
        outgoing = Outgoing("TEXT", self.to, message_body="-", **self.named())
        try:
            return preview_message(self.caller, outgoing)
        except ServiceError as error:
            self.box = self.box or refused_box(error, self.place, self.phone)
            return None

    def named(self) -> dict[str, str]:
        """What of the form decides who sends, as far as it can be chosen there."""
        found = {
            name: value
            for name in ("message_type", "configuration_set_name")
            if (value := self.data.get(name, "")) and self.form.fields[name].valid_value(value)
        }
        return found | ({"origination_identity": arn_of(self.chosen)} if self.chosen else {})

    def why(self, *, dry_run: bool) -> list[Reason]:
        """The rows of the table; and the box above it, if there is none yet."""
        if self.sent:
            self.box = sent_box(self.sent, self.caller.now)
            verdicts = self.sent.decision.get("verdicts", ())
            return reasons_of(self.place, verdicts, self.sent.iso_country_code)
        preview = self.preview()
        if preview is None:
            return []
        self.box = self.box or preview_box(preview, self.place, self.phone, dry_run=dry_run)
        verdicts = [verdict_state(verdict) for verdict in preview.decision.verdicts[:MOST_SHOWN]]
        return reasons_of(self.place, verdicts, country_of(self.to), is_refused=self.box.kind == "error")

    def url_of_why(self, page: int | str) -> str:
        names = ("message_type", "configuration_set_name", *(("sent",) if self.sent else ()))
        more = {name: self.data.get(name, "") for name in names}
        return self.address(**more, page=str(page)) + "#why"

    def draw(self, *, status: int = 200, dry_run: bool = False) -> HttpResponse:
        if not is_fragment(self.request):
            return render(self.request, "simulator/phone.html", self.context(dry_run=dry_run), status=status)
        if not self.posted:
            return self.drawn_anew()
        if self.reply_problem:
            answer = self.parts("phone", status=status)
            return answer if status == 422 else announce(answer, self.reply_problem, level="assertive")
        if status == 422 and self.form.errors:
            return self.parts("send", status=status)
        # What was typed comes back with a refusal, as on a page of its own.
        names = ("why",) if status == 200 else ("send", "why")
        return self.told(self.parts(*names, status=status, dry_run=dry_run))

    def drawn_anew(self) -> HttpResponse:
        """What the form as it is now changes; all of the page for who asks for a message that was on its way."""
        target = self.request.htmx.target
        if target == "why":
            return self.why_anew()
        if target == "talk" and self.data.get("drawn") == self.drawn:
            return HttpResponse(status=204)
        if target == "send":
            answer = self.told(self.parts("send", "why", "phone"))
            return focus(replace_url(answer, self.address()), "#reply" if self.typed_reply else "#id_to")
        answer = render(self.request, "simulator/phone.html", self.context())
        if self.sent and target == "talk" and self.sent.settled_timestamp <= self.caller.now:
            announce(answer, sent_in_words(self.sent, self.caller.now))
        return answer

    def why_anew(self) -> HttpResponse:
        answer = self.parts("why", oob=False)
        if "page" not in self.data:
            return replace_url(self.told(answer), self.address())
        return turned(answer, self.why_page)

    def told(self, answer: HttpResponse) -> HttpResponse:
        """The outcome is told at once, and where it is a refusal of what was done the focus goes there."""
        if self.box and self.posted and self.box.kind == "error":
            focus(announce(answer, self.box.words, level="assertive"), "#outcome")
        elif self.box:
            announce(answer, self.box.words)
        return answer

    def parts(self, *names: str, oob: bool = True, **drawn: Any) -> HttpResponse:
        """Parts of the page, each from its own template, and the token of the form's next message."""
        status = drawn.pop("status", 200)
        context = self.context(**drawn) | {"oob": oob, "parts": names}
        return render(self.request, "simulator/parts.html", context, status=status)

    def context(self, *, dry_run: bool = False) -> dict[str, Any]:
        number = page_number(self.data.get("page", ""))
        self.why_page = page_of_reasons(self.why(dry_run=dry_run), number, self.url_of_why)
        may_not = reasons.why_not(self.caller, Permission.CHANGE_RESOURCES, SEND_MESSAGES)
        return {
            "page": self,
            "form": self.form,
            "why": self.why_page,
            "box": self.box,
            "phone": self.phone,
            "events": events_of(self.sent, self.caller.now) if self.sent else (),
            "to_in_words": international(self.to) if self.to else "",
            "reply_to": international(number) if (number := self.phone.number) else "",
            "country": labels.country_name(country_of(self.to)) if self.to else "",
            "test_numbers": test_numbers(self.place),
            "may_not": may_not,
            "crumbs": crumbs(self.caller, "overview", "Message simulator"),
            "nav_active": "simulator",
            "help_topic": "simulator",
        }
