"""The page of one list: what stands around its rows, and how it is sent, whole or in parts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import push_url, replace_url

from pools import clock
from pools.operations.engine.caller import Permission
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.choices import Choices
from pools.pages.kit.empty.states import Empty
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, focus, is_fragment, with_flashes
from pools.pages.kit.list_preferences import CONFIRMED
from pools.pages.kit.listing import ALL_FILTERS, Listing
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons


@dataclass(frozen=True)
class ListNames:
    """What a list is called: `name` begins the ids of its page and is the name of its table and its count.

    nav_active, help_topic: what is current in the side navigation, and what the help panel opens with.
    verb: what taking rows away is called.
    """

    name: str
    text: str
    noun: str
    model: type[Model]
    url_name: str
    nav_active: str
    help_topic: str
    verb: str = "delete"

    @property
    def nouns(self) -> str:
        return f"{self.noun}s"

    @property
    def one_selected(self) -> str:
        """Why what is about one row can't be done."""
        return reasons.ONE_SELECTED.format(self.noun)

    @property
    def some_selected(self) -> str:
        """Why what is about any number of rows can't be done."""
        return reasons.SOME_SELECTED.format(self.noun)

    @property
    def few_selected(self) -> str:
        """Why rows can't be compared."""
        return reasons.FEW_SELECTED.format(self.noun)

    @property
    def editing(self) -> str:
        """What one may do to many of them, or may not."""
        return f"edit {self.nouns}"

    @property
    def delete_id(self) -> str:
        """The id of the button that takes away what is selected: "delete-opt-out-list"."""
        return f"{self.verb}-{self.noun.replace(' ', '-')}"

    @property
    def choices(self) -> str:
        """The id of what the choices of a filter open in."""
        return f"{self.name}-choices"

    @property
    def table(self) -> str:
        """The id of the part that every change of the list swaps. The search field is outside of it."""
        return f"{self.name}-table"

    def count(self, number: Counted | int) -> str:
        """A number of them in words: "1 pool", "12 pools"."""
        return labels.plural(number, self.noun)


class ListPage:
    """A list for one request: what its template shows besides the rows, and how it is sent."""

    def __init__(self, request: HttpRequest, tab: ListNames) -> None:
        self.request, self.tab, self.caller = request, tab, request.caller

    @cached_property
    def counted(self) -> Counted:
        """How many rows there are before any filter."""
        return Counted.from_rows(self.tab.model.objects.for_caller(self.caller)[: COUNTED + 1].count())

    def empty(self, listing: Listing | None) -> Empty:
        """What stands in place of the rows where there are none."""
        raise NotImplementedError

    @cached_property
    def path(self) -> str:
        return to(self.caller, self.tab.url_name)

    @property
    def preferences_url(self) -> str:
        return to(self.caller, f"{self.tab.url_name}-preferences")

    @cached_property
    def preferences_are_confirmed(self) -> bool:
        """Whether the dialog behind the gear led here, so that the focus belongs on the gear again."""
        return self.request.session.pop(CONFIRMED, "") == self.tab.name

    @property
    def still_reading(self) -> str:
        """What the lists say while the import goes on."""
        state = linked(self.request)
        is_read = state is None or state.is_imported or state.reading is None
        return "" if is_read else "Still reading from AWS. More appears here."

    @property
    def crumbs(self) -> list[dict[str, str]]:
        return crumbs(self.caller, "overview", self.tab.text)

    @property
    def only_editors(self) -> str:
        """Why this person may change nothing here, if so."""
        return reasons.why_not(
            self.caller, Permission.CHANGE_RESOURCES, f"create and delete {self.tab.nouns}"
        )

    @property
    def may_not_edit(self) -> str:
        return reasons.why_not(self.caller, Permission.CHANGE_RESOURCES, self.tab.editing)

    def view_details(self, listing: Listing, address: Callable[[str], str]) -> HttpResponse:
        """Go to what is selected. Without script nothing holds the button back, so the reason comes here.

        address: of the row that `id` names; nothing where there is none.
        """
        chosen = self.request.GET.getlist("id")
        if len(chosen) != 1:
            flash(self.request, "warning", self.tab.one_selected)
        elif there := address(chosen[0]):
            return HttpResponseRedirect(there)
        else:
            # It comes from the address, and may be as long as that.
            flash(self.request, "error", f"{chosen[0][:64]} no longer exists in this Region.")
        return HttpResponseRedirect(listing.here)

    def counter(self, listing: Listing | None) -> str:
        """What stands behind the heading: "(308)", or "(5 of 308)" where the list is narrowed."""
        return (
            f"({listing.counted_rows} of {self.counted})"
            if listing and listing.is_narrowed
            else f"({self.counted})"
        )

    def showing(self, listing: Listing) -> str:
        """Which rows these are, in words: "Showing 1 to 25 of 300 pools."."""
        found, page = listing.counted_rows, listing.page
        if listing.is_narrowed and not (page.has_previous or page.has_next):
            return f"Showing {found} of {self.tab.count(self.counted)}."
        return f"Showing {page.first:,} to {page.last:,} of {self.tab.count(found)}."

    def context(self, listing: Listing | None, **extra: Any) -> dict[str, Any]:
        return {
            "shell": self,
            "tab": self.tab,
            "listing": listing,
            "counter": self.counter(listing),
            "showing": self.showing(listing) if listing else "",
            "filters": Choices(listing) if listing else None,
            "crumbs": self.crumbs,
            "nav_active": self.tab.nav_active,
            "help_topic": self.tab.help_topic,
            "updated": clock.now(),
            "empty": None if listing and listing.rows else self.empty(listing),
            # Nothing to search, sort or select.
            "is_bare": listing is None or not (listing.rows or listing.is_narrowed),
            **extra,
        }

    def answer(self, template: str, listing: Listing | None, **extra: Any) -> HttpResponse:
        """The page, or its table with what belongs to it elsewhere on the page.

        A plain request whose address says more or less than is shown goes to the address that is right.
        """
        if not is_fragment(self.request):
            if listing and not listing.is_canonical:
                return HttpResponseRedirect(listing.here)
            return render(self.request, template, self.context(listing, **extra))
        return self.part(template, listing, extra)

    def part(self, template: str, listing: Listing | None, extra: dict[str, Any]) -> HttpResponse:
        """What htmx asks for."""
        return self._changed_table(template, listing, extra)

    @property
    def asks_for_choices(self) -> bool:
        """Whether htmx asks for no more than what can be chosen in a filter."""
        return is_fragment(self.request) and self.request.htmx.target == self.tab.choices

    def choices(self, listing: Listing) -> HttpResponse:
        # Where script runs, the form follows each choice, and so knows how many rows it would show.
        shows = self.tab.count(listing.counted_rows) if listing.opened == ALL_FILTERS else ""
        context = {"tab": self.tab, "listing": listing, "filters": Choices(listing), "shows": shows}
        return render(self.request, "kit/lists/opened.html", context)

    def table(
        self, template: str, listing: Listing, *, redraw_search: bool = False, **extra: Any
    ) -> HttpResponse:
        """The table with what belongs to it elsewhere on the page, and the flashes that wait."""
        context = self.context(listing, oob=True, redraw_search=redraw_search, **extra)
        return with_flashes(self.request, render(self.request, f"{template}#table", context))

    def _changed_table(self, template: str, listing: Listing, extra: dict[str, Any]) -> HttpResponse:
        trigger = Trigger(self.request, self.tab)
        response = self.table(template, listing, redraw_search=trigger.clears, **extra)
        if trigger.settles:
            return response
        announce(response, trigger.spoken(listing))
        if trigger.clears:
            # The link that cleared is gone with the filters, and the focus would fall to the body.
            focus(response, f"#{self.tab.name}-search")
        if trigger.types:
            # A letter is no step to go back to; a choice is one, and a refreshed list is the same step.
            replace_url(response, listing.here)
        elif not trigger.refreshes:
            push_url(response, listing.here)
        return response


class Trigger:
    """What somebody did to the list, read from the control that htmx names as the trigger."""

    def __init__(self, request: HttpRequest, tab: ListNames) -> None:
        self.tab, self.id = tab, request.htmx.trigger or ""
        name = request.htmx.trigger_name or ""
        self.sorts, self.refreshes = self.id.startswith("sort-"), self.id == f"{tab.name}-refresh"
        # Nobody did anything: the list asks by itself while something in it is passing.
        self.settles = self.id == f"{tab.name}-passing"
        self.pages = self.id.startswith("page-")
        self.types = name == "q"
        # Whatever else changes the list takes filters away, and stands outside of their form.
        narrows = self.types or self.id.startswith(f"{tab.name}-filter")
        self.clears = not (self.sorts or self.refreshes or self.pages or narrows)

    def spoken(self, listing: Listing) -> str:
        found = listing.counted_rows
        if self.refreshes:
            return f"Refreshed. {self.tab.count(found)}."
        if self.sorts:
            return f"{self.tab.text} sorted by {listing.sorted_by}."
        if self.pages:
            return f"Showing {listing.shown} {self.tab.nouns}"
        return listing.found
