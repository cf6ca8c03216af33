"""What is done on the message simulator's page: sending, replying, forgetting."""

from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods
from django_htmx.http import replace_url

from pools.errors import ServiceError
from pools.models.identities import international
from pools.operations.simulated_messages import (
    Span,
    forget_conversation,
    receive_text_message_once,
    remember_conversation,
    send_text_message_once,
)
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.form_tokens import new_form_token
from pools.pages.kit.http import announce, focus, is_fragment, see_other, status_of, with_flashes
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.words import reasons, refusals
from pools.pages.simulator.outcome import refused_box, sent_in_words
from pools.pages.simulator.phone import SEND_MESSAGES, Phone
from pools.pages.simulator.text_form import MEMBERS, TextForm
from pools.refusals import TokenUsed

PREVIEW, DRY_RUN, REPLY, FORGET = "preview", "dry_run", "reply", "forget"


@require_http_methods(["GET", "HEAD", "POST"])
def simulator(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        typed = carried(request)
        page = Phone(request, typed or request.GET)
        if typed:
            restored(request, page.form, TextForm().offer(request.caller, page.chosen))
        return page.draw()
    must_edit(request.caller, SEND_MESSAGES)
    if "id" in request.POST:
        return remember(Phone(request, request.GET))
    page = Phone(request, request.POST, posted=True)
    act = request.POST.get("op", "")
    if act == FORGET:
        return forget(page)
    if act == REPLY:
        return reply(page)
    return page.draw() if act == PREVIEW else send(page, act)


def send(page: Phone, act: str) -> HttpResponse:
    if not page.form.is_valid():
        return page.draw(status=422)
    try:
        message_id = send_text_message_once(
            page.caller,
            client_token=page.token,
            **page.form.members(page.chosen),
            **({"dry_run": True} if act == DRY_RUN else {}),
        )
    except ServiceError as error:
        refuse(page, error)
        return page.draw(status=status_of(error))
    # What is sent after it is another request.
    page.token = new_form_token()
    if act == DRY_RUN:
        return page.draw(dry_run=True)
    address = page.address(sent=message_id)
    return after(page, address) if is_fragment(page.request) else see_other(address + "#why")


def page_at(page: Phone, address: str) -> Phone:
    """As it is read anew at an address."""
    return Phone(page.request, QueryDict(urlsplit(address).query))


def after(page: Phone, address: str) -> HttpResponse:
    """What a message has changed on the page, for htmx: as the page at this address has it."""
    shown = page_at(page, address)
    answer = shown.parts("why", "phone", *(["send"] if page.data.get("refused") else []))
    if shown.sent:
        announce(answer, sent_in_words(shown.sent, page.caller.now))
    else:
        # The form came again, and its message was deleted meanwhile.
        shown.told(answer)
    return replace_url(answer, shown.here)


def refuse(page: Phone, error: ServiceError) -> None:
    """At the fields that it is about, and where it is about none as the outcome."""
    if isinstance(error.about, TokenUsed):
        page.token = new_form_token()
    if error.fields and not page.form.blame(error, MEMBERS):
        return
    page.box = refused_box(error, page.place, page.phone)


def reply(page: Phone) -> HttpResponse:
    text = page.data.get("word", "") or page.data.get("reply", "")
    number = page.phone.number
    try:
        if not text.strip() or not number:
            page.reply_problem = "Reply is required." if number else "There is nothing to reply to."
            return page.draw(status=422)
        receive_text_message_once(
            page.caller,
            client_token=page.token,
            origination_number=page.to,
            destination_number=number,
            message_body=text,
        )
    except ServiceError as error:
        page.reply_problem = problem_of_reply(error)
        return page.draw(status=status_of(error))
    if is_fragment(page.request):
        return answered(page_at(page, page.address()))
    return see_other(page.address() + "#phone")


def answered(page: Phone) -> HttpResponse:
    """The phone after a reply: the answer and then the effect are told."""
    return announce(page.parts("phone"), page.phone.last_words)


def forget(page: Phone) -> HttpResponse:
    try:
        span = forget_conversation(page.caller, destination_phone_number=page.to)
    except ServiceError as error:
        refuse(page, error)
        return page.draw(status=status_of(error))
    # Of a form that was sent twice, the first has said it.
    if span:
        text = f"No sender is kept for {international(page.to)} any more."
        seal = sealed(undo_salt(page), {"span": [moment.isoformat() for moment in span]})
        flash(page.request, "success", text, action=("Undo", page.address()), posts=[seal])
    if not is_fragment(page.request):
        return see_other(page.address() + "#why")
    shown = page_at(page, page.address())
    answer = with_flashes(page.request, shown.parts("why"))
    return focus(replace_url(answer, page.address()), "#outcome")


def remember(page: Phone) -> HttpResponse:
    """What one Forget did is taken back."""
    values = unsealed(undo_salt(page), page.request.POST.get("id", ""))
    if values is None:
        flash(page.request, "error", reasons.UNDONE_TOO_LATE)
        return see_other(page.address() + "#why")
    span = Span(*map(datetime.fromisoformat, values["span"]))
    try:
        remember_conversation(page.caller, destination_phone_number=page.to, span=span)
    except ServiceError as error:
        flash(page.request, "error", f"Not undone. {refusals.sentence(error)}")
    else:
        flash(page.request, "success", "Undone. The sender is kept as before.")
    return see_other(page.address() + "#why")


def undo_salt(page: Phone) -> str:
    return f"undo-forget:{page.caller.account.account_id}:{page.caller.region}:{page.to}"


def problem_of_reply(error: ServiceError) -> str:
    """What is wrong with its text in the field's own name; else what the number says to it."""
    texts = [field for field in error.fields if field.name == "MessageBody"]
    return fields.message(texts[0], "Reply") if texts else refusals.sentence(error)
