"""Why Create pool has no phone number to choose, asked only where it has none."""

from dataclasses import replace

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.html import format_html

from pools.models.identities import ACTIVE, PENDING, SMS
from pools.pages.kit.empty.facts import no_phone_numbers, requesting_numbers
from pools.pages.kit.empty.lists import PHONE_NUMBERS, Adding, Cause, Facts, Numbers, Search
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import to
from pools.pages.pools.available_numbers import AvailableNumbers


def no_numbers(request: HttpRequest, listed: AvailableNumbers) -> Empty | None:
    """Nothing where the page of the table has rows."""
    if listed.page.rows:
        return None
    adding = Adding(to(request.caller, "pool-create"))
    if listed.q:
        search = Search(format_html("“{}”", listed.q), hidden=hidden_matches(listed))
        return empty(PHONE_NUMBERS, Cause.NO_MATCH, request.caller.may, Facts(adding=adding, search=search))
    if not sum(listed.counts):
        return no_phone_numbers(request)
    numbers = unusable(listed)
    cause = Cause.NONE_USABLE if numbers.free else Cause.ALL_TAKEN
    adding = replace(adding, request_url=requesting_numbers(request).href)
    return empty(PHONE_NUMBERS, cause, request.caller.may, Facts(adding=adding, numbers=numbers))


def hidden_matches(listed: AvailableNumbers) -> str:
    """How many numbers match that the table leaves out, as none of them can be chosen; "" for none."""
    if listed.shows_all:
        return ""
    found = listed.search(listed.numbers, listed.q).order_by()[: COUNTED + 1].count()
    return str(Counted.from_rows(found)) if found else ""


def unusable(listed: AvailableNumbers) -> Numbers:
    """Each number once, by the first thing that keeps it from a new pool."""
    free = Q(pool=None)
    pending, sends = Q(derived_status=PENDING), Q(capabilities__contains=f'"{SMS}"')
    active = Q(derived_status=ACTIVE)
    rows = listed.numbers.with_status().with_capabilities().order_by()
    return Numbers(
        **rows.aggregate(
            taken=Count("pk", filter=~free),
            pending=Count("pk", filter=free & pending),
            changing=Count("pk", filter=free & ~pending & ~active),
            without_sms=Count("pk", filter=free & active & ~sends),
        )
    )
