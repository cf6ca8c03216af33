"""The event destinations of a configuration set: the table on its page, adding, editing, removing, on and off."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import ConfigurationSet, EventDestination
from pools.operations.engine.caller import Caller, Permission
from pools.operations.event_destinations import (
    add_event_destination,
    delete_event_destination,
    destination_kind,
    save_event_destination,
    update_event_destination,
)
from pools.pages.frame.restored import asked_again
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import close_modal, focus, is_fragment, see_other, status_of, with_flashes
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import reasons, refusals
from pools.pages.neighbours.configuration_sets.destination_dialog import (
    FULL,
    MOST_DESTINATIONS,
    SECTION,
    destination_dialog,
    opened,
    seal_of,
    settings_drawn,
)
from pools.pages.neighbours.configuration_sets.destination_form import (
    KINDS,
    WHERE,
    DestinationForm,
    saved_destination,
    types_in_words,
)
from pools.pages.neighbours.configuration_sets.list import SETS
from pools.refusals import Overtaken

CHANGE_DESTINATIONS = "change event destinations"
STATES = {"true": True, "false": False}


def set_or_404(caller: Caller, name: str) -> ConfigurationSet:
    row = ConfigurationSet.objects.for_caller(caller).filter(configuration_set_name=name).first()
    if row is None:
        raise Http404("There is no such configuration set.")
    return row


def destination_or_404(row: ConfigurationSet, name: str) -> EventDestination:
    found = row.event_destination_rows.filter(event_destination_name=name).first()
    if found is None:
        raise Http404("There is no such event destination.")
    return found


def destinations_context(caller: Caller, row: ConfigurationSet) -> dict[str, Any]:
    """What the section on the set's page draws, in the order in which they were made."""
    name = row.configuration_set_name
    found = list(row.event_destination_rows.order_by("pk"))
    locked = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_DESTINATIONS)
    return {
        "destinations": [destination_cells(caller, row, one) for one in found],
        "add_destination_url": to(caller, "event-destination-add", name),
        "why_no_destination": locked or (FULL if len(found) >= MOST_DESTINATIONS else ""),
        "locked": locked,
    }


def destination_cells(caller: Caller, row: ConfigurationSet, one: EventDestination) -> dict[str, Any]:
    kind, args = destination_kind(one), (row.configuration_set_name, one.event_destination_name)
    return {
        "name": one.event_destination_name,
        "kind": KINDS[kind],
        "where": getattr(one, kind)[WHERE[kind]],
        "types": types_in_words(one.matching_event_types),
        "enabled": one.enabled,
        "edit_url": to(caller, "event-destination-edit", *args),
        "remove_url": to(caller, "event-destination-remove", *args),
        "status_url": to(caller, "event-destination-status", *args),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, configuration_set_name: str) -> HttpResponse:
    must_edit(request.caller, CHANGE_DESTINATIONS)
    row = set_or_404(request.caller, configuration_set_name)
    if request.method != "POST":
        return destination_dialog(request, row, opened(request, {}))
    form = DestinationForm(request.POST)
    if not form.is_valid():
        return destination_dialog(request, row, form, status=422)
    try:
        add_event_destination(request.caller, configuration_set_name=configuration_set_name, **form.asked)
    except ServiceError as error:
        problem = form.refuse(error)
        return destination_dialog(request, row, form, problem=problem, status=status_of(error))
    return done(request, row, f"Event destination {form.asked['event_destination_name']} was added.")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_destination(
    request: HttpRequest, configuration_set_name: str, event_destination_name: str
) -> HttpResponse:
    must_edit(request.caller, CHANGE_DESTINATIONS)
    row = set_or_404(request.caller, configuration_set_name)
    one = destination_or_404(row, event_destination_name)
    kept = {"event_destination_name": event_destination_name, "kind": destination_kind(one)}
    if request.method != "POST":
        return destination_dialog(request, row, opened(request, saved_destination(one)), one)
    form = DestinationForm(instead(request.POST, kept))
    if not form.is_valid():
        return destination_dialog(request, row, form, one, status=422)
    posted = form.asked
    named = {
        "configuration_set_name": configuration_set_name,
        "event_destination_name": posted.pop("event_destination_name"),
    }
    try:
        changed = save_event_destination(
            request.caller, **named, initial=settings_drawn(request, one), posted=posted
        )
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        return destination_refused(request, row, form, one, error)
    if not changed:
        return done(request, row, f"No changes were made to event destination {one}.", kind="info")
    return done(request, row, f"Event destination {one} was saved.")


def destination_refused(
    request: HttpRequest,
    row: ConfigurationSet,
    form: DestinationForm,
    one: EventDestination,
    error: ServiceError,
) -> HttpResponse:
    more = {"problem": form.refuse(error)}
    if isinstance(error.about, Overtaken):
        # Told once: what is saved now is what the form is compared with next.
        more["drawn"] = seal_of(destination_or_404(row, one.event_destination_name))
    return destination_dialog(request, row, form, one, status=status_of(error), **more)


def instead(posted: QueryDict, kept: dict[str, str]) -> QueryDict:
    """What was posted, but for what can't be changed."""
    data = posted.copy()
    for name, value in kept.items():
        data[name] = value
    return data


@require_http_methods(["GET", "HEAD", "POST"])
def remove_destination(
    request: HttpRequest, configuration_set_name: str, event_destination_name: str
) -> HttpResponse:
    """GET asks; POST removes. Nothing but its settings is lost, so there is no word to type."""
    must_edit(request.caller, CHANGE_DESTINATIONS)
    row = set_or_404(request.caller, configuration_set_name)
    one = destination_or_404(row, event_destination_name)
    if request.method != "POST":
        asked_again(request)
        return removal_dialog(request, row, one)
    named = {"configuration_set_name": configuration_set_name, "event_destination_name": str(one)}
    try:
        delete_event_destination(request.caller, **named)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        return removal_dialog(request, row, one, reasons=[refusals.sentence(error)], status=status_of(error))
    return done(request, row, f"Event destination {one} was removed.")


def removal_dialog(
    request: HttpRequest, row: ConfigurationSet, one: EventDestination, *, status: int = 200, **more: Any
) -> HttpResponse:
    caller, name = request.caller, row.configuration_set_name
    there, title = to(caller, "configuration-set-detail", name), "Remove event destination"
    context = {
        "id": "dialog-remove-event-destination",
        "title": title,
        "action": to(caller, "event-destination-remove", name, str(one)),
        "back": f"{there}#{SECTION}",
        "crumbs": crumbs(caller, *PATHS[SETS.url_name], (name, there), title),
        "nav_active": SETS.nav_active,
        "one": one,
        "set": row,
        **more,
    }
    return dialog(request, "neighbours/configuration_sets/remove_destination.html", context, status=status)


@require_POST
def set_destination_status(
    request: HttpRequest, configuration_set_name: str, event_destination_name: str
) -> HttpResponse:
    """Turn a destination on or off, as `enabled` says."""
    must_edit(request.caller, CHANGE_DESTINATIONS)
    row = set_or_404(request.caller, configuration_set_name)
    one = destination_or_404(row, event_destination_name)
    enabled = STATES.get(request.POST.get("enabled", ""))
    named = {"configuration_set_name": configuration_set_name, "event_destination_name": str(one)}
    try:
        if enabled is not None:
            update_event_destination(request.caller, **named, enabled=enabled)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return section(request, row, status=status_of(error))
    if enabled is not None:
        flash(request, "success", f"Event destination {one} was turned {'on' if enabled else 'off'}.")
    return section(request, row)


# This address takes no GET: after a sign-in in between, the set's page is where to go on.
set_destination_status.comes_from = "configuration-set-detail"


def done(request: HttpRequest, row: ConfigurationSet, text: str, kind: str = "success") -> HttpResponse:
    """The section of the set's page as it is now, below the dialog that closes."""
    flash(request, kind, text)
    response = section(request, row)
    return close_modal(focus(response, "#event-destinations-heading")) if is_fragment(request) else response


def section(request: HttpRequest, row: ConfigurationSet, *, status: int = 200) -> HttpResponse:
    if not is_fragment(request):
        there = to(request.caller, "configuration-set-detail", row.configuration_set_name)
        return see_other(f"{there}#{SECTION}")
    context = destinations_context(request.caller, row)
    response = render(request, "neighbours/configuration_sets/destinations.html", context, status=status)
    return retarget(reswap(with_flashes(request, response), "outerHTML"), f"#{SECTION}")
