"""What more than one page finds out about its empty list."""

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from pools.pages.kit.empty.lists import PHONE_NUMBERS, Adding, Cause, Facts, Listed, Search, Way
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.listing import Listing
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import to
from pools.pages.kit.words.reasons import kept_off, whom_to_ask


def searched_for(listing: Listing, *, swaps: bool = True) -> Search:
    """What nothing matches, and what to take away of it; this costs one more search at most.

    swaps: where what is clicked leads changes the list in place, as it also draws the search anew.
    """
    asked = [format_html("“{}”", listing.q)] if listing.q else []
    asked += [f"{one.label} {listing.words[one.key]}" for one in listing.filters if one.key in listing.words]
    named, others = format_html_join(", ", "{}", ((one,) for one in asked)), ""
    clear = Way("Clear filters", listing.clear_filters_url, swaps=swaps)
    if listing.q and listing.chosen:
        found = listing.searched.order_by()[: COUNTED + 1].count()
        others = str(Counted.from_rows(found))
        if not found:
            clear = Way("Clear search and filters", listing.clear_url, swaps=swaps)
    elif listing.q:
        clear = Way("Clear search", listing.url(q=None, page=1), swaps=swaps)
    return Search(named, others, clear=[clear])


def nothing_matches(request: HttpRequest, listed: Listed, listing: Listing) -> Empty:
    facts = Facts(search=searched_for(listing, swaps=False))
    return empty(listed, Cause.NO_MATCH, request.caller.may, facts)


def none_there(request: HttpRequest, listed: Listed, adding: Adding) -> Empty:
    facts = Facts(whom_to_ask(request.caller), adding=adding, kept=kept_off(request.caller))
    return empty(listed, Cause.NONE, request.caller.may, facts)


def no_phone_numbers(request: HttpRequest) -> Empty:
    return none_there(request, PHONE_NUMBERS, requesting_numbers(request))


def requesting_numbers(request: HttpRequest) -> Adding:
    return Adding(to(request.caller, "phone-number-request"))
