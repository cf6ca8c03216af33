"""Create pool: one page, one form, three steps. What is typed stays until the pool exists."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from pools import shapes
from pools.errors import Field, ServiceError
from pools.models import PhoneNumber, Pool, SenderId
from pools.operations import house
from pools.operations import pools as operations
from pools.operations.base import Caller, pools_available
from pools.operations.tags import NAME
from pools.pages import fields, words
from pools.pages.available_numbers import AvailableNumbers
from pools.pages.dialogs import must_edit
from pools.pages.flash import flash, pool_link
from pools.pages.http import announce, focus, fragment, is_fragment, see_other, status_of
from pools.pages.places import channel_settings_url, crumbs, to
from pools.pages.sign_in import carried
from pools.pages.tag_rows import Tags
from pools.reference import countries, quotas
from pools.reference import keywords as known

TEMPLATE = "pools/create_pool.html"
SENDER_ID, PHONE_NUMBER = "sender-id", "phone-number"
KINDS = {SENDER_ID: "Sender ID", PHONE_NUMBER: "Phone number"}
NOT_LISTED = "Choose one of the phone numbers in the list."
NAMED_TWICE = "The pool name is the tag Name already. Remove this tag, or leave the pool name empty."
SAME_NAME = "Another pool in this Region already has this name."
# The members of a request that an operation can refuse, and the fields that they are typed in.
MEMBERS = {
    SENDER_ID: {
        "SenderId": "sender_id",
        "OriginationIdentity": "sender_id",
        "IsoCountryCode": "iso_country_code",
        "MessageType": "message_type",
    },
    PHONE_NUMBER: {"OriginationIdentity": "origination_identity"},
}


class SetupForm(fields.Form):
    pool_name = fields.pool_name()
    type = fields.ChoiceField(tuple(KINDS.items()), label="Origination identity")
    deletion_protection_enabled = forms.BooleanField(label="Turn on deletion protection", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_short(self, "pool_name", 256)


class SenderIdForm(fields.Form):
    sender_id = fields.sender_id()
    iso_country_code = fields.sender_id_country()
    message_type = fields.message_type()
    registered = fields.registered()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_short(self, "sender_id", 64)


class PhoneNumberForm(fields.Form):
    origination_identity = fields.text("CreatePool", "origination_identity", label="Phone number")


def keep_short(form: fields.Form, name: str, most: int) -> None:
    """Have htmx leave out its request for notes while the text is too long for an address."""
    form.fields[name].widget.attrs["pattern"] = f".{{0,{most}}}"


@dataclass(frozen=True)
class Alert:
    """What stands above the buttons, and the links with which it goes on."""

    text: str
    links: Sequence[tuple[str, str]] = ()
    is_made: bool = False


class Draft:
    """The page's forms with what is typed in them: checked where they are submitted, else only shown."""

    def __init__(self, caller: Caller, data: Mapping[str, str], *, submitted: bool = False) -> None:
        self.caller, self.data, self.alert = caller, data, None
        self.kind = data["type"] if data.get("type") in KINDS else SENDER_ID
        self.setup = self.form(SetupForm, submitted, type=self.kind)
        self.sender = self.form(
            SenderIdForm,
            submitted and self.is_sender_id,
            message_type=caller.account.default_message_type,
        )
        self.number = self.form(PhoneNumberForm, submitted and self.is_phone_number)
        self.numbers = AvailableNumbers(caller, data)
        self.tags = Tags({}, data, quotas.default(quotas.TAGS_PER_RESOURCE))
        token = data.get("client_token", "")
        wrong = shapes.text_problem(shapes.limits("CreatePool", "client_token"), token, "ClientToken")
        self.client_token = str(uuid.uuid4()) if wrong else token

    def form(self, form: type[fields.Form], submitted: bool, **initial: str) -> fields.Form:
        return form(self.data) if submitted else form.showing(self.data, **initial)

    @property
    def typed(self) -> bool:
        """Whether the page is drawn with something typed, which leaving it would lose."""
        return bool(set(self.data) - {"type"})

    @property
    def identity_form(self) -> fields.Form:
        return self.sender if self.is_sender_id else self.number

    @property
    def is_sender_id(self) -> bool:
        return self.kind == SENDER_ID

    @property
    def is_phone_number(self) -> bool:
        return self.kind == PHONE_NUMBER

    @property
    def opens_additional(self) -> bool:
        """The expandable part stays open while something is in it."""
        return bool(self.tags.rows or self.setup["deletion_protection_enabled"].value())

    @property
    def is_invalid(self) -> bool:
        rows = any(row.errors for row in self.tags.kept)
        return bool(rows or self.alert or self.setup.errors or self.identity_form.errors)

    def check(self) -> bool:
        """Whether what was submitted can go to the operation; each field that is wrong says why."""
        fine = [self.setup.is_valid(), self.identity_form.is_valid(), self.check_tags()]
        if self.is_phone_number and not self.number.errors and not self.numbers.chosen:
            self.number.add_error("origination_identity", NOT_LISTED)
            return False
        return all(fine)

    def check_tags(self) -> bool:
        fine = self.tags.check()
        if self.tags.is_over:
            self.alert = Alert(self.tags.limit_text)
        return fine

    def create(self) -> Any:
        """Make the pool. Raises what the operations raise."""
        rest = {
            "deletion_protection_enabled": self.setup.cleaned_data["deletion_protection_enabled"] or None,
            "tags": self.request_tags or None,
            "client_token": self.client_token,
        }
        if self.is_sender_id:
            return house.create_pool_from_sender_id(self.caller, **self.sender.cleaned_data, **rest)
        number = self.numbers.chosen
        return operations.create_pool(
            self.caller,
            origination_identity=number.phone_number_id,
            message_type=number.message_type,
            **rest,
        )

    @property
    def request_tags(self) -> list[dict[str, str]]:
        """CreatePool's `Tags`: the name first, then the rows of the editor."""
        name = self.setup.cleaned_data["pool_name"]
        pairs = [(NAME, name)] if name else []
        pairs += self.tags.values().items()
        return [{"Key": key, "Value": value} for key, value in pairs]

    def refuse(self, error: ServiceError) -> None:
        """Put a refusal where its cause was typed, or above the buttons."""
        if error.fields:
            for problem in self.identity_form.blame(error, MEMBERS[self.kind]):
                self.refuse_field(problem, error)
        elif error.facts.get("client_token"):
            self.refuse_again(error.facts["answer"] or {})
        elif self.is_phone_number and error.resource_type == "phone-number":
            self.number.add_error("origination_identity", words.sentence(error))
            self.numbers = AvailableNumbers(self.caller, {})
        elif self.is_sender_id and error.reason == "MESSAGE_TYPE_MISMATCH":
            self.sender.add_error("message_type", words.sentence(error))
        else:
            self.refuse_all(error)

    def refuse_field(self, problem: Field, error: ServiceError) -> None:
        if problem.name.startswith("Tags["):
            self.refuse_tag(problem, error)
        else:
            self.refuse_all(error)

    def refuse_tag(self, problem: Field, error: ServiceError) -> None:
        """`Tags[2].Key` counts in the request, where the pool name may come first."""
        place, _, part = problem.name.removeprefix("Tags[").partition("].")
        key = self.request_tags[int(place)]["Key"]
        again = problem.problem == "duplicate" and key == NAME
        said = NAMED_TWICE if again else fields.message(problem, f"Tag {part.lower()}")
        if not self.tags.blame(key, part.lower(), said):
            self.refuse_all(error)

    def refuse_again(self, answer: dict[str, Any]) -> None:
        """This form made a pool before, and came again with other values. The next time it makes another."""
        pool = Pool.objects.for_caller(self.caller).filter(pool_id=answer.get("PoolId", "")).first()
        label = pool.label if pool else answer.get("PoolId", "")
        links = [("View pool", to(self.caller, "pool-detail", pool.pool_id))] if pool else []
        self.alert = Alert(f"This form has already created pool {label}.", links, is_made=True)
        self.client_token = str(uuid.uuid4())

    def refuse_all(self, error: ServiceError) -> None:
        closed = error.reason == "CHANNEL_NOT_ENABLED"
        links = [("Open SMS and voice settings", channel_settings_url(self.caller))] if closed else []
        self.alert = Alert(words.sentence(error), links)

    # What the page says beside the fields.

    @cached_property
    def name_is_taken(self) -> bool:
        name = str(self.setup["pool_name"].value() or "").replace("\x00", "").strip()[:256]
        return bool(name) and Pool.objects.for_caller(self.caller).filter(name=name).exists()

    @cached_property
    def country(self) -> countries.Country | None:
        return countries.country(str(self.sender["iso_country_code"].value() or ""))

    @property
    def sender_id(self) -> str:
        return str(self.sender["sender_id"].value() or "").replace("\x00", "").strip()

    @property
    def saved_as(self) -> str:
        return fields.saved_as(self.sender_id)

    @cached_property
    def held(self) -> SenderId | None:
        """The sender ID of the account that the pool will use, rather than request a new one."""
        if not self.sender_id or not self.country:
            return None
        rows = SenderId.objects.for_caller(self.caller)
        found = rows.filter(
            sender_id=self.sender_id.upper()[:64], iso_country_code=self.country.iso_country_code
        )
        return found.first()

    @property
    def message_types(self) -> list[dict[str, Any]]:
        """The radios. A sender ID that exists locks the types that it does not have."""
        can = self.held.message_types if self.held else list(words.MESSAGE_TYPES)
        typed = self.sender["message_type"].value()
        chosen = typed if typed in can else next(iter(can), "")
        return [
            {
                "value": value,
                "label": label,
                "description": fields.MESSAGE_TYPE_HELP[value],
                "checked": value == chosen,
                "locked": value not in can,
            }
            for value, label in words.MESSAGE_TYPES.items()
        ]

    @property
    def from_sender_id(self) -> "Preview":
        return preview(SenderId())

    @property
    def from_number(self) -> "Preview | None":
        return preview(self.numbers.offered) if self.numbers.offered else None


@dataclass(frozen=True)
class Preview:
    """The settings that a pool would have, and whose they are."""

    identity: PhoneNumber | SenderId
    pool: Pool
    keywords: Sequence[str]

    @property
    def message_type(self) -> str:
        return words.value_of("message_type", self.pool.message_type)


def preview(identity: PhoneNumber | SenderId) -> Preview:
    is_number = isinstance(identity, PhoneNumber)
    pool = Pool(message_type=identity.message_type if is_number else "", **operations.inherited(identity))
    said = sorted(row.keyword for row in identity.keywords.all()) if is_number else []
    return Preview(identity, pool, said or known.REQUIRED)


@require_http_methods(["GET", "HEAD", "POST"])
def create_pool(request: HttpRequest) -> HttpResponse:
    if answer := closed(request):
        return answer
    if request.method == "POST":
        op, _, value = request.POST.get("op", "").partition(":")
        return submit(request) if is_submit(request, op) else redraw(request, op, value)
    if request.htmx.target == "numbers" and is_fragment(request):
        return other_numbers(request)
    data = carried(request) or {"type": request.GET.get("type", "")}
    draft = Draft(request.caller, data)
    draft.setup.fields["pool_name"].widget.attrs["autofocus"] = True
    return render(request, TEMPLATE, context(request, draft))


def other_numbers(request: HttpRequest) -> HttpResponse:
    """The table of numbers, searched or paged, with what was chosen still chosen."""
    draft = Draft(request.caller, request.GET)
    response = fragment(request, TEMPLATE, "numbers_answer", context(request, draft))
    page = draft.numbers.page
    count = page.paginator.counted
    if request.htmx.trigger_name == "q":
        return announce(response, f"{count} match{'' if str(count) == '1' else 'es'}")
    if (request.htmx.trigger or "").startswith("numbers-page"):
        focus(response, "#numbers-heading")
    return announce(response, f"Showing {page.first} to {page.last} of {count} phone numbers")


@require_safe
def inherited(request: HttpRequest) -> HttpResponse:
    """What the pool would take over from what is typed, and the notes beside the fields."""
    if answer := closed(request):
        return answer
    draft = Draft(request.caller, request.GET)
    response = fragment(request, TEMPLATE, "inherited_answer", context(request, draft))
    if draft.kind == PHONE_NUMBER and draft.numbers.offered:
        announce(response, f"Settings that the pool inherits from {draft.numbers.offered.label} are shown")
    return response


def is_submit(request: HttpRequest, op: str) -> bool:
    """Enter in a field submits the form; in the search, when its words are new, it searches."""
    searches = request.POST.get("q", "") != request.POST.get("searched", "")
    return op in ("", "create") or (op == "enter" and not searches)


def submit(request: HttpRequest) -> HttpResponse:
    draft = Draft(request.caller, request.POST, submitted=True)
    if not draft.check():
        return refused(request, draft, 422)
    try:
        pool = draft.create()
    except ServiceError as error:
        draft.refuse(error)
        return refused(request, draft, status_of(error))
    return created(request, draft, pool)


def created(request: HttpRequest, draft: Draft, pool: Any) -> HttpResponse:
    url = to(request.caller, "pool-detail", pool.pool_id)
    name = draft.setup.cleaned_data["pool_name"]
    said = pool_link(url, name or pool.pool_id)
    namesakes = Pool.objects.for_caller(request.caller).filter(name=name).exclude(pool_id=pool.pool_id)
    details = [SAME_NAME] if name and namesakes.exists() else ()
    flash(request, "success", format_html("Pool {} was created.", said), details=details)
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def refused(request: HttpRequest, draft: Draft, status: int) -> HttpResponse:
    mark_first_invalid(draft)
    response = fragment(request, TEMPLATE, "answer", context(request, draft), status=status)
    if status != 422 and is_fragment(request) and draft.identity_form.errors:
        focus(response, "#create-pool-form [aria-invalid=true]")
        announce(response, "1 field needs attention", level="assertive")
    return response


def mark_first_invalid(draft: Draft) -> None:
    """Without script the browser puts the focus there; with it form.js does."""
    for form in (draft.setup, draft.identity_form):
        for name in form.errors:
            if name in form.fields:
                form.fields[name].widget.attrs["autofocus"] = True
                return


def redraw(request: HttpRequest, op: str, value: str) -> HttpResponse:
    """Without script: what the buttons inside the form do, with everything typed kept."""
    data = request.POST.copy()
    if op in ("show_numbers", "hide_numbers"):
        data["all"] = "1" if op == "show_numbers" else ""
    if op == "page":
        data["page"] = value
    draft = Draft(request.caller, data)
    row = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else -1
    changes = {"add_tag": draft.tags.add, "remove_tag": draft.tags.remove, "undo_tag": draft.tags.undo}
    changes.get(op, lambda _: None)(row)
    return fragment(request, TEMPLATE, "answer", context(request, draft))


def closed(request: HttpRequest) -> HttpResponse | None:
    """The answer where no pool can be made at all. A form that is posted gets it as a conflict."""
    caller, posted = request.caller, request.method == "POST"
    if not pools_available(caller.region):
        region = words.region_name(caller.region)
        return render(
            request, TEMPLATE, shell(request) | {"no_pools_in": region}, status=409 if posted else 200
        )
    # A submitted form meets the channel in the operation, whose refusal keeps what is typed.
    if not posted and not operations.channel_enabled(caller):
        return render(request, TEMPLATE, shell(request) | {"settings_url": channel_settings_url(caller)})
    must_edit(caller)
    return None


def shell(request: HttpRequest) -> dict[str, Any]:
    path = crumbs(request.caller, "overview", "phone-number-list", "Create pool")
    return {"crumbs": path, "help_topic": "create-pool", "nav_active": "phone-numbers"}


def context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    caller = request.caller
    return shell(request) | {
        "draft": draft,
        "numbers": draft.numbers,
        "url": to(caller, "pool-create"),
        "inherited_url": to(caller, "pool-create-inherited"),
        "cancel_url": to(caller, "pool-list"),
        "numbers_url": to(caller, "phone-number-list"),
    }
