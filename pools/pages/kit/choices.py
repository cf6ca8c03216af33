"""How a list's filters are shown: a pill each, the choices of the one that is open, or all of them in one form."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from pools.pages.kit.filters import MOST_CHOICES, Choice, Filter
from pools.pages.kit.listing import ALL_FILTERS, OPEN, Listing

SEARCHED_FROM = 10  # a list of more choices than these begins with a search


class Pill(NamedTuple):
    """A filter above the table. href: shows its choices, or hides them; remove: the list without it, if it is set."""

    key: str
    label: str
    href: str
    is_open: bool
    value: str = ""
    remove: str = ""


class ChoiceLink(NamedTuple):
    """A choice, and the list with it."""

    text: str
    count: int
    href: str
    is_current: bool


class Select(NamedTuple):
    """A filter in the form that has all of them: (value, words, whether it is chosen) each."""

    key: str
    label: str
    options: list[tuple[str, str, bool]]


class Choices:
    """What a listing's page shows of its filters. Only what is asked for is counted."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.opened = next((f for f in listing.filters if f.key == listing.opened), None)
        self.is_form = listing.opened == ALL_FILTERS

    @cached_property
    def pills(self) -> list[Pill]:
        """Those that are set come first."""
        pills = map(self.pill, self.listing.filters)
        return sorted(pills, key=lambda pill: not pill.value)

    def pill(self, one: Filter) -> Pill:
        is_open, value = one is self.opened, self.listing.words.get(one.key, "")
        href = self.listing.here if is_open else self.opening(one.key)
        remove = self.listing.url(**{one.key: None, "page": 1}) if value else ""
        return Pill(one.key, one.label, href, is_open, value, remove)

    @cached_property
    def begun(self) -> str:
        here = self.listing.here
        return f"{here}{'&' if '?' in here else '?'}{OPEN}="

    def opening(self, key: str) -> str:
        """The list with the choices of a filter."""
        return f"{self.begun}{key}"

    @property
    def form_url(self) -> str:
        return self.listing.here if self.is_form else self.opening(ALL_FILTERS)

    @property
    def clear_url(self) -> str:
        return self.listing.clear_filters_url if self.number else ""

    @property
    def number(self) -> int:
        """How many filters are set."""
        return len(self.listing.chosen)

    @cached_property
    def counted(self) -> list[Choice]:
        return self.of(self.opened)

    def of(self, one: Filter) -> list[Choice]:
        """A filter's choices, counted under the others. What is chosen is among them, even where no row has it."""
        rows, chosen = self.listing.narrowed(one), self.listing.chosen.get(one.key)
        choices = one.choices(rows)
        if chosen and chosen not in {choice.value for choice in choices}:
            own = Choice(chosen, self.listing.words[one.key], one.narrow(rows, chosen).order_by().count())
            choices = [own, *choices]
        return choices

    @property
    def links(self) -> Iterator[ChoiceLink]:
        key, chosen = self.opened.key, self.listing.chosen.get(self.opened.key)
        every = self.listing.narrowed(self.opened).order_by().count()
        for value, text, count in [(None, "Any", every), *self.counted[:MOST_CHOICES]]:
            yield ChoiceLink(text, count, self.listing.url(**{key: value, "page": 1}), chosen == value)

    @property
    def are_many(self) -> bool:
        return len(self.counted) > SEARCHED_FROM

    @property
    def are_too_many(self) -> bool:
        return len(self.counted) > MOST_CHOICES

    @property
    def selects(self) -> Iterator[Select]:
        for one in self.listing.filters:
            chosen = self.listing.chosen.get(one.key)
            options = [
                (choice.value, f"{choice.text} ({choice.count:,})", choice.value == chosen)
                for choice in self.of(one)[:MOST_CHOICES]
            ]
            yield Select(one.key, one.label, options)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the form with all filters sends along."""
        own = {"page", *(one.key for one in self.listing.filters)}
        return [(key, value) for key, value in self.listing.state if key not in own]
