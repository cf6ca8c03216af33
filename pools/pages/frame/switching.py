"""From one account and Region to another: where a visit starts, and what the Region menu leads to."""

import shlex
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.views.decorators.http import require_safe

from pools.models import (
    Membership,
    User,
)
from pools.operations.engine.caller import PERMISSIONS, Caller, caller_for, memberships_of
from pools.operations.practice import learners_account
from pools.operations.watching import page_caller
from pools.pages.frame.resources import RESOURCES, Resource
from pools.pages.kit.cookies import keep, kept
from pools.pages.kit.flash import flash
from pools.pages.kit.places import to
from pools.pages.kit.selecting import are_numbers
from pools.reference import regions

LAST = "last"
# Pages that every account and Region has, and pages of a resource that are addresses of their own.
EVERYWHERE = {
    "project-list",
    "project-create",
    "overview",
    "quotas",
    "simulator",
    "coverage",
    "message-list",
    "set-up",
    "phone-number-list",
    "phone-number-request",
    "sender-id-list",
    "sender-id-request",
    "opt-out-list-list",
    "verified-number-list",
    "configuration-set-list",
    "configuration-set-create",
    "pool-list",
    "pool-create",
    "edit-runs",
    "access-key-list",
    "access-key-create",
    "test-settings",
    "lesson-list",
    "practice-data",
    "class-list",
    "aws-sync",
    "sync-conflicts",
    "sync-pending",
    "sync-changed",
    "sync-left-alone",
    "sync-runs",
    "sync-link",
}
PAGES = {
    "pool-detail",
    "phone-number-detail",
    "sender-id-detail",
    "opt-out-list-detail",
    "configuration-set-detail",
    "message-detail",
    "sms-settings",
    "sms-settings-edit",
}
# Pages about what was selected in a list, or is on one: another place has none of it, but the list.
OF_A_LIST = {
    **dict.fromkeys(
        (
            "class",
            "class-clock",
            "class-create",
            "class-remove",
            "class-reset",
            "class-seat",
            "class-seat-password",
            "class-seat-remove",
            "class-seat-reset",
            "class-sheet",
            "class-snapshot-delete",
            "class-snapshot-restore",
            "class-snapshot-take",
            "class-snapshots",
        ),
        "class-list",
    ),
    "phone-number-edit": "phone-number-list",
    "phone-number-move": "phone-number-list",
    "phone-number-remove": "phone-number-list",
    "sender-id-edit": "sender-id-list",
    "edit-run": "edit-runs",
}
# What people chose to compare is in the address alone.
COMPARE = "compare"


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the page's account and Region for the next visit to "/"; in a cookie, which costs no query."""
    caller = request.caller
    # Nobody begins a visit in somebody else's account.
    if caller is None or caller.watched or response.status_code != 200 or getattr(request, "htmx", None):
        return
    here = f"{caller.account.account_id}:{caller.region}"
    if kept(request, LAST) != here:
        keep(request, response, LAST, here)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Go on where the user was last, else in the account where they may do most.

    The cookie may be somebody else's, so it is only a wish.
    """
    memberships = {one.account_id: one for one in memberships_of(request.user)}
    if not memberships:
        return render(request, "frame/no_account.html", {"grant": grant_command(request.user.get_username())})
    account_id = kept(request, LAST).partition(":")[0]
    if account_id not in memberships:
        account_id = begins_in(request.user, memberships)
    return HttpResponseRedirect(reverse("overview", args=[account_id, last_region(request)]))


def begins_in(user: User, memberships: Mapping[str, Membership]) -> str:
    """Where the user may do most; in an account to practise in, that is everything, and no reason to begin there."""
    practice = learners_account(user) if len(memberships) > 1 else None
    others = [one for one in memberships if practice is None or one != practice.account_id]
    return max(others, key=lambda one: len(PERMISSIONS[memberships[one].role]))


def last_region(request: HttpRequest) -> str:
    """Where the user was last. A cookie may hold anything, and a Region that does not exist would lead to a 404."""
    last = kept(request, LAST).partition(":")[2]
    known = (code for code in (last, settings.CONSOLE_DEFAULT_REGION) if regions.region(code))
    return next(known, next(iter(regions.REGIONS)))


def grant_command(username: str) -> str:
    return f"python manage.py user grant {shlex.quote(username)} --account 111122223333 --role editor"


@require_safe
def switch(request: HttpRequest) -> HttpResponse:
    """The same page in `request.caller`'s account and Region, or the list of its kind with a word on why."""
    path = request.GET.get("from", "")
    match = page_at(path)
    if match and match.url_name == COMPARE and are_numbers(parse_qs(urlsplit(path).query).get("id", [])):
        return HttpResponseRedirect(to(request.caller, "phone-number-list"))
    return HttpResponseRedirect(destination(request, match) if match else to(request.caller, "pool-list"))


def page_at(path: str) -> ResolverMatch | None:
    """The console's page at a path that somebody else wrote down; None for anything that is not one."""
    try:
        match = resolve(urlsplit(path).path)
    # urlsplit refuses some addresses, such as one with half an IPv6 host.
    except (Resolver404, ValueError):
        return None
    return match if {"account_id", "region"} <= match.kwargs.keys() else None


def destination(request: HttpRequest, match: ResolverMatch) -> str:
    caller, kwargs = request.caller, dict(match.kwargs)
    account_id, region = kwargs.pop("account_id"), kwargs.pop("region")
    if match.url_name in EVERYWHERE:
        return to(caller, match.url_name)
    resource = next((one for one in RESOURCES if one.key in kwargs), None)
    if resource is None:
        usual = "aws-sync" if match.url_name.startswith("sync-") else "pool-list"
        return to(caller, OF_A_LIST.get(match.url_name, usual))
    named = resource.named(kwargs)
    stays = account_id == caller.account.account_id and (region == caller.region or not resource.regional)
    stays = stays or bool(
        (resource.within or resource.is_name)
        and resource.model.objects.for_caller(caller).filter(**named).exists()
    )
    if stays:
        return to(caller, match.url_name if match.url_name in PAGES else resource.page, *kwargs.values())
    # The path came with the request: only of an account of the user's may it be said what is there.
    if source := page_caller(request.user, account_id, region):
        say_where(request, source, resource, named)
    return to(caller, resource.list)


def say_where(request: HttpRequest, source: Caller, resource: Resource, named: dict[str, str]) -> None:
    """Say that the resource did not come along, if there is one."""
    row = resource.model.objects.for_caller(source).filter(**named).first()
    if row is None:
        return
    caller = request.caller
    other_account = source.account != caller.account
    now = f"account {name(caller)} in {place(caller)}" if other_account else place(caller)
    there = f"account {name(source)}" if other_account else place(source)
    noun = resource.noun[0].upper() + resource.noun[1:]
    flash(request, "info", f"You switched to {now}. {noun} {resource.label(row)} exists only in {there}.")


def name(caller: Caller) -> str:
    return f"{caller.account.name} ({caller.account.label})"


def place(caller: Caller) -> str:
    return regions.REGIONS[caller.region].name


def elsewhere(
    request: HttpRequest, caller: Caller, resource: Resource, named: dict[str, str]
) -> dict[str, str] | None:
    """Where the resource is, in an account of the user's. IDs are unique; of several that share a name, the first."""
    rows = resource.model.objects.for_user(request.user)
    if hasattr(rows, "present"):
        rows = rows.present()
    row = rows.select_related("account").filter(**named).first()
    if row is None:
        return None
    there = caller_for(request.user, row.account_id, getattr(row, "region", caller.region))
    if there is None or (there.account, there.region) == (caller.account, caller.region):
        return None
    where = place(there) if resource.regional else ""
    if there.account != caller.account:
        where = f"account {name(there)}" + (f", {where}" if where else "")
    url = to(there, resource.page, *named.values())
    return {"label": resource.label(row), "where": where, "url": url}
