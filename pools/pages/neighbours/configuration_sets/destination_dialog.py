"""The dialog that adds an event destination, and the one that edits it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from pools.models import ConfigurationSet, EventDestination
from pools.operations.event_destinations import event_destination_settings
from pools.pages.frame.restored import carried, restored
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.neighbours.configuration_sets.destination_form import (
    ABOUT,
    EVERY,
    KINDS,
    DestinationForm,
    event_groups,
    examples,
    known_topics,
    typed_destination,
)
from pools.pages.neighbours.configuration_sets.list import SETS
from pools.reference import quotas

MOST_DESTINATIONS = quotas.default(quotas.EVENT_DESTINATIONS_PER_CONFIGURATION_SET)
FULL = f"A set has up to {MOST_DESTINATIONS} event destinations."
SECTION = "event-destinations"


def seal_of(one: EventDestination) -> str:
    """The settings that the form shows before anybody types."""
    return sealed(salt_of(one), event_destination_settings(one))


def settings_drawn(request: HttpRequest, one: EventDestination) -> dict[str, Any] | None:
    """The settings that the form that was posted was drawn with; None where that can't be read."""
    return unsealed(salt_of(one), posted_seal(request))


def salt_of(one: EventDestination) -> str:
    return f"event-destination:{one.configuration_set.configuration_set_arn}:{one.event_destination_name}"


def posted_seal(request: HttpRequest) -> str:
    """Of the form that was posted, also where a sign-in came in between."""
    posted = request.POST if request.method == "POST" else getattr(request, "carried", None) or {}
    return posted.get("drawn", "")


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
    status: int = 200,
    **more: str,
) -> HttpResponse:
    """one: the destination that is edited. A set that is full says so before anybody types.

    more: the `problem`; and `drawn`, the form's seal, where it is no longer the one that was posted.
    """
    caller, name = request.caller, row.configuration_set_name
    is_full = one is None and row.event_destination_rows.count() >= MOST_DESTINATIONS
    title = f"Edit event destination {one}" if one else "Add event destination"
    there, args = to(caller, "configuration-set-detail", name), (name, str(one)) if one else (name,)
    context = {
        "id": "dialog-event-destination",
        "title": title,
        "action": "" if is_full else to(caller, f"event-destination-{'edit' if one else 'add'}", *args),
        "back": f"{there}#{SECTION}",
        "crumbs": crumbs(caller, *PATHS[SETS.url_name], (name, there), title),
        "nav_active": SETS.nav_active,
        "form": form,
        "one": one,
        "drawn": posted_seal(request) or (seal_of(one) if one else ""),
        "full": FULL if is_full else "",
        "set": row,
        "examples": examples(caller),
        "topics": known_topics(caller),
        **choices_of(form),
        **more,
    }
    return dialog(request, "neighbours/configuration_sets/destination.html", context, status=status)


def choices_of(form: DestinationForm) -> dict[str, Any]:
    """The tiles and boxes, with what is chosen."""
    chosen, kind = list(form["matching_event_types"].value() or ()), str(form["kind"].value())
    return {
        "kind": KINDS.get(kind, ""),
        "chosen_kind": kind,
        "kinds": [(code, text, ABOUT[code], code == kind) for code, text in KINDS.items()],
        "every": EVERY,
        "takes_every": EVERY in chosen,
        "groups": event_groups(chosen),
    }
