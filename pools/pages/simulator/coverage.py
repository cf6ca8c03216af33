"""Coverage: which countries a pool, a number or a sender ID reaches, as a map and as a table."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.mirrors import NOUNS
from pools.operations.engine.caller import Permission
from pools.operations.engine.resources import kind_of
from pools.operations.rules.choosing import SIMULATOR, Candidate
from pools.operations.rules.reach import Reach, Way, coverage
from pools.operations.sending.originators import sends_where_named
from pools.operations.sending.senders import candidates_of, identities_in
from pools.pages.kit.http import announce, is_fragment
from pools.pages.kit.listing import LONGEST_SEARCH
from pools.pages.kit.paging import Page, ReadRows, page_number
from pools.pages.kit.places import crumbs, texting, to
from pools.pages.kit.words import labels
from pools.pages.simulator import senders
from pools.pages.simulator.mends import number_there
from pools.pages.simulator.tabs import riding, tabs_of
from pools.pages.simulator.world_map import WorldMap
from pools.reference.world import AREAS
from pools.templatetags.lists import TabLink

SIZE = 25
OWN, SHARED = "own", "shared"
# What the table shows, by the word in the address; the first is shown unless another is asked for.
SHOWN = {
    "reached": ("Reached", (Way.NUMBER, Way.SENDER_ID)),
    "perhaps": ("Perhaps", (Way.SHARED,)),
    "not": ("Not", (Way.NONE,)),
}


class Segment(NamedTuple):
    """One choice of several, as a link. count: what stands behind its text."""

    id: str
    text: str
    href: str
    active: bool
    count: str = ""


class CountryRow(NamedTuple):
    label: str
    href: str
    is_picked: bool
    sender: str
    kind: str
    can_reply: bool

    @property
    def replies(self) -> str:
        return "Yes" if self.can_reply else "No"


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    page = Coverage(request)
    context = {
        "page": page,
        "crumbs": crumbs(request.caller, "overview", "Message simulator"),
        "nav_active": "simulator",
        "help_topic": "coverage",
    }
    response = render(request, "simulator/coverage.html", context)
    if page.chosen and is_fragment(request):
        announce(response, countries_in_words(len(page.matching)))
    return response


class Coverage:
    """One request: whose coverage, how much of it is shown, and how the page's links say it."""

    def __init__(self, request: HttpRequest) -> None:
        self.caller, self.query = request.caller, request.GET
        self.path = to(self.caller, "coverage")
        self.wanted = self.query.get("from", "")
        self.chosen = senders.chosen_sender(self.caller, self.wanted)
        self.to = riding(self.query).get("to", "")
        self.q = self.query.get("q", "").strip()[:LONGEST_SEARCH].rstrip()
        self.area = area if (area := self.query.get("area", "")) in AREAS else ""
        self.show = show if (show := self.query.get("show", "")) in SHOWN else next(iter(SHOWN))

    @property
    def tabs(self) -> list[TabLink]:
        return tabs_of(self.caller, "coverage", riding({"from": self.value, "to": self.to}))

    @cached_property
    def groups(self) -> list[senders.Group]:
        return senders.groups(self.caller, self.chosen)

    @property
    def value(self) -> str:
        return senders.value_of(self.chosen) if self.chosen else ""

    @property
    def is_pool(self) -> bool:
        return isinstance(self.chosen, Pool)

    @property
    def reach_title(self) -> str:
        return f"Where this {NOUNS[kind_of(self.chosen).name]} reaches"

    @cached_property
    def members(self) -> list[PhoneNumber | SenderId]:
        return identities_in(self.chosen) if self.is_pool else [self.chosen]

    @cached_property
    def with_shared_routes(self) -> bool:
        """As the pool has it, unless the address says otherwise. A number or a sender ID sends by itself alone."""
        routes = self.query.get("routes", "")
        return self.is_pool and (routes == SHARED or (routes != OWN and self.chosen.shared_routes_enabled))

    @cached_property
    def reached(self) -> list[Reach]:
        return coverage(candidates_of(self.members), shared_routes=self.with_shared_routes)

    def number_of(self, *ways: Way) -> int:
        return sum(one.way in ways for one in self.reached)

    @property
    def sentence(self) -> str:
        """ "12 countries with its own identities, up to 202 more by shared routes"."""
        own = self.number_of(Way.NUMBER, Way.SENDER_ID)
        by = "its own identities" if self.is_pool else "this sender"
        perhaps = self.number_of(Way.SHARED)
        more = f", up to {perhaps} more by shared routes" if self.with_shared_routes else ""
        return f"{countries_in_words(own)} with {by}{more}"

    @property
    def only_simulators(self) -> bool:
        return {getattr(one, "number_type", "") for one in self.members} == {SIMULATOR}

    @cached_property
    def found(self) -> list[Reach]:
        """Those of the area that the search finds, by name or by code."""
        words = self.q.casefold().split()
        return [
            one
            for one in self.reached
            if self.area in ("", one.country.world_region)
            and all(word in one.country.label.casefold() for word in words)
        ]

    @cached_property
    def matching(self) -> list[Reach]:
        return [one for one in self.found if one.way in SHOWN[self.show][1]]

    @cached_property
    def listed(self) -> Page:
        page = page_number(self.query.get("page", ""))
        return Page(ReadRows(self.matching), page, SIZE, url=lambda page: self.url(page=str(page)))

    @property
    def rows(self) -> list[CountryRow]:
        return [self.row(one) for one in self.listed.rows]

    def row(self, one: Reach) -> CountryRow:
        code = one.country.iso_country_code
        is_picked = self.picked is not None and self.picked.country is one.country
        sender, kind = in_short(one.senders) if one.senders else ways_in_words(one.way)
        return CountryRow(
            one.country.label, self.url(country=code) + "#country", is_picked, sender, kind, one.can_reply
        )

    @cached_property
    def picked(self) -> Reach | None:
        code = self.query.get("country", "") if self.chosen else ""
        return (
            next((one for one in self.reached if one.country.iso_country_code == code), None)
            if code
            else None
        )

    @property
    def about_picked(self) -> str:
        """Who sends there, in order, and whether one can reply."""
        one = self.picked
        if not one.senders:
            number = self.chosen if isinstance(self.chosen, PhoneNumber) else None
            may = number and sends_where_named(number, one.country.iso_country_code)
            return OF_NAMED if may else ABOUT[one.way]
        first, *others = one.senders
        then = f"; then {labels.joined([other.label for other in others], most=3)}" if others else ""
        replies = "Recipients can reply." if one.can_reply else "Recipients can't reply."
        return f"Sends from {first.label} ({senders.kind_in_words(first.kind)}){then}. {replies}"

    @property
    def add_url(self) -> str:
        """Where an identity is added to the pool, for those who may."""
        may = self.is_pool and self.caller.may(Permission.CHANGE_RESOURCES)
        return to(self.caller, "pool-detail", self.chosen.pool_id) if may else ""

    @property
    def text_url(self) -> str:
        number = number_there(self.picked.country.iso_country_code)
        return texting(self.caller, self.chosen, to=number) if number else ""

    @cached_property
    def map(self) -> WorldMap:
        return WorldMap(
            self.reached, self.picked, self.area, lambda code: self.url(country=code) + "#country"
        )

    @property
    def segments(self) -> list[Segment]:
        return [
            Segment(
                f"show-{key}",
                text,
                self.url(show=key, page=""),
                key == self.show,
                f"({sum(one.way in ways for one in self.found)})",
            )
            for key, (text, ways) in SHOWN.items()
        ]

    @property
    def routes(self) -> list[Segment]:
        own = Segment(
            "own-identities", "Own identities only", self.url(routes=OWN), not self.with_shared_routes
        )
        shared = Segment(
            "shared-routes", "With shared routes", self.url(routes=SHARED), self.with_shared_routes
        )
        return [own, shared]

    @property
    def areas(self) -> Sequence[str]:
        return tuple(AREAS)

    @property
    def state(self) -> dict[str, str]:
        """What the address says, for links that change one thing of it."""
        routes = self.query.get("routes", "") if self.is_pool else ""
        country = self.picked.country.iso_country_code if self.picked else ""
        return {
            "from": self.value,
            "to": self.to,
            "routes": routes if routes in (OWN, SHARED) else "",
            "area": self.area,
            "country": country,
            "show": self.show if self.show != next(iter(SHOWN)) else "",
            "q": self.q,
        }

    def url(self, **changes: str) -> str:
        state = {name: value for name, value in (self.state | changes).items() if value}
        return f"{self.path}?{urlencode(state)}"

    @property
    def search_url(self) -> str:
        return self.url(q="")

    @property
    def search_state(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.state.items() if value and name != "q"]


ABOUT = {
    Way.SHARED: "No identity of this pool reaches it. A message may go there by a shared route, from a sender that AWS "
    "chooses. Recipients can't reply.",
    Way.NONE: "Nothing reaches it: a message to a number there is refused.",
}

OF_NAMED = (
    "It isn't a country of this number. A pool doesn't send there from it; what becomes of a message that names the "
    "number is undocumented."
)


def ways_in_words(way: Way) -> tuple[str, str]:
    return ("Chosen by AWS", "Shared route") if way == Way.SHARED else ("None", "")


def in_short(candidates: Sequence[Candidate]) -> tuple[str, str]:
    """The first sender and how many more, and of which kind: "ACME and 1 more", "Sender ID"."""
    first, *others = candidates
    more = f" and {len(others):,} more" if others else ""
    return first.label + more, senders.kind_in_words(first.kind)


def countries_in_words(number: int) -> str:
    return "1 country" if number == 1 else f"{number} countries"
