"""Unlinking, which asks for its word."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.operations.syncing.links import UNLINK_WORD, must_not_apply, unlink_from_aws
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.dialogs import confirms, dialog, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.labels import region_name
from pools.pages.sync.people import linked_or_404, must_apply

UNLINK_TITLE = "Unlink confirmation"


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest) -> HttpResponse:
    """Asks for the word; blocked while a run is applying."""
    must_apply(request.caller)
    state = linked_or_404(request)
    if request.method != "POST":
        return ask_to_unlink(request, blocked=why_not_now(state))
    typed = request.POST.get("confirm", "")
    if not confirms(typed, UNLINK_WORD):
        return ask_to_unlink(request, status=422, error=wrong_word(typed, UNLINK_WORD))
    try:
        unlink_from_aws(request.caller, confirm=typed)
    except ServiceError as error:
        return ask_to_unlink(request, status=409, blocked=refusals.sentence(error))
    name = f"{request.caller.account.name} in {region_name(request.caller.region)}"
    flash(request, "success", f"{name} was unlinked from AWS. Nothing was changed in AWS.")
    home = to(request.caller, "aws-sync")
    return HttpResponseClientRedirect(home) if is_fragment(request) else see_other(home)


def why_not_now(state: Linked) -> str:
    try:
        must_not_apply(state.link)
    except ServiceError as error:
        return refusals.sentence(error)
    return ""


def ask_to_unlink(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    caller = request.caller
    context = {
        "id": "dialog-unlink",
        "title": UNLINK_TITLE,
        "action": to(caller, "sync-unlink"),
        "word": UNLINK_WORD,
        "typed": request.POST.get("confirm", ""),
        "back": to(caller, "sync-link"),
        "account_name": caller.account.name,
        "region_name": region_name(caller.region),
        "crumbs": crumbs(caller, ("AWS sync", to(caller, "aws-sync")), UNLINK_TITLE),
        "nav_active": "aws-sync",
        **extra,
    }
    return dialog(request, "sync/unlink.html", context, status=status)
