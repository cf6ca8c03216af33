"""Create configuration set: one page, with its defaults and tags."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from pools.errors import ServiceError
from pools.operations.configuration_set_settings import (
    ConfigurationSetSettings,
    create_configuration_set_with_defaults,
)
from pools.pages.frame.restored import carried, changed_fields, control_of, say_restored
from pools.pages.kit import fields
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import pool_link
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.neighbours.configuration_sets.form import SetForm, note_on
from pools.pages.neighbours.configuration_sets.list import SETS
from pools.shapes import limits

TEMPLATE = "neighbours/configuration_sets/create.html"
TITLE = "Create configuration set"
LONGEST_NAME = limits("CreateConfigurationSet", "configuration_set_name")["max"]
NONE = ConfigurationSetSettings()


class NameForm(fields.Form):
    configuration_set_name = fields.text(
        "CreateConfigurationSet",
        "configuration_set_name",
        label="Name",
        strip=True,
        constraint=f"Up to {LONGEST_NAME} characters. {fields.NAME_WORDS} The name can't be changed.",
    )
    configuration_set_name.widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}


@require_http_methods(["GET", "HEAD", "POST"])
def create_set(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, f"create {SETS.nouns}")
    if request.method == "POST":
        return submitted(request)
    if not (typed := carried(request)):
        named = NameForm()
        named.fields["configuration_set_name"].widget.attrs["autofocus"] = True
        return creation_page(request, named, SetForm(request.caller, NONE))
    named, form = NameForm.showing(typed), SetForm(request.caller, NONE, data=typed, checked=False)
    controls = [control_of(named[one]) for one in changed_fields(named, NameForm())]
    say_restored(request, [*controls, *form.changed])
    return creation_page(request, named, form)


def submitted(request: HttpRequest) -> HttpResponse:
    op, _, index = request.POST.get("op", "").partition(":")
    is_row = op in ("add_tag", "remove_tag", "undo_tag")
    form = SetForm(request.caller, NONE, data=request.POST, checked=not is_row)
    if is_row:
        form.tags.act(op, index)
        return creation_page(request, NameForm.showing(request.POST), form)
    named = NameForm(request.POST)
    # Both are checked, so that all errors show at once.
    if not all([form.check(), named.is_valid()]):
        return creation_page(request, named, form, status=422)
    name = named.cleaned_data["configuration_set_name"]
    try:
        create_configuration_set_with_defaults(
            request.caller, configuration_set_name=name, settings=form.posted
        )
    except ServiceError as error:
        if error.reason == "RESOURCE_ALREADY_EXISTS":
            named.add_error("configuration_set_name", f"A configuration set named {name} exists already.")
        else:
            form.blame(error)
        return creation_page(request, named, form, status=status_of(error))
    there = to(request.caller, "configuration-set-detail", name)
    text = format_html("Configuration set {} was created{}.", pool_link(there, name), here(request))
    flash_saved(request, text, [("configuration-set", name)])
    return see_other(there)


def creation_page(request: HttpRequest, named: NameForm, form: SetForm, *, status: int = 200) -> HttpResponse:
    for one in list(named.errors)[:1]:
        named.fields[one].widget.attrs["autofocus"] = True
    context: dict[str, Any] = {
        "named": named,
        "form": form,
        "is_posted": form.is_posted,
        "note_url": to(request.caller, "configuration-set-note"),
        "back": to(request.caller, SETS.url_name),
        "crumbs": crumbs(request.caller, *PATHS[SETS.url_name], TITLE),
        "nav_active": SETS.nav_active,
        "help_topic": SETS.help_topic,
    }
    return render(request, TEMPLATE, context, status=status)


@require_safe
def note(request: HttpRequest) -> HttpResponse:
    """What the form says of the default sender ID that is typed in it."""
    if not is_fragment(request):
        return HttpResponseRedirect(to(request.caller, SETS.url_name))
    text = note_on(request.caller, request.GET.get("default_sender_id", ""))
    return render(request, "neighbours/configuration_sets/note.html", {"note": text})
