"""Creating an opt-out list, in a dialog."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.operations.opt_out_lists import create_opt_out_list
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.neighbours.opt_out_lists.list import NAMES
from pools.shapes import limits

TITLE = "Create opt-out list"
LONGEST = limits("CreateOptOutList", "opt_out_list_name")["max"]
CONSTRAINT = f"Up to {LONGEST} characters. {fields.NAME_WORDS} The name can't be changed."
EXISTS = "A list named {} exists already."


class OptOutListForm(fields.Form):
    opt_out_list_name = fields.text(
        "CreateOptOutList", "opt_out_list_name", label="Name", strip=True, constraint=CONSTRAINT
    )
    opt_out_list_name.widget.attrs |= {"autofocus": True, "autocapitalize": "off", "spellcheck": "false"}


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, "create opt-out lists")
    if request.method != "POST":
        form = OptOutListForm()
        if typed := carried(request):
            form = OptOutListForm.showing(typed)
            restored(request, form, OptOutListForm())
        return creation(request, form)
    form = OptOutListForm(request.POST)
    if not form.is_valid():
        return creation(request, form, status=422)
    name = form.cleaned_data["opt_out_list_name"]
    try:
        create_opt_out_list(request.caller, opt_out_list_name=name)
    except ServiceError as error:
        if error.reason == "RESOURCE_ALREADY_EXISTS":
            form.add_error("opt_out_list_name", EXISTS.format(name))
            return creation(request, form, status=409)
        return creation(request, form, problem=refusals.sentence(error), status=status_of(error))
    flash_saved(request, f"Opt-out list {name} was created{here(request)}.", [("opt-out-list", name)])
    there = to(request.caller, "opt-out-list-detail", name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def creation(
    request: HttpRequest, form: OptOutListForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "id": "dialog-create-opt-out-list",
        "title": TITLE,
        "action": to(request.caller, "opt-out-list-create"),
        "back": to(request.caller, "opt-out-list-list"),
        "crumbs": crumbs(request.caller, *PATHS["opt-out-list-list"], TITLE),
        "nav_active": NAMES.nav_active,
        "form": form,
        "problem": problem,
    }
    return dialog(request, "neighbours/opt_out_lists/create.html", context, status=status)
