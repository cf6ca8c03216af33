"""Request sender ID: one page, with its protection and tags."""

from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError, refusals_of
from pools.models import SenderId
from pools.models.scope import kept_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.operations.sender_ids import must_be_usable_in, must_have_letter, request_sender_id
from pools.pages.frame.restored import carried, changed_fields, control_of, say_restored
from pools.pages.kit import country_fields, fields
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import pool_link
from pools.pages.kit.form_tokens import form_token, new_form_token
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.switches import switch
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import labels, refusals
from pools.pages.neighbours.sender_ids.detail import page_of
from pools.pages.neighbours.sender_ids.list import REQUEST_SENDER_IDS
from pools.pages.neighbours.tabs import SENDER_IDS
from pools.reference import countries
from pools.refusals import TokenUsed

TITLE = "Request sender ID"
NO_TYPE = "Choose at least one message type."
SENT_BEFORE = (
    "This form has requested a sender ID before, with other values. Send it again to request another one."
)
RELEASED_SINCE = (
    "This form has requested the sender ID before, and it was released since. Send it again to request it."
)


def dated(day: date) -> str:
    return f"Country table of {date_format(day, 'F j, Y')}."


class RequestForm(fields.Form):
    members: ClassVar = {"SenderId": "sender_id", "IsoCountryCode": "iso_country_code"}
    types: ClassVar = {"transactional": "TRANSACTIONAL", "promotional": "PROMOTIONAL"}

    sender_id = fields.sender_id()
    iso_country_code = country_fields.sender_id_country(constraint=dated(countries.DATE))
    registered = fields.registered()
    transactional = forms.BooleanField(
        label=labels.MESSAGE_TYPES["TRANSACTIONAL"],
        help_text=fields.MESSAGE_TYPE_HELP["TRANSACTIONAL"],
        initial=True,
        required=False,
    )
    promotional = forms.BooleanField(
        label=labels.MESSAGE_TYPES["PROMOTIONAL"],
        help_text=fields.MESSAGE_TYPE_HELP["PROMOTIONAL"],
        required=False,
    )
    deletion_protection_enabled = switch("Deletion protection")

    @property
    def message_types(self) -> list[str]:
        return [value for name, value in self.types.items() if self.cleaned_data.get(name)]

    def accepts(self) -> bool:
        """Whether it can go to the operation, whose own rules are asked, so that all errors show at once."""
        self.is_valid()
        name, country = (self.cleaned_data.get(one, "") for one in ("sender_id", "iso_country_code"))
        rules = []
        if country:
            registered = self.cleaned_data["registered"]
            rules.append(partial(must_be_usable_in, country, registered=registered))
        if name:
            # India lets most through: until a country is chosen, it may be the one.
            rules.append(partial(must_have_letter, name, country or "IN", self.message_types))
        for error in refusals_of(*rules):
            self.blame(error, self.members)
        if not self.message_types:
            self.add_error("transactional", NO_TYPE)
        return not self.errors


class Requesting:
    """The page's form with its tags: checked where it is submitted, else only shown."""

    def __init__(self, caller: Caller, data: QueryDict | None, *, checked: bool = False) -> None:
        self.caller, self.is_posted, self.problem = caller, data is not None, ""
        if data is None:
            self.fields = RequestForm()
            self.fields.fields["sender_id"].widget.attrs["autofocus"] = True
        elif checked:
            self.fields = RequestForm(data)
        else:
            # A box that is not ticked posts nothing.
            self.fields = RequestForm(initial={name: data.get(name, "") for name in RequestForm.base_fields})
        self.tags = Tags({}, data, owner=SENDER_IDS.noun)
        # Kept through every refusal: neither a second click nor Back requests it twice.
        self.client_token = form_token((data or {}).get("client_token", ""))

    def check(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        return all([self.fields.accepts(), self.tags.check()])

    @property
    def has_errors(self) -> bool:
        return bool(self.problem or self.fields.errors or any(row.errors for row in self.tags.kept))

    @property
    def changed(self) -> list[str]:
        names = changed_fields(self.fields, RequestForm())
        controls = [control_of(self.fields[name]) for name in names]
        return [*controls, *map(self.tags.control_of, self.tags.changed)]

    @property
    def name_and_country(self) -> tuple[str, str]:
        """As it will be kept."""
        given = self.fields.cleaned_data
        return kept_sender_id(given["sender_id"]), given["iso_country_code"]

    @property
    def held(self) -> SenderId | None:
        name, country = self.name_and_country
        return (
            SenderId.objects.for_caller(self.caller).filter(sender_id=name, iso_country_code=country).first()
        )

    @property
    def saved_as(self) -> str:
        return fields.saved_as(self.fields["sender_id"].value())

    def request(self) -> None:
        """Raises what the operation raises."""
        given = self.fields.cleaned_data
        tags = [{"Key": key, "Value": value} for key, value in self.tags.values().items()]
        request_sender_id(
            self.caller,
            sender_id=given["sender_id"],
            iso_country_code=given["iso_country_code"],
            message_types=self.fields.message_types,
            deletion_protection_enabled=given["deletion_protection_enabled"] or None,
            tags=tags or None,
            client_token=self.client_token,
            registered=given["registered"],
        )

    def refuse(self, error: ServiceError) -> None:
        if error.reason == "RESOURCE_ALREADY_EXISTS" and (held := self.held):
            link = pool_link(page_of(self.caller, held), held.sender_id)
            where = labels.country_name(held.iso_country_code)
            self.begin_anew(format_html("You already have {} in {}.", link, where))
        elif isinstance(error.about, TokenUsed):
            self.begin_anew(SENT_BEFORE)
        elif self.fields.blame(error, self.fields.members) or not error.fields:
            self.problem = refusals.sentence(error)

    def begin_anew(self, problem: str) -> None:
        """The next try is another request."""
        self.problem, self.client_token = problem, new_form_token()


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, REQUEST_SENDER_IDS)
    if request.method == "POST":
        return submitted_request(request)
    form = Requesting(request.caller, carried(request))
    if form.is_posted:
        say_restored(request, form.changed)
    return requesting_page(request, form)


def submitted_request(request: HttpRequest) -> HttpResponse:
    op, _, index = request.POST.get("op", "").partition(":")
    is_row = op in ("add_tag", "remove_tag", "undo_tag")
    form = Requesting(request.caller, request.POST, checked=not is_row)
    if is_row:
        form.tags.act(op, index)
        return requesting_page(request, form)
    if not form.check():
        return requesting_page(request, form, status=422)
    try:
        form.request()
    except ServiceError as error:
        form.refuse(error)
        return requesting_page(request, form, status=status_of(error))
    if (row := form.held) is None:
        # What the same form made before is answered again, though it is gone.
        form.begin_anew(RELEASED_SINCE)
        return requesting_page(request, form, status=409)
    there = page_of(request.caller, row)
    text = format_html("Sender ID {} was requested{}.", pool_link(there, str(row)), here(request))
    flash_saved(request, text, [("sender-id", full_id(row))])
    return see_other(there)


def requesting_page(request: HttpRequest, form: Requesting, *, status: int = 200) -> HttpResponse:
    for name in list(form.fields.errors)[:1]:
        form.fields.fields[name].widget.attrs["autofocus"] = True
    context: dict[str, Any] = {
        "form": form,
        "back": to(request.caller, SENDER_IDS.url_name),
        "crumbs": crumbs(request.caller, *PATHS[SENDER_IDS.url_name], TITLE),
        "nav_active": SENDER_IDS.nav_active,
        "help_topic": "sender-id",
    }
    return render(request, "neighbours/sender_ids/request.html", context, status=status)
