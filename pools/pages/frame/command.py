"""Show command: a panel at the bottom of a page, with what the page does as a command.

A page says which calls it stands for. Whether the panel is open, and in which language, a cookie says, so that it stays
open from page to page; an address with `command` sets the cookie.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.functional import cached_property
from django.utils.http import escape_leading_slashes

from pools import shapes
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.tabs import FIRST_TAB, TABS
from pools.pages.kit.cookies import keep, kept
from pools.pages.kit.http import endpoint
from pools.pages.kit.listing import Listing
from pools.pages.kit.words import labels

KEPT_AS = "command"
CLOSED = "closed"
AS_LAST = "last"
# Filters of the API whose names say more than the list's.
NAMES = {
    "country": "iso-country-code",
    "number_capabilities": "number-capability",
    "message_types": "message-type",
}
NOT_BY_API = "The API has no filter for {}, so the command lists more."


class Command:
    """address: of the page. about: what the calls do. note: what they don't."""

    def __init__(
        self, request: HttpRequest, address: str, calls: Sequence[Call], about: str, note: str = ""
    ) -> None:
        self.request, self.address, self.calls = request, address, calls
        self.about, self.note = about, note
        slug, _, state = kept(request, KEPT_AS).partition("-")
        self.tab = TABS.get(slug, TABS[FIRST_TAB])
        self.is_open = slug in TABS and state != CLOSED

    def url(self, choice: str) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}command={choice}"

    @property
    def toggle_url(self) -> str:
        return self.url(CLOSED if self.is_open else AS_LAST)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return [
            {"slug": tab.slug, "label": tab.label, "href": self.url(tab.slug), "is_current": tab is self.tab}
            for tab in TABS.values()
        ]

    @cached_property
    def text(self) -> str:
        return self.tab.write(self.calls, endpoint(self.request), self.request.caller.region)


def command_of_list(request: HttpRequest, listing: Listing, operation: str, nouns: str) -> Command:
    """The call that lists what a list shows, narrowed as far as the API can."""
    shape = shapes.shape_at(operation, "Filters[0].Name")
    names = shape.enum if shape else ()
    filters, left = [], ["the search"] if listing.q else []
    for one in listing.filters:
        name = NAMES.get(one.key, one.key.replace("_", "-"))
        if one.key in listing.chosen and name in names:
            filters.append({"Name": name, "Values": [listing.chosen[one.key]]})
        elif one.key in listing.chosen:
            left.append(one.label)
    call = Call(operation, {"Filters": filters} if filters else {})
    note = NOT_BY_API.format(labels.joined(left)) if left else ""
    return Command(request, listing.here, [call], f"Lists the {nouns} on all pages of this list.", note)


def chosen_command(request: HttpRequest) -> HttpResponse | None:
    """The answer to an address with `command`: the same without it, and what it says is kept."""
    choice = request.GET.get("command")
    if choice is None or request.method not in ("GET", "HEAD"):
        return None
    query = request.GET.copy()
    del query["command"]
    path = escape_leading_slashes(escape_uri_path(request.path))
    response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
    slug = kept(request, KEPT_AS).partition("-")[0]
    last = slug if slug in TABS else FIRST_TAB
    keep(
        request,
        response,
        KEPT_AS,
        f"{last}-{CLOSED}" if choice == CLOSED else choice if choice in TABS else last,
    )
    return response
