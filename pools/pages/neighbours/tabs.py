"""The Phone numbers page: a shell with three tabs, each a list with an address of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import push_url

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.lists import standing
from pools.pages.kit.empty.states import Empty
from pools.pages.kit.http import announce, with_flashes
from pools.pages.kit.list_page import ListNames, ListPage
from pools.pages.kit.listing import Listing
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import crumbs, to
from pools.pages.neighbours.empty_tabs import empty_tab
from pools.reference import quotas
from pools.templatetags.lists import TabLink

# What is current in the side navigation, and what the help panel opens with, whichever tab it is.
OF_PAGE = ("phone-numbers", "phone-numbers")
PHONE_NUMBERS = ListNames(
    "phone-numbers",
    "Phone numbers",
    "phone number",
    PhoneNumber,
    "phone-number-list",
    *OF_PAGE,
    verb="remove",
)
POOLS = ListNames("pools", "Pools", "pool", Pool, "pool-list", *OF_PAGE)
SENDER_IDS = ListNames(
    "sender-ids", "Sender IDs", "sender ID", SenderId, "sender-id-list", *OF_PAGE, verb="release"
)
TABS = (PHONE_NUMBERS, POOLS, SENDER_IDS)


class TabPage(ListPage):
    """One tab for one request: what its template shows besides the rows, and how it is sent."""

    def __init__(self, request: HttpRequest, tab: ListNames) -> None:
        super().__init__(request, tab)
        there = standing(self.caller, limit=COUNTED)
        self.counts = {
            PHONE_NUMBERS.name: Counted.from_rows(there.phone_numbers, there.kept_phone_numbers),
            POOLS.name: Counted.from_rows(there.pools, there.kept_pools),
            SENDER_IDS.name: Counted.from_rows(there.sender_ids, there.kept_sender_ids),
        }
        self.channel_enabled = there.channel_enabled
        default = quotas.default(quotas.POOLS_PER_ACCOUNT)
        self.pool_quota = default if there.pool_quota is None else there.pool_quota

    @property
    def counted(self) -> Counted:
        return self.counts[self.tab.name]

    @property
    def pools_are_full(self) -> bool:
        """As far as the tab counts: of a quota beyond that, CreatePool itself says when it is reached."""
        return self.counts[POOLS.name].number >= self.pool_quota

    def empty(self, listing: Listing | None) -> Empty:
        return empty_tab(self, listing)

    @property
    def tabs(self) -> list[TabLink]:
        return [
            TabLink(
                tab.name,
                tab.text,
                to(self.caller, tab.url_name),
                str(self.counts[tab.name]),
                tab is self.tab,
            )
            for tab in TABS
        ]

    @property
    def crumbs(self) -> list[dict[str, str]]:
        return crumbs(self.caller, "overview", "Phone numbers")

    def part(self, template: str, listing: Listing | None, extra: dict[str, Any]) -> HttpResponse:
        """The tab panel, or its table with what belongs to it elsewhere on the page."""
        # A Region without pools has no list, and so no table to swap.
        if listing is None or self.request.htmx.target != self.tab.table:
            return self._panel(template, listing, self.context(listing, **extra))
        return super().part(template, listing, extra)

    def _panel(self, template: str, listing: Listing | None, context: dict[str, Any]) -> HttpResponse:
        response = render(self.request, f"{template}#panel", context | {"switched": True})
        # The focus stays on the tab, so a screen reader says nothing of the panel by itself.
        announce(response, f"{self.tab.text} ({self.counted})")
        return with_flashes(self.request, push_url(response, listing.here if listing else self.path))
