"""Verified numbers: whom an account in the sandbox may send to. The quota keeps them to a handful."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import Account, Tier, VerifiedDestinationNumber
from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.empty.facts import none_there
from pools.pages.kit.empty.lists import VERIFIED_NUMBERS, Adding
from pools.pages.kit.http import with_flashes
from pools.pages.kit.list_page import ListNames
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import labels, reasons
from pools.reference import quotas
from pools.reference.phone_numbers import country_of_number

TEMPLATE = "neighbours/verified_numbers/list.html"
VERIFIED = ListNames(
    "verified-numbers",
    "Verified numbers",
    "verified number",
    VerifiedDestinationNumber,
    "verified-number-list",
    "verified-numbers",
    "verified-numbers",
)
IN_THE_SANDBOX = (
    "Who confirmed with a code that you may send to them. In the sandbox nobody else gets messages."
)
CHANGE_VERIFIED_NUMBERS = "change verified numbers"
STATUSES = {"PENDING": ("pending", "Pending"), "VERIFIED": ("positive", "Verified")}


@require_safe
def verified_number_list(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, list_context(request))


def table_of(request: HttpRequest) -> HttpResponse:
    """The table, for an act that was done from the list."""
    return with_flashes(request, render(request, f"{TEMPLATE}#table", list_context(request)))


def list_context(request: HttpRequest) -> dict[str, Any]:
    caller = request.caller
    rows = VerifiedDestinationNumber.objects.for_caller(caller).order_by("-created_timestamp", "-pk")
    numbers = [verified_row(caller, row) for row in rows]
    locked = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_VERIFIED_NUMBERS)
    add_url = to(caller, "verified-number-add")
    return {
        "about": IN_THE_SANDBOX,
        "numbers": numbers,
        "locked": locked,
        "add_url": add_url,
        "why_not_add": locked or full(len(numbers)),
        "empty": None if numbers else none_there(request, VERIFIED_NUMBERS, Adding(add_url)),
        "in_production": Account.objects.for_caller(caller).get().account_tier == Tier.PRODUCTION,
        "is_linked": is_linked(caller),
        "crumbs": crumbs(caller, *PATHS[VERIFIED.url_name][:-1], VERIFIED.text),
        "nav_active": VERIFIED.nav_active,
        "help_topic": VERIFIED.help_topic,
    }


def full(number: int) -> str:
    name = quotas.VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT
    most = quotas.default(name)
    return reasons.quota_sentence(name, most) if number >= most else ""


def verified_row(caller: Caller, row: VerifiedDestinationNumber) -> dict[str, Any]:
    kind, status = STATUSES.get(row.status, ("stopped", row.status.capitalize()))
    number_id = row.verified_destination_number_id
    return {
        "number": row,
        "country": labels.country_name(country_of_number(row.destination_phone_number)),
        "status_kind": kind,
        "status": status,
        "verify_url": to(caller, "verified-number-verify", number_id) if row.status == "PENDING" else "",
        "delete_url": f"{to(caller, 'verified-number-delete')}?id={number_id}",
    }


def verified_number_or_404(caller: Caller, verified_destination_number_id: str) -> VerifiedDestinationNumber:
    named = {"verified_destination_number_id": verified_destination_number_id}
    row = VerifiedDestinationNumber.objects.for_caller(caller).filter(**named).first()
    if row is None:
        raise Http404("There is no such verified number.")
    return row
