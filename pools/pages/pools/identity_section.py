"""The Origination identities section of Pool detail: its context, and the answers that hold it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_htmx.http import push_url, replace_url

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.pool_identities import PoolStanding
from pools.models.searching import words_for
from pools.models.words import Word
from pools.operations.engine.caller import Permission
from pools.pages.kit.http import announce, close_modal, focus, is_fragment, see_other, with_flashes
from pools.pages.kit.places import to
from pools.pages.kit.words import reasons
from pools.pages.pools.identity_cells import table_rows
from pools.pages.pools.identity_list import VIEWS, IdentityPage, ListState, identity_page
from pools.pages.pools.identity_rows import chosen
from pools.pages.pools.no_identities import no_identities
from pools.pages.pools.summary import with_summary
from pools.reference import quotas

Identity = PhoneNumber | SenderId
TEMPLATE = "pools/identities.html"
ANCHOR = "#origination-identities"
IDENTITIES = "identities"  # what the table is called for its script
CHANGE_IDENTITIES = "change the identities of a pool"


def pool_or_404(request: HttpRequest, pool_id: str) -> Pool:
    """The caller's pool. Any other pool is one that does not exist."""
    pool = Pool.objects.for_caller(request.caller).filter(pool_id=pool_id).first()
    if pool is None:
        raise Http404("There is no such pool.")
    return pool


def pool_url(request: HttpRequest, pool: Pool, name: str = "pool-detail") -> str:
    return to(request.caller, name, pool.pool_id)


def identities_context(request: HttpRequest, pool: Pool, state: ListState | None = None) -> dict[str, Any]:
    """What pools/identities.html draws. state: the list's, where the page's URL does not say it."""
    state = state or ListState.of(request.GET)
    path = pool_url(request, pool)
    listed = identity_page(request.caller, pool, state, path)
    return {
        "pool": pool,
        "identities": {
            "listed": listed,
            "rows": identity_table(request, pool, listed, state),
            "is_passing": any(row.is_settling for row in listed.rows),
            "changeable": request.caller.may(Permission.CHANGE_RESOURCES),
            "empty": no_identities(
                request.caller,
                listed,
                state,
                path,
                add_url=pool_url(request, pool, "pool-add-sender-id"),
                closed=associate_reason(request, pool, listed.there),
            ),
            "counter": f"({listed.there.associated:,} associated)",
            "state": state,
            "parameters": state.parameters().items(),
            "views": views(listed, state, path),
            "path": path,
            "here": state.url(path),
            "check_url": state.url(pool_url(request, pool, "pool-identity-selection"), page=None),
            "search_url": state.url(path, q=None, page=None),
            "associate_reason": associate_reason(request, pool, listed.there),
            "disassociate_reason": disassociate_reason(request, pool),
            "all_available": reasons.ALL_AVAILABLE,
            "all_associated": reasons.ALL_ASSOCIATED,
        },
    }


def identity_table(request: HttpRequest, pool: Pool, listed: IdentityPage, state: ListState) -> SafeString:
    urls = {
        "numbers": to(request.caller, "phone-number-list"),
        "sender_ids": to(request.caller, "sender-id-list"),
        "pools": to(request.caller, "pool-list"),
    }
    return table_rows(
        listed.rows,
        urls,
        # What was posted without a sign-in comes back in the address, ticked. A post is done with its selection.
        request.GET.getlist("id") if request.method == "GET" else (),
        searched_words(request, state),
        changeable=request.caller.may(Permission.CHANGE_RESOURCES),
        back=pool.pool_id,
    )


def searched_words(request: HttpRequest, state: ListState) -> dict[type[Model], list[Word]]:
    models = (PhoneNumber, SenderId) if state.q else ()
    return {model: words_for(model, request.caller, state.q) for model in models}


def views(listed: IdentityPage, state: ListState, path: str) -> list[dict[str, Any]]:
    return [
        {
            "ids": ids,
            # htmx gives focus back to the element with the same id, so each segment keeps its own.
            "id": f"identities-{ids or 'all'}",
            "text": text,
            "count": listed.counts[ids],
            "href": state.url(path, ids=ids, page=None),
            "active": ids == state.ids,
        }
        for ids, text in VIEWS.items()
    ]


def associate_reason(request: HttpRequest, pool: Pool, there: PoolStanding) -> str:
    """Why nothing at all can be associated, whatever is selected; nothing when something can."""
    if why := disassociate_reason(request, pool):
        return why
    name = quotas.ORIGINATION_IDENTITIES_PER_POOL
    allowed = quotas.applied(name, there.identity_quota)
    return "" if there.associated < allowed else reasons.quota_sentence(name, allowed)


def disassociate_reason(request: HttpRequest, pool: Pool) -> str:
    if reason := reasons.why_not(request.caller, Permission.CHANGE_RESOURCES, CHANGE_IDENTITIES):
        return reason
    # AWS refuses both with RESOURCE_NOT_ACTIVE while the pool is being created or deleted.
    return "" if pool.status == "ACTIVE" else reasons.POOL_ACTIVE


def section(request: HttpRequest, pool: Pool) -> HttpResponse:
    """The section alone, for htmx: another view, page or search of the list, which the URL then says."""
    context = identities_context(request, pool)
    listed, here = context["identities"]["listed"], context["identities"]["here"]
    response = with_flashes(request, render(request, TEMPLATE, context))
    trigger = request.htmx.trigger or ""
    # It asks by itself while the status of a number passes: nobody did anything.
    if trigger == "identities-passing":
        return response
    if trigger == "identities-refresh":
        return announce(response, f"Refreshed. {listed.in_words}.")
    # Typing replaces the address: Back leads to the page before, and not through every letter.
    if trigger.startswith("identities-search"):
        return announce(replace_url(response, here), listed.counted.matches)
    return announce(push_url(response, here), listed.shown_in_words)


def section_response(
    request: HttpRequest, pool: Pool, *, status: int = 200, focus_on: str, closes_dialog: bool = False
) -> HttpResponse:
    """The section as it stands now, with what there is to say; without script, the page it is on.

    closes_dialog: the answer goes to a dialog, which it closes, so the section comes out of band.
    """
    state = ListState.of(request.POST or request.GET)
    if not is_fragment(request):
        return see_other(state.url(pool_url(request, pool)) + ANCHOR)
    pool = pool_or_404(request, pool.pool_id)
    context = identities_context(request, pool, state) | {"oob": closes_dialog}
    response = with_summary(request, render(request, TEMPLATE, context, status=status), pool)
    count = context["identities"]["listed"].there.associated
    link = {"part": "origination-identities", "count": count, "oob": True}
    response.write(render_to_string("kit/section_count.html", link))
    response = focus(with_flashes(request, response), focus_on)
    return close_modal(response) if closes_dialog else response


def chosen_or_404(request: HttpRequest, values: Sequence[str]) -> list[Identity]:
    identities = chosen(request.caller, values)
    if identities is None:
        raise Http404("There is no such origination identity.")
    return identities


def members_among(pool: Pool, identities: Sequence[Identity]) -> list[Identity]:
    linked = set(pool.sender_id_links.values_list("sender_id", flat=True))
    return [
        identity
        for identity in identities
        if (identity.pool_id == pool.pk if isinstance(identity, PhoneNumber) else identity.pk in linked)
    ]


def as_arguments(identity: Identity) -> dict[str, str]:
    """An identity as the API's operations take it: a sender ID is not found without its country."""
    country = {} if isinstance(identity, PhoneNumber) else {"iso_country_code": identity.iso_country_code}
    return {"origination_identity": identity.origination_identity, **country}
