"""Deleting the messages that match what the list is narrowed by, after a typed word."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models.messages import milliseconds
from pools.operations.engine.caller import Caller
from pools.operations.messages import delete_messages, messages_found
from pools.pages.frame.deleting import DELETE
from pools.pages.frame.restored import asked_again
from pools.pages.kit.dialogs import confirms, dialog, must_edit, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.listing import Listing
from pools.pages.kit.numbers import number_in
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.labels import plural
from pools.pages.simulator.messages import (
    DELETE_MESSAGES,
    MESSAGES,
    MessagesPage,
    filters_of,
    messages_listed,
)

TITLE = "Delete messages confirmation"


@require_http_methods(["GET", "HEAD", "POST"])
def delete_matching(request: HttpRequest) -> HttpResponse:
    """What came after the question was drawn stays, so that a form that is sent twice deletes no more than once."""
    caller = request.caller
    must_edit(caller, DELETE_MESSAGES)
    listing = messages_listed(MessagesPage(request, MESSAGES))
    sent = request.POST if request.method == "POST" else asked_again(request) or QueryDict()
    if listing.lost:
        # Of what a filter names there is nothing any more, and without it all messages would match.
        return to_list(request, listing, 0)
    before = asked_at(caller, sent.get("before", ""))
    filters = filters_of(caller, listing) | {"before": before}
    if request.method != "POST":
        return question(request, listing, filters)
    typed = request.POST.get("confirm", "")
    if not confirms(typed, DELETE):
        return question(request, listing, filters, status=422, error=wrong_word(typed, DELETE))
    try:
        count = delete_messages(caller, **filters)
    except ServiceError as error:
        return question(
            request, listing, filters, status=status_of(error), reasons=[refusals.sentence(error)]
        )
    return to_list(request, listing, count)


def to_list(request: HttpRequest, listing: Listing, count: int) -> HttpResponse:
    """count: of the messages that were deleted."""
    text = f"{plural(count, 'message')} {'was' if count == 1 else 'were'} deleted."
    flash(request, "success" if count else "info", text if count else "No message was left to delete.")
    back = listing.url(page=1)
    return HttpResponseClientRedirect(back) if is_fragment(request) else see_other(back)


def asked_at(caller: Caller, posted: str) -> datetime:
    """The end of the millisecond in which the question was drawn, which its form sends along."""
    now = milliseconds(caller.now)
    drawn = min(number_in(posted, digits=15) or now, now)
    return datetime.fromtimestamp(drawn / 1000, UTC) + timedelta(milliseconds=1)


def question(
    request: HttpRequest, listing: Listing, filters: dict[str, Any], *, status: int = 200, **more: Any
) -> HttpResponse:
    caller = request.caller
    count = messages_found(caller, **filters).order_by().count()
    context = {
        "id": "dialog-delete-messages",
        "title": TITLE,
        "action": listing.address(to(caller, "message-delete")) if count else "",
        "crumbs": crumbs(caller, *PATHS[MESSAGES.url_name], TITLE),
        "nav_active": MESSAGES.nav_active,
        "count": plural(count, "message") if count else "",
        "narrowed": in_common(listing),
        "before": milliseconds(filters["before"]) - 1,
        "word": DELETE,
        "typed": request.POST.get("confirm", ""),
        "back": listing.here,
    }
    return dialog(request, "simulator/delete_messages.html", context | more, status=status)


def in_common(listing: Listing) -> Sequence[str]:
    """What they have in common: "Pool: orders"."""
    chosen = [f"{one.label}: {listing.words[one.key]}" for one in listing.filters if one.key in listing.words]
    return [*([f"Search: {listing.q}"] if listing.q else []), *chosen]
