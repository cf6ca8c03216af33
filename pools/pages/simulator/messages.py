"""Messages: what was sent from this account and Region, what came back, and what became of each."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from pools.models import Message
from pools.models.identities import international
from pools.operations.engine.caller import Caller, Permission
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.empty.facts import searched_for
from pools.pages.kit.empty.lists import Way
from pools.pages.kit.empty.states import Empty
from pools.pages.kit.filters import AGES
from pools.pages.kit.list_page import ListNames, ListPage
from pools.pages.kit.list_preferences import created_cells, for_list
from pools.pages.kit.listing import Column, Listing, by_age
from pools.pages.kit.paging import Counted
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import reasons
from pools.pages.simulator.conversation import STATUS_KINDS, is_passing, status_in_words
from pools.pages.simulator.filters import IN_NONE, KINDS, message_filters, names_of_pools
from pools.pages.simulator.tabs import counted_messages, riding, tabs_of
from pools.templatetags.console import none, status
from pools.templatetags.lists import TabLink
from pools.templatetags.stencils import join, stencil

TEMPLATE = "simulator/messages.html"
MESSAGES = ListNames("messages", "Messages", "message", Message, "message-list", "simulator", "messages")
DELETE_MESSAGES = "delete messages"
LONGEST_TEXT = 160
SAID_BY_NO_ADDRESS = {"text": "search", "kind": "Kind", "status": "Status"}
COLUMNS = (
    Column("created_timestamp", "Time", by_age, 120),
    Column("destination", "To", width=130),
    Column("sender", "Sender", width=130),
    Column("pool", "Pool", width=110),
    Column("message_body", "Message"),
    Column("kind", "Kind", width=70),
    Column("message_parts", "Parts", width=70),
    Column("status", "Status", width=120),
    Column("price_class", "Price class", width=110),
)
HOLES = (
    "index",
    "path",
    "message_id",
    "time",
    "destination",
    "sender",
    "pool",
    "text",
    "kind",
    "parts",
    "status",
    "price_class",
)
message_list_preferences = preferences_of(
    MESSAGES.name, COLUMNS, MESSAGES.url_name, nav_active=MESSAGES.nav_active
)


class MessagesPage(ListPage):
    @cached_property
    def counted(self) -> Counted:
        return counted_messages(self.caller)

    @cached_property
    def along(self) -> Mapping[str, str]:
        return riding(self.request.GET)

    @cached_property
    def views(self) -> list[TabLink]:
        return tabs_of(self.caller, self.tab.url_name, self.along, self.counted)

    @property
    def tabs(self) -> list[TabLink]:
        """Those whose counts a change of the list brings."""
        return [one for one in self.views if one.count]

    @property
    def crumbs(self) -> list[dict[str, str]]:
        return crumbs(self.caller, "overview", "Message simulator")

    def empty(self, listing: Listing | None) -> Empty:
        if listing and listing.is_narrowed:
            search = searched_for(listing)
            return Empty("No matches", [format_html("No messages match {}.", search.asked)], search.clear)
        may = self.caller.may(Permission.CHANGE_RESOURCES)
        how = "Send one here, or with SendTextMessage." if may else "What this account sends appears here."
        return Empty("No messages", [how], [Way("Open the phone", self.views[0].href)])


class MessageListing(Listing):
    """A list whose addresses keep the sender and the recipient of the other tabs."""

    along: Mapping[str, str] = {}

    def parameters(self, **changes: Any) -> dict[str, str]:
        return {**self.along, **super().parameters(**changes)}


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    page = MessagesPage(request, MESSAGES)
    listing = messages_listed(page)
    if page.asks_for_choices:
        return page.choices(listing)
    return page.answer(TEMPLATE, listing, **messages_shown(page, listing))


def messages_listed(page: MessagesPage) -> MessageListing:
    caller = page.caller
    listing = MessageListing(
        page.path,
        page.request.GET,
        Message.objects.for_caller(caller),
        columns=COLUMNS,
        preferred=for_list(caller.user, MESSAGES.name, COLUMNS),
        filters=message_filters(caller),
        default_sort="created_timestamp",
        counted=page.counted,
        search=lambda rows, text: rows.written(text),
    )
    listing.along = page.along
    return listing


def filters_of(caller: Caller, listing: Listing) -> dict[str, Any]:
    """The search and the filters of a list as `messages_found` takes them."""
    chosen = listing.chosen
    found = {
        "text": listing.q,
        "kind": chosen.get("kind", ""),
        "status": chosen.get("status", ""),
        "since": caller.now - AGES[chosen["since"]][1] if "since" in chosen else None,
    }
    if "pool" in chosen:
        found["pool_id"] = "" if chosen["pool"] == IN_NONE else chosen["pool"]
    return {name: value for name, value in found.items() if value or name == "pool_id"}


def json_link(caller: Caller, listing: Listing) -> tuple[str, str]:
    """The same messages for programs: the address, and what it is called, with the filters that can't be said there."""
    asked = filters_of(caller, listing)
    said = {"region": caller.region}
    if pool_id := asked.pop("pool_id", ""):
        said["pool"] = pool_id
    if since := asked.pop("since", None):
        said["since"] = since.isoformat(timespec="seconds")
    rest = [SAID_BY_NO_ADDRESS[name] for name in asked]
    rest += ["Pool"] if listing.chosen.get("pool") == IN_NONE else []
    return f"/messages.json?{urlencode(said)}", f"JSON without {', '.join(rest)}" if rest else "JSON"


def messages_shown(page: MessagesPage, listing: Listing) -> dict[str, Any]:
    return {
        "rows": message_rows(page.caller, listing),
        "delete_url": listing.address(to(page.caller, "message-delete")),
        "locked": reasons.why_not(page.caller, Permission.CHANGE_RESOURCES, DELETE_MESSAGES),
        "json": json_link(page.caller, listing),
        # What the list asks for again, until each of these has settled.
        "passing": [one.message_id for one in listing.rows if is_passing(one, page.caller.now)],
    }


def message_rows(caller: Caller, listing: Listing) -> SafeString:
    columns, created = tuple(column.key for column in listing.visible), created_cells(caller.user)
    pools = names_of_pools(caller, (one.pool_id for one in listing.rows))
    kept = stencil("simulator/message_row.html", HOLES, columns=columns)
    path = escape(listing.path)
    return join(
        kept.fill(
            {
                "index": index,
                "path": path,
                "message_id": one.message_id,
                "time": created(one.created_timestamp, caller.now),
                "pool": pool_cell(caller, one.pool_id, pools),
                **cells(one),
                "status": status_cell(one.status_at(caller.now)),
            }
        )
        for index, one in enumerate(listing.rows, listing.row_offset + 1)
    )


def cells(message: Message) -> dict[str, Any]:
    """A reply came from the phone, and went to the number that had written to it."""
    sender, destination = message.origination_phone_number, message.destination_phone_number
    if message.kind == Message.Kind.REPLY:
        sender, destination = destination, sender
    text = message.message_body or " ".join(message.media_urls)
    return {
        "destination": international(destination),
        "sender": international(sender),
        "text": Truncator(text).chars(LONGEST_TEXT) or none(),
        "kind": KINDS[message.kind],
        "parts": message.message_parts,
        "price_class": message.price_class.capitalize() or none(),
    }


def pool_cell(caller: Caller, pool_id: str, names: Mapping[str, str]) -> SafeString | str:
    """Without a link where the pool is gone."""
    if pool_id not in names:
        return pool_id or none()
    return format_html('<a href="{}">{}</a>', to(caller, "pool-detail", pool_id), names[pool_id])


def status_cell(code: str) -> SafeString:
    return status(STATUS_KINDS.get(code, "negative"), status_in_words(code))
