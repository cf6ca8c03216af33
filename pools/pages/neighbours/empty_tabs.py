"""Why the list of a tab is empty, and what is known then: asked only where it is."""

import re
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from pools.operations.engine.caller import Permission, pools_available
from pools.operations.pools import pools_were_made
from pools.pages.frame.resources import RESOURCES
from pools.pages.frame.switching import elsewhere
from pools.pages.kit.empty import lists
from pools.pages.kit.empty.facts import requesting_numbers, searched_for
from pools.pages.kit.empty.lists import Adding, Cause, Facts, Place, Way
from pools.pages.kit.empty.states import Empty, empty
from pools.pages.kit.listing import Listing
from pools.pages.kit.places import channel_settings, to
from pools.pages.kit.words import labels, reasons
from pools.pages.kit.words.reasons import kept_off, whom_to_ask
from pools.reference import quotas
from pools.templatetags.cutting import cut

OF_TABS = {"pools": lists.POOLS, "phone-numbers": lists.PHONE_NUMBERS, "sender-ids": lists.SENDER_IDS}
# IDs and ARNs, by the arguments that the addresses of their pages have.
PASTED = (
    re.compile(r"(?:arn:\S+:pool/)?(?P<pool_id>pool-[\w-]+)"),
    re.compile(r"(?:arn:\S+:phone-number/)?(?P<phone_number_id>phone-[\w-]+)"),
    re.compile(r"arn:\S+:sender-id/(?P<sender_id>[\w-]+)/(?P<iso_country_code>[A-Z]{2})"),
)


def empty_tab(page: Any, listing: Listing | None) -> Empty:
    """page: the TabPage. listing: None in a Region without pools."""
    listed, caller = OF_TABS[page.tab.name], page.caller
    if listing and listing.is_narrowed:
        search = searched_for(listing)
        there = pasted(page.request, listing.q)
        cause = Cause.OTHER_PLACE if there else Cause.NO_MATCH
        return empty(listed, cause, caller.may, Facts(place=there, search=search))
    there = most_elsewhere(page)
    cause = Cause.NONE_HERE if there else Cause.NONE
    if listing is None:
        cause = Cause.NOT_OFFERED
    elif listed is lists.POOLS and not there and not pools_were_made(caller):
        cause = Cause.NEW_ACCOUNT
    facts = Facts(
        whom_to_ask(caller),
        labels.region_name(caller.region),
        there,
        adding(page),
        have=have(page),
        other_account=most_in_other_accounts(page.request),
        set_up=set_up(page),
        kept=kept_off(caller),
    )
    return empty(listed, cause, caller.may, facts)


def pasted(request: HttpRequest, text: str) -> Place | None:
    """Where what a pasted ID or ARN names is, if it is in another of the user's places."""
    named = next((found.groupdict() for form in PASTED if (found := form.fullmatch(text))), None)
    if named is None:
        return None
    resource = next(one for one in RESOURCES if one.key in named)
    there = elsewhere(request, request.caller, resource, named)
    return Place(cut(named[resource.key]), there["where"], there["url"]) if there else None


def most_elsewhere(page: Any) -> Place | None:
    """Where the account has the most: an empty Region is often just the wrong one."""
    rows = page.tab.model.objects.elsewhere(page.caller)
    most = rows.values("region").annotate(n=Count("pk")).order_by("-n", "region").first()
    if not most:
        return None
    there = reverse(page.tab.url_name, args=[page.caller.account.account_id, most["region"]])
    return Place(most["n"], labels.region_name(most["region"]), there)


def most_in_other_accounts(request: HttpRequest) -> Place | None:
    if request.caller.watched:  # a learner has no other account of the trainer's
        return None
    here = request.caller.account.account_id
    places = [
        (number, one.account, region)
        for one in request.memberships
        if one.account_id != here
        for region, number in one.account.pool_counts.items()
    ]
    number, account, region = max(places, key=lambda place: place[0], default=(0, None, ""))
    if not number:
        return None
    name = f"{account.name}, {labels.region_name(region)}"
    return Place(number, name, reverse("pool-list", args=[account.account_id, region]))


def set_up(page: Any) -> Way | None:
    """For an Administrator, while there is neither a number nor a pool."""
    held = page.counts["phone-numbers"].number + page.counts["pools"].number
    can = page.caller.may(Permission.CHANGE_ACCOUNT) and pools_available(page.caller.region)
    if held or not can:
        return None
    return Way("Set up this account", to(page.caller, "set-up"))


def have(page: Any) -> str:
    """What a pool can be made of, in words: "2 phone numbers, 1 sender ID."."""
    counted = [(page.counts["phone-numbers"], "phone number"), (page.counts["sender-ids"], "sender ID")]
    words = ", ".join(labels.plural(number, noun) for number, noun in counted if number.number)
    return f"{words}." if words else ""


def adding(page: Any) -> Adding:
    caller, requesting = page.caller, requesting_numbers(page.request)
    if page.tab.name == "phone-numbers":
        return requesting
    if page.tab.name == "sender-ids":
        return Adding(to(caller, "sender-id-request"))
    create, settings, closed = to(caller, "pool-create"), ("", ""), ""
    if not page.channel_enabled:
        settings = channel_settings(caller)
    if page.pools_are_full:
        closed = reasons.quota_sentence(quotas.POOLS_PER_ACCOUNT, page.pool_quota)
    if not pools_available(caller.region):
        closed = reasons.no_pools_in(labels.region_name(caller.region))
    return Adding(create, closed, *settings, request_url=requesting.href)
