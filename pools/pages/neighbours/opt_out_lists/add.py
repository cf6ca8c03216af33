"""Putting numbers on an opt-out list by hand, one a line."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import OptOutList
from pools.operations.opted_out_numbers import put_opted_out_numbers
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.labels import country_name, plural
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.numbers import NUMBERS
from pools.reference import countries
from pools.reference.phone_numbers import NO_COUNTRY, NOT_A_NUMBER, TOO_LONG, TOO_SHORT, Reading, read_number

ADDING = "Add numbers"
MOST_ADDED = 1_000
TOO_MANY = f"Use Import CSV for more than {MOST_ADDED:,}."
PROBLEMS = {
    NOT_A_NUMBER: "Not a phone number.",
    NO_COUNTRY: "No country, and none was chosen.",
    TOO_SHORT: "Too short for {}.",
    TOO_LONG: "Too long for {}.",
}
SAID = 5  # how many wrong lines are named at once


def problem_in_words(reading: Reading) -> str:
    return PROBLEMS[reading.problem].format(country_name(reading.iso_country_code))


def country_field() -> forms.ChoiceField:
    """Whose numbers those are that don't say so."""
    choices = [("", "None"), *((one.iso_country_code, one.label) for one in countries.by_name())]
    return fields.ChoiceField(
        choices,
        label="Country for numbers without +",
        required=False,
        widget=forms.Select,
        constraint="For forms such as 07700 900123.",
    )


class NumbersForm(fields.Form):
    numbers = forms.CharField(
        label="Numbers",
        error_messages={"required": "Numbers is required."},
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
    )
    iso_country_code = country_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        lines = [line.strip() for line in data.get("numbers", "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ADDED:
            self.add_error("numbers", TOO_MANY)
            return data
        read = [(line, read_number(line, data.get("iso_country_code", ""))) for line in lines]
        wrong = [f"{line[:40]}: {problem_in_words(one)}" for line, one in read if one.problem]
        if wrong:
            more = [f"And {len(wrong) - SAID:,} more."] if len(wrong) > SAID else []
            self.add_error("numbers", " ".join([*wrong[:SAID], *more]))
        data["read"] = [one.number for _, one in read]
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def add_numbers(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    must_edit(request.caller, "add opted-out numbers")
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    if request.method != "POST":
        form = NumbersForm()
        if typed := carried(request):
            form = NumbersForm.showing(typed)
            restored(request, form, NumbersForm())
        return addition(request, on, form)
    form = NumbersForm(request.POST)
    if not form.is_valid():
        return addition(request, on, form, status=422)
    numbers = form.cleaned_data["read"]
    try:
        added = put_opted_out_numbers(
            request.caller, opt_out_list_name=on.opt_out_list_name, opted_out_numbers=numbers
        )
    except ServiceError as error:
        return addition(request, on, form, problem=refusals.sentence(error), status=status_of(error))
    there = len(set(numbers)) - len(added)
    already = f" {plural(there, 'number')} {'was' if there == 1 else 'were'} there already." if there else ""
    text = f"{plural(len(added), 'number')} {'was' if len(added) == 1 else 'were'} added.{already}"
    flash(request, "success" if added else "info", text)
    url = to(request.caller, "opt-out-list-detail", on.opt_out_list_name)
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def addition(
    request: HttpRequest, on: OptOutList, form: NumbersForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    name = on.opt_out_list_name
    back = to(request.caller, "opt-out-list-detail", name)
    context = {
        "id": "dialog-add-numbers",
        "title": ADDING,
        "action": to(request.caller, "opted-out-number-add", name),
        "back": back,
        "crumbs": crumbs(request.caller, "overview", "opt-out-list-list", (name, back), ADDING),
        "nav_active": NUMBERS.nav_active,
        "form": form,
        "most": TOO_MANY,
        "problem": problem,
    }
    return dialog(request, "neighbours/opt_out_lists/add.html", context, status=status)
