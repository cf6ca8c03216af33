"""SMS and voice at a glance: what the account has in this Region, and how much of it there may be."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import Account, OptOutList, PhoneNumber, Pool, Project, SenderId
from pools.models.opt_out_lists import DEFAULT
from pools.models.scope import CountUpTo
from pools.operations.engine.caller import Caller, Permission, pools_available
from pools.operations.quotas import own_quotas
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons
from pools.pages.neighbours.quotas import why_not
from pools.reference import quotas

# What is listed here, in the order of the table; lists come last.
LIMITED = (
    (quotas.POOLS_PER_ACCOUNT, Pool),
    (quotas.PHONE_NUMBERS_PER_ACCOUNT, PhoneNumber),
    (quotas.SENDER_IDS_PER_ACCOUNT, SenderId),
    (quotas.OPT_OUT_LISTS_PER_ACCOUNT, OptOutList),
)
EACH = (quotas.ORIGINATION_IDENTITIES_PER_POOL, quotas.KEYWORDS_PER_POOL, quotas.TAGS_PER_RESOURCE)
# From this part of a quota on, its bar is a warning.
NEARLY_FULL = 0.8
CARDS = (
    (
        "Phone numbers",
        "phone-number-list",
        quotas.PHONE_NUMBERS_PER_ACCOUNT,
        "Numbers that send and receive messages and calls.",
    ),
    (
        "Pools",
        "pool-list",
        quotas.POOLS_PER_ACCOUNT,
        "Groups of numbers and sender IDs that send as one.",
    ),
    (
        "Sender IDs",
        "sender-id-list",
        quotas.SENDER_IDS_PER_ACCOUNT,
        "Names that recipients see as the sender.",
    ),
)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    used, projects, channels = usage(caller)
    region = labels.region_name(caller.region)
    closed = "" if pools_available(caller.region) else reasons.no_pools_in(region)
    return render(
        request,
        "neighbours/overview.html",
        {
            "cards": cards(caller, used),
            "limits": limits(caller, used),
            "projects": projects,
            "channels": channels,
            "projects_url": to(caller, "project-list"),
            "edit_quotas": {
                "href": to(caller, "quotas"),
                "reason": why_not(caller),
            },
            "set_up": {
                "is_offered": not closed and is_empty(used),
                "href": to(caller, "set-up"),
                "reason": reasons.why_not(caller, Permission.CHANGE_ACCOUNT, "set up this account"),
            },
            "region": region,
            "no_pools": closed,
            "crumbs": crumbs(caller, "SMS and voice"),
            "nav_active": "overview",
            "help_topic": "overview",
        },
    )


def usage(caller: Caller) -> tuple[dict[str, Counted], Counted, Counted]:
    """How many there are of what has a quota, of projects, and of projects with the channel on: one query.

    The opt-out list Default is always one of them, whether its row was needed yet or not.
    """
    rows = [model.objects.for_caller(caller) for _, model in LIMITED]
    rows[-1] = rows[-1].exclude(opt_out_list_name=DEFAULT)
    projects = Project.objects.for_caller(caller)
    rows += [projects, projects.with_channel()]
    counts = (
        Account.objects.for_caller(caller).values_list(*(CountUpTo(each, COUNTED) for each in rows)).get()
    )
    *found, lists, projects, channels = counts
    *used, all_projects, channels = map(Counted.from_rows, (*found, lists + 1, projects, channels))
    return dict(zip((name for name, _ in LIMITED), used, strict=True)), all_projects, channels


def is_empty(used: dict[str, Counted]) -> bool:
    """Whether the account has neither a phone number nor a pool here."""
    return not used[quotas.POOLS_PER_ACCOUNT].number and not used[quotas.PHONE_NUMBERS_PER_ACCOUNT].number


def cards(caller: Caller, used: dict[str, Counted]) -> list[dict[str, Any]]:
    """One link to each list, with its count."""
    return [
        {"title": title, "href": to(caller, name), "count": used[quota], "text": text}
        for title, name, quota, text in CARDS
    ]


def limits(caller: Caller, used: dict[str, Counted]) -> list[dict[str, Any]]:
    """Each quota and, where it is counted per account and Region, how much of it is used."""
    own, names = own_quotas(caller), [name for name, _ in LIMITED]
    return [limit(name, used.get(name), quotas.applied(name, own.get(name))) for name in (*names, *EACH)]


def limit(name: str, used: Counted | None, quota: int) -> dict[str, Any]:
    """One quota. state: what colours its bar."""
    number = used.number if used else 0
    state = "full" if number >= quota else "high" if number >= quota * NEARLY_FULL else "low"
    return {"label": labels.QUOTAS[name], "used": used, "quota": quota, "state": state}
