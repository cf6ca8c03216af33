"""Creating an opt-out list, in a dialog."""

from collections.abc import Mapping
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
from pools.pages.kit.tag_rows import Tags
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


def no_tags(data: Mapping[str, str] | None = None) -> Tags:
    return Tags({}, data, owner=NAMES.noun)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, "create opt-out lists")
    if request.method != "POST":
        form, tags = OptOutListForm(), no_tags()
        if typed := carried(request):
            form, tags = OptOutListForm.showing(typed), no_tags(typed)
            restored(request, form, OptOutListForm())
        return creation(request, form, tags)
    tags, (op, _, row) = no_tags(request.POST), request.POST.get("op", "").partition(":")
    if op:
        # Without script: what the buttons of the editor do, with everything typed kept.
        tags.act(op, row)
        return creation(request, OptOutListForm.showing(request.POST), tags)
    form = OptOutListForm(request.POST)
    # Both, so that all that is wrong is said at once.
    if not all([form.is_valid(), tags.check()]):
        return creation(request, form, tags, status=422)
    return created(request, form, tags)


def created(request: HttpRequest, form: OptOutListForm, tags: Tags) -> HttpResponse:
    name = form.cleaned_data["opt_out_list_name"]
    pairs = [{"Key": key, "Value": value} for key, value in tags.values().items()]
    try:
        create_opt_out_list(request.caller, opt_out_list_name=name, tags=pairs or None)
    except ServiceError as error:
        if error.reason == "RESOURCE_ALREADY_EXISTS":
            form.add_error("opt_out_list_name", EXISTS.format(name))
            return creation(request, form, tags, status=409)
        problem = refusals.sentence(error)
        return creation(request, form, tags, problem=problem, status=status_of(error))
    flash_saved(request, f"Opt-out list {name} was created{here(request)}.", [("opt-out-list", name)])
    there = to(request.caller, "opt-out-list-detail", name)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def creation(
    request: HttpRequest, form: OptOutListForm, tags: Tags, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "id": "dialog-create-opt-out-list",
        "title": TITLE,
        "action": to(request.caller, "opt-out-list-create"),
        "back": to(request.caller, "opt-out-list-list"),
        "crumbs": crumbs(request.caller, *PATHS["opt-out-list-list"], TITLE),
        "nav_active": NAMES.nav_active,
        "form": form,
        "tags": tags,
        "problem": problem,
    }
    return dialog(request, "neighbours/opt_out_lists/create.html", context, status=status)
