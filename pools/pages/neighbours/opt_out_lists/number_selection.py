"""What is selected of the numbers on an opt-out list, and which columns of them somebody wants to see."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from pools import clock
from pools.operations.opted_out_numbers import removable
from pools.pages.frame.list_preferences_dialog import preferences_of
from pools.pages.kit.selecting import selection_in
from pools.pages.neighbours.opt_out_lists.detail import opt_out_list_or_404
from pools.pages.neighbours.opt_out_lists.numbers import (
    NUMBER_COLUMNS,
    NUMBERS,
    NumbersPage,
    numbers_listing,
)

preferences = preferences_of(
    NUMBERS.name,
    NUMBER_COLUMNS,
    NUMBERS.url_name,
    under="opt-out-list-list",
    nav_active=NUMBERS.nav_active,
)


@require_http_methods(["GET", "HEAD", "POST"])
def number_preferences(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    return preferences(request, opt_out_list_name=on.opt_out_list_name)


number_preferences.leaves_account_alone = True


@require_POST
def number_selection(request: HttpRequest, opt_out_list_name: str) -> JsonResponse:
    """How the numbers named by `id` stand to the list as the address filters it."""
    on = opt_out_list_or_404(request.caller, opt_out_list_name)
    listing = numbers_listing(request, NumbersPage(request, on, 0))
    rows = removable(listing.meant, clock.now())
    return selection_in(request, listing, NUMBERS, "opted_out_number", rows)


# This address takes no GET: after a sign-in in between, the list is where to go on.
number_selection.comes_from = "opt-out-list-detail"
number_selection.leaves_account_alone = True
