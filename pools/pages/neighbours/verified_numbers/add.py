"""Adding a number that the sandbox may send to, in a dialog."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models.identities import international
from pools.operations.verified_destination_numbers import create_verified_destination_number
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.neighbours.opt_out_lists.add import country_field, problem_in_words
from pools.pages.neighbours.verified_numbers.list import CHANGE_VERIFIED_NUMBERS, VERIFIED
from pools.reference.phone_numbers import read_number

TITLE = "Add number"


class VerifiedNumberForm(fields.Form):
    destination_phone_number = fields.text_of(
        {}, label="Phone number", strip=True, constraint="With + and the country, such as +44 7700 900123."
    )
    destination_phone_number.widget.attrs |= {"autofocus": True, "inputmode": "tel"}
    iso_country_code = country_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if typed := data.get("destination_phone_number"):
            read = read_number(typed, data.get("iso_country_code", ""))
            if read.problem:
                self.add_error("destination_phone_number", problem_in_words(read))
            data["destination_phone_number"] = read.number
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def add_destination(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, CHANGE_VERIFIED_NUMBERS)
    if request.method != "POST":
        form = VerifiedNumberForm()
        if typed := carried(request):
            form = VerifiedNumberForm.showing(typed)
            restored(request, form, VerifiedNumberForm())
        return adding_dialog(request, form)
    form = VerifiedNumberForm(request.POST)
    if not form.is_valid():
        return adding_dialog(request, form, status=422)
    number = form.cleaned_data["destination_phone_number"]
    try:
        create_verified_destination_number(request.caller, destination_phone_number=number)
    except ServiceError as error:
        is_there = error.reason == "RESOURCE_ALREADY_EXISTS"
        text = f"{international(number)} is in the list already." if is_there else refusals.sentence(error)
        form.add_error("destination_phone_number", text)
        return adding_dialog(request, form, status=status_of(error))
    flash(request, "success", f"{international(number)} was added. Verify it to send to it.")
    there = to(request.caller, VERIFIED.url_name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def adding_dialog(request: HttpRequest, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {
        "id": "dialog-add-verified-number",
        "title": TITLE,
        "action": to(request.caller, "verified-number-add"),
        "back": to(request.caller, VERIFIED.url_name),
        "crumbs": crumbs(request.caller, *PATHS[VERIFIED.url_name], TITLE),
        "nav_active": VERIFIED.nav_active,
        "form": form,
    }
    return dialog(request, "neighbours/verified_numbers/add.html", context, status=status)
