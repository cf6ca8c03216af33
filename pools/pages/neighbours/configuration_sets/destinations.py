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
    update_event_destination,
)
from pools.pages.frame.restored import asked_again, carried, restored
from pools.pages.kit.dialogs import dialog, must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import close_modal, focus, is_fragment, see_other, status_of, with_flashes
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.neighbours.configuration_sets.destination_form import (
    ABOUT,
    EVERY,
    KINDS,
    WHERE,
    DestinationForm,
    event_groups,
    examples,
    kind_of_destination,
    known_topics,
    saved_destination,
    typed_destination,
    types_in_words,
)
from pools.pages.neighbours.configuration_sets.list import SETS
from pools.reference import quotas

MOST_DESTINATIONS = quotas.default(quotas.EVENT_DESTINATIONS_PER_CONFIGURATION_SET)
FULL = f"A set has up to {MOST_DESTINATIONS} event destinations."
CHANGE_DESTINATIONS = "change event destinations"
STATES = {"true": True, "false": False}
SECTION = "event-destinations"


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
    kind, args = kind_of_destination(one), (row.configuration_set_name, one.event_destination_name)
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
    kept = {"event_destination_name": event_destination_name, "kind": kind_of_destination(one)}
    if request.method != "POST":
        return destination_dialog(request, row, opened(request, saved_destination(one)), one)
    form = DestinationForm(instead(request.POST, kept))
    if not form.is_valid():
        return destination_dialog(request, row, form, one, status=422)
    if problem := overtaken(posted_seal(request), one):
        return destination_dialog(request, row, form, one, problem=problem, status=409, is_overtaken=True)
    try:
        update_event_destination(request.caller, configuration_set_name=configuration_set_name, **form.asked)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        problem = form.refuse(error)
        return destination_dialog(request, row, form, one, problem=problem, status=status_of(error))
    return done(request, row, f"Event destination {event_destination_name} was saved.")


def posted_seal(request: HttpRequest) -> str:
    """The sealed values that the posted form showed before anybody typed, also where a sign-in came in between."""
    posted = request.POST if request.method == "POST" else getattr(request, "carried", None) or {}
    return posted.get("drawn", "")


def overtaken(drawn: str, one: EventDestination) -> str:
    """What somebody else has changed since the form was drawn; saved again, ours takes its place."""
    before, now = unsealed(SECTION, drawn) or {}, saved_destination(one)
    moved = [name for name, value in before.items() if now[name] != value]
    if not moved:
        return ""
    moved_labels = [DestinationForm.base_fields[name].label for name in moved]
    return (
        f"Somebody else has changed this meanwhile: {labels.joined(moved_labels)}. Save again to have yours."
    )


def instead(posted: QueryDict, kept: dict[str, str]) -> QueryDict:
    """What was posted, but for what can't be changed."""
    data = posted.copy()
    for name, value in kept.items():
        data[name] = value
    return data


def opened(request: HttpRequest, initial: dict[str, Any]) -> DestinationForm:
    """The form as it is saved, or as it was typed before a sign-in in between."""
    if not (typed := carried(request)):
        form = DestinationForm(initial=initial)
        first = "log_group_arn" if initial else "event_destination_name"
        form.fields[first].widget.attrs["autofocus"] = True
        return form
    form = DestinationForm(initial=initial | typed_destination(typed))
    kind = f"kind-{form['kind'].value()}"
    types = "id_matching_event_types"
    restored(request, form, DestinationForm(initial=initial), kind=kind, matching_event_types=types)
    return form


def destination_dialog(
    request: HttpRequest,
    row: ConfigurationSet,
    form: DestinationForm,
    one: EventDestination | None = None,
    *,
    problem: str = "",
    status: int = 200,
    is_overtaken: bool = False,
) -> HttpResponse:
    """one: the destination that is edited. A set that is full says so before anybody types.

    is_overtaken: what somebody else changed is told now, and no longer when the form is saved again.
    """
    caller, name = request.caller, row.configuration_set_name
    is_full = one is None and row.event_destination_rows.count() >= MOST_DESTINATIONS
    title = f"Edit event destination {one}" if one else "Add event destination"
    action = (
        to(caller, "event-destination-edit", name, str(one))
        if one
        else to(caller, "event-destination-add", name)
    )
    drawn = "" if is_overtaken else posted_seal(request)
    if one and not unsealed(SECTION, drawn):
        drawn = sealed(SECTION, saved_destination(one))
    chosen = list(form["matching_event_types"].value() or ())
    kind = str(form["kind"].value())
    there = to(caller, "configuration-set-detail", name)
    context = {
        "id": "dialog-event-destination",
        "title": title,
        "action": "" if is_full else action,
        "back": f"{there}#{SECTION}",
        "crumbs": crumbs(caller, *PATHS[SETS.url_name], (name, there), title),
        "nav_active": SETS.nav_active,
        "form": form,
        "one": one,
        "drawn": drawn,
        "full": FULL if is_full else "",
        "problem": problem,
        "set": row,
        "kind": KINDS.get(kind, ""),
        "chosen_kind": kind,
        "kinds": [(code, text, ABOUT[code], code == kind) for code, text in KINDS.items()],
        "every": EVERY,
        "takes_every": EVERY in chosen,
        "groups": event_groups(chosen),
        "examples": examples(caller),
        "topics": known_topics(caller),
    }
    return dialog(request, "neighbours/configuration_sets/destination.html", context, status=status)


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


def done(request: HttpRequest, row: ConfigurationSet, text: str) -> HttpResponse:
    """The section of the set's page as it is now, below the dialog that closes."""
    flash(request, "success", text)
    response = section(request, row)
    return close_modal(focus(response, "#event-destinations-heading")) if is_fragment(request) else response


def section(request: HttpRequest, row: ConfigurationSet, *, status: int = 200) -> HttpResponse:
    if not is_fragment(request):
        there = to(request.caller, "configuration-set-detail", row.configuration_set_name)
        return see_other(f"{there}#{SECTION}")
    context = destinations_context(request.caller, row)
    response = render(request, "neighbours/configuration_sets/destinations.html", context, status=status)
    return retarget(reswap(with_flashes(request, response), "outerHTML"), f"#{SECTION}")
