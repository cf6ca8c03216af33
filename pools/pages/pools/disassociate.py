"""Disassociating identities from a pool by a typed word: from the pool's list, or from the page of one of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.models import PhoneNumber, Pool
from pools.operations.associations import disassociate_origination_identity
from pools.operations.engine.caller import Caller
from pools.operations.rules.membership import last_member
from pools.pages.frame.restored import asked_again
from pools.pages.kit.dialogs import confirms, dialog, each, is_act, must_edit, named, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, selection_done, status_of
from pools.pages.kit.places import TO_POOLS, crumbs, to
from pools.pages.kit.way_back import FROM_IDENTITY
from pools.pages.kit.words import reasons
from pools.pages.pools.identities import flash_outcome
from pools.pages.pools.identity_list import ListState
from pools.pages.pools.identity_rows import value_of
from pools.pages.pools.identity_section import (
    ANCHOR,
    CHANGE_IDENTITIES,
    IDENTITIES,
    Identity,
    as_arguments,
    chosen_or_404,
    members_among,
    pool_or_404,
    pool_url,
    section_response,
)

WORD = "disassociate"


@require_http_methods(["GET", "HEAD", "POST"])
def disassociate(request: HttpRequest, pool_id: str) -> HttpResponse:
    """GET, or POST with `ask`, asks for the word; POST with the word disassociates what was selected."""
    must_edit(request.caller, CHANGE_IDENTITIES)
    pool = pool_or_404(request, pool_id)
    posted = is_act(request)
    data = request.POST if request.method == "POST" else asked_again(request) or request.GET
    identities = chosen_or_404(request, data.getlist("id"))
    members = members_among(pool, identities)
    # As a whole: the button is on only while all that is selected is associated. This is the same rule for a
    # page without script, and for one that somebody else has overtaken.
    left = page_left(request.caller, data, identities)
    if not identities or len(members) < len(identities):
        return not_associated(request, pool, identities, members, left)
    context = question(pool, identities, ListState.of(data), left)
    typed = data.get("confirm", "")
    # Again, though dialog.js holds the button back until the word matches: it does so only with script.
    if posted and not confirms(typed, WORD):
        return disassociate_confirmation(
            request, pool, context | {"error": wrong_word(typed, WORD)}, status=422
        )
    if not posted or context["blocked"]:
        return disassociate_confirmation(request, pool, context, status=409 if posted else 200)
    outcome = each(
        identities,
        lambda one: disassociate_origination_identity(request.caller, pool_id=pool_id, **as_arguments(one)),
    )
    if not outcome.done:
        status = status_of(outcome.refused[0][1])
        return disassociate_confirmation(request, pool, context | {"reasons": outcome.reasons}, status=status)
    flash_outcome(request, pool, outcome, "disassociated from")
    # The dialog gives focus back to its opener, which this answer replaces: it would fall to the body.
    response = answer(request, pool, left, focus_on="#identities-heading")
    return selection_done(response, IDENTITIES)


def not_associated(
    request: HttpRequest, pool: Pool, identities: Sequence[Identity], members: Sequence[Identity], left: str
) -> HttpResponse:
    """Nothing is selected, or something that isn't in the pool, perhaps no longer: say so, show the list."""
    outside = [one for one in identities if one not in members]
    if outside and not members:
        names = ", ".join(map(named, outside))
        verb = "isn't" if len(outside) == 1 else "aren't"
        flash(request, "info", f"{names} {verb} in this pool any more. The list was refreshed.")
    else:
        details = [f"{named(one)} isn't associated." for one in outside]
        flash(request, "warning", reasons.ALL_ASSOCIATED, details=details)
    return answer(request, pool, left, status=409, focus_on="#disassociate-from-pool")


def page_left(caller: Caller, data: Mapping[str, str], identities: Sequence[Identity]) -> str:
    """The page of the one identity that is asked about from there; "" where the pool's list asks."""
    if len(identities) != 1 or any(data.get(name) != value for name, value in FROM_IDENTITY.items()):
        return ""
    one = identities[0]
    if isinstance(one, PhoneNumber):
        return to(caller, "phone-number-detail", one.phone_number_id)
    return to(caller, "sender-id-detail", one.sender_id, one.iso_country_code)


def answer(request: HttpRequest, pool: Pool, left: str, *, status: int = 200, focus_on: str) -> HttpResponse:
    if not left:
        return section_response(request, pool, status=status, focus_on=focus_on, closes_dialog=True)
    return HttpResponseClientRedirect(left) if is_fragment(request) else see_other(left)


def question(pool: Pool, identities: Sequence[Identity], state: ListState, left: str) -> dict[str, Any]:
    """What the dialog asks about. blocked: why the pool can't do without these identities. left: as `page_left`."""
    kind = last_member(pool, *identities)
    return {
        "names": [named(one) for one in identities],
        "values": [value_of(one) for one in identities],
        "parameters": (FROM_IDENTITY if left else state.parameters()).items(),
        "state": state,
        "left": left,
        "blocked": reasons.last_identity(kind) if kind else "",
        "kind": kind,
    }


def disassociate_confirmation(
    request: HttpRequest, pool: Pool, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    detail, title = pool_url(request, pool), "Disassociate confirmation"
    return dialog(
        request,
        "pools/disassociate.html",
        context
        | {
            "id": "dialog-disassociate",
            "title": title,
            "action": "" if context["blocked"] else pool_url(request, pool, "pool-disassociate"),
            "pool": pool,
            "word": WORD,
            "typed": request.POST.get("confirm", ""),
            "back": context["left"] or context["state"].url(detail) + ANCHOR,
            "delete_url": f"{to(request.caller, 'pool-delete')}?{urlencode({'id': pool.pool_id})}",
            # The dialog may lie over the page with the setting: nothing is loaded, so that no edit is lost.
            "two_way_url": f"{'' if is_fragment(request) and not context['left'] else detail}#two-way-sms",
            "crumbs": crumbs(request.caller, *TO_POOLS, (pool.label, detail), title),
            "nav_active": "phone-numbers",
        },
        status=status,
    )
