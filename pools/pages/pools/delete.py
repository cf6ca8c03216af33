"""Deleting pools: the typed confirmation for one or several, and turning deletion protection off in it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from pools.errors import ServiceError
from pools.models import Pool
from pools.operations.engine.caller import pools_available
from pools.operations.pools import delete_pool, update_pool
from pools.operations.rules.statuses import settles
from pools.pages.frame.deleting import DELETE, is_on, list_state, list_url, to_list
from pools.pages.frame.restored import asked_again
from pools.pages.kit.aws.saving import flash_saved, here, how_many_in_aws
from pools.pages.kit.dialogs import Outcome, confirms, dialog, each, is_act, must_edit, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import (
    announce,
    is_fragment,
    see_other,
    selection_done,
    split,
    status_of,
)
from pools.pages.kit.places import TO_POOLS, crumbs, to
from pools.pages.kit.selecting import MOST
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.pools import list as pool_list
from pools.pages.pools.identity_section import pool_url
from pools.pages.pools.selection import Selection, selection_or_404
from pools.pages.pools.settings import with_protection

DELETE_POOLS = "delete pools"
TITLE = "Delete pool confirmation"
SETTING = "Open deletion protection setting"
PROTECTED = "{}: Deletion protection is on. Turn it off, then try again."


@require_http_methods(["GET", "HEAD", "POST"])
def delete_pools(request: HttpRequest) -> HttpResponse:
    """GET, or POST with `ask`, asks for the word; POST with the word deletes the pools named by `id`."""
    must_edit(request.caller, DELETE_POOLS)
    posted = is_act(request)
    # The guide: pools are not available in US East (Ohio). No page there leads here, but an old address does.
    if not pools_available(request.caller.region):
        return no_pools_here(request, status=409 if posted else 200)
    data = request.POST if request.method == "POST" else asked_again(request) or request.GET
    if len(data.getlist("id")) > MOST:
        flash(request, "warning", f"At most {MOST:,} pools can be deleted at a time.")
        return to_list(request, pool_list.POOLS, pool_list.table_below)
    # Named apart, so that a pool which the dialog said is skipped is not deleted once its protection is off.
    skipped = selection_or_404(request, data.getlist("skipped")).pools
    selection = selection_or_404(request, data.getlist("id"))
    if not selection.pools:
        return nothing_to_delete(request, selection)
    typed = data.get("confirm", "")
    if posted and not confirms(typed, DELETE):
        return delete_confirmation(request, selection, skipped, status=422, error=wrong_word(typed, DELETE))
    if not posted or not selection.free:
        return delete_confirmation(request, selection, skipped, status=409 if posted else 200)
    # The operation refuses those whose protection came on since the question, each with its sentence.
    outcome = each(selection.pools, lambda pool: delete_pool(request.caller, pool_id=pool.pool_id))
    if not outcome.done:
        return none_deleted(request, selection, skipped, outcome)
    flash_deleted(request, outcome, skipped, selection.gone)
    return selection_done(to_list(request, pool_list.POOLS, pool_list.table_below), pool_list.POOLS.name)


def none_deleted(
    request: HttpRequest, selection: Selection, skipped: Sequence[Pool], outcome: Outcome
) -> HttpResponse:
    """The question again with the reasons; or the list, if somebody else was faster with every pool."""
    now = selection_or_404(request, [*(pool.pool_id for pool in selection.pools), *selection.gone])
    if not now.pools:
        return nothing_to_delete(request, now)
    status = status_of(outcome.refused[0][1])
    return delete_confirmation(request, selection, skipped, status=status, reasons=outcome.reasons)


def nothing_to_delete(request: HttpRequest, selection: Selection) -> HttpResponse:
    if selection.gone:
        flash(request, "info", already_deleted(selection.gone))
    else:
        flash(request, "warning", pool_list.POOLS.some_selected)
    return selection_done(to_list(request, pool_list.POOLS, pool_list.table_below), pool_list.POOLS.name)


def already_deleted(ids: Sequence[str]) -> str:
    if len(ids) == 1:
        return f"Pool {ids[0]} was already deleted. The list was refreshed."
    return f"{len(ids):,} pools were already deleted. The list was refreshed."


def flash_deleted(
    request: HttpRequest, outcome: Outcome, skipped: Sequence[Pool], gone: Sequence[str]
) -> None:
    """Flash what became of each pool."""
    done = outcome.done
    details = outcome.reasons + [PROTECTED.format(pool.label) for pool in skipped]
    failed = len(details)
    # After the count: what is gone already is as it was wanted, and no failure.
    details += [f"Pool {pool_id} was already deleted." for pool_id in gone]
    if failed:
        text = f"{len(done):,} of {len(done) + failed:,} pools were deleted. {failed:,} couldn't be deleted."
        action = (SETTING, setting_url(request, skipped[0])) if len(skipped) == 1 else None
        flash(request, "warning", text, details=details, action=action)
        return
    if settles(request.caller):
        what = f"pool {done[0].label}" if len(done) == 1 else f"{len(done):,} pools"
        flash(request, "in-progress", f"Deleting {what}.", details=details, until_done=True)
        return
    saved = [("pool", pool.pool_id) for pool in done]
    what = f"Pool {done[0].label} was" if len(done) == 1 else f"{len(done):,} pools were"
    whose = "Its" if len(done) == 1 else "Their"
    count = sum(pool.origination_identity_count for pool in done)
    members = "origination identity stays" if count == 1 else "origination identities stay"
    text = f"{what} deleted{here(request)}. {whose} {count:,} {members} in your account."
    flash_saved(request, text, saved, details=details, deleted=True)


def delete_confirmation(
    request: HttpRequest, selection: Selection, skipped: Sequence[Pool] = (), *, status: int, **extra: Any
) -> HttpResponse:
    free, protected = selection.free, [*selection.protected, *skipped]
    action = to(request.caller, "pool-delete")
    state = list_state(request)
    refs = [("pool", pool.pool_id) for pool in free or protected]
    context = {
        "free": free,
        "in_aws": how_many_in_aws(request, refs),
        "protected": [(pool, setting_url(request, pool)) for pool in protected],
        "pool": (free or protected)[0],
        "is_one": len(free) + len(protected) == 1,
        "named": in_full((free or protected)[0]),
        "is_blocked": not free,
        "total": len(free or protected),
        "count": sum(pool.origination_identity_count for pool in free),
        "gone": selection.gone,
        "unsaved_hint": is_on(request, pool_url(request, (free or protected)[0])),
        "word": DELETE,
        "typed": request.POST.get("confirm", ""),
        "back": back_url(request, selection),
        **extra,
    }
    return delete_dialog(request, context, f"{action}?{state}" if state else action, status=status)


def in_full(pool: Pool) -> str:
    """The pool's name and its ID, since names may stand twice."""
    return f"{pool.name} ({pool.pool_id})" if pool.name else pool.pool_id


def delete_dialog(request: HttpRequest, context: dict[str, Any], action: str, *, status: int) -> HttpResponse:
    """action: where the form goes; a dialog that is blocked has none."""
    frame = {
        "id": "dialog-delete-pool",
        "title": TITLE,
        "setting": SETTING,
        "action": action if context.get("free") else "",
        "crumbs": crumbs(request.caller, *TO_POOLS, TITLE),
        "nav_active": "phone-numbers",
    }
    return dialog(request, "pools/delete.html", frame | context, status=status)


def no_pools_here(request: HttpRequest, *, status: int) -> HttpResponse:
    text = reasons.no_pools_in(labels.region_name(request.caller.region))
    return delete_dialog(
        request, {"nowhere": text, "back": list_url(request, pool_list.POOLS)}, "", status=status
    )


def setting_url(request: HttpRequest, pool: Pool) -> str:
    """Where protection is turned off; on the pool's own page nothing is loaded, so no edit is lost."""
    url = pool_url(request, pool)
    return f"{'' if is_on(request, url) else url}#deletion-protection"


def back_url(request: HttpRequest, selection: Selection) -> str:
    """Where Cancel leads without script: to the page of the one pool, when one came from there."""
    if len(selection.pools) == 1:
        url = pool_url(request, selection.pools[0])
        # One pool may come from the list as well as from its own page, which only the browser knows.
        if split(request.headers.get("Referer")).path == url:
            return url
    return list_url(request, pool_list.POOLS)


@require_POST
def turn_off_deletion_protection(request: HttpRequest, pool_id: str) -> HttpResponse:
    """From the blocked dialog: turn the protection off, and go on with the dialog in its normal state."""
    must_edit(request.caller, DELETE_POOLS)
    ids = [pool_id, *request.POST.getlist("id")]
    if not selection_or_404(request, [pool_id]).pools:
        return nothing_to_delete(request, selection_or_404(request, ids))
    try:
        update_pool(request.caller, pool_id=pool_id, deletion_protection_enabled=False)
    except ServiceError as error:
        return still_protected(request, selection_or_404(request, ids), error)
    if not is_fragment(request):
        flash_saved(request, f"Deletion protection is off{here(request)}.", [("pool", pool_id)])
        query = urlencode({"id": list(dict.fromkeys(ids))}, doseq=True)
        return see_other(f"{to(request.caller, 'pool-delete')}?{query}")
    selection = selection_or_404(request, ids)
    if pool_id in selection.gone:
        return nothing_to_delete(request, selection)
    response = delete_confirmation(request, selection, status=200, is_off_now=True)
    announce(response, "Deletion protection is off.")
    if is_on(request, to(request.caller, "pool-list")):
        # It stays off when the dialog is cancelled, so the list must not go on saying that it is on.
        response.write(pool_list.table_below(request, is_beside=True).content.decode())
    pool = selection.pools[0]
    if not is_on(request, pool_url(request, pool)):
        return response
    return with_protection(request, response, pool)


def still_protected(request: HttpRequest, selection: Selection, error: ServiceError) -> HttpResponse:
    """The question with the reason; or the list, if somebody else was faster and deleted all of the pools."""
    if not selection.pools:
        return nothing_to_delete(request, selection)
    return delete_confirmation(
        request, selection, status=status_of(error), reasons=[refusals.sentence(error)]
    )


# This address takes no GET: after a sign-in in between, the pool's page is where to go on.
turn_off_deletion_protection.comes_from = "pool-detail"
