"""Access keys: the list, making one, turning one off and on, and deleting one.

A new key's secret is in the answer to the POST that made it and nowhere else: not in an address, a session, a flash
or a page that a browser may keep.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url, reswap, retarget

from pools import clock
from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import AccessKey
from pools.operations.access_keys import (
    KEYS_PER_USER,
    NewAccessKey,
    create_access_key,
    delete_access_key,
    is_readable,
    own_access_keys,
    set_access_key_active,
)
from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.dialogs import confirms, dialog, wrong_word
from pools.pages.kit.empty.facts import none_there
from pools.pages.kit.empty.lists import ACCESS_KEYS, Adding
from pools.pages.kit.flash import flash
from pools.pages.kit.http import (
    announce,
    close_modal,
    current_page,
    endpoint,
    focus,
    is_fragment,
    see_other,
    status_of,
    with_flashes,
)
from pools.pages.kit.listing import Column, Listing, by, by_age
from pools.pages.kit.nul import query_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons, refusals
from pools.reference.clients import READ_SINCE
from pools.reference.shells import SHELLS

TEMPLATE = "account/access_keys.html"
LIST = "access-keys-list"
HEADING = "#access-keys-heading"
WORD = "delete"
TITLE = "Delete access key confirmation"
SETTINGS = {"true": True, "false": False}


def by_use(rows: QuerySet, descending: bool) -> QuerySet:
    """Those that were never used are the oldest in use."""
    used = F("last_used_timestamp")
    return rows.order_by(used.desc(nulls_last=True) if descending else used.asc(nulls_first=True), "-pk")


def by_status(rows: QuerySet, descending: bool) -> QuerySet:
    return rows.order_by("is_active" if descending else "-is_active", "-created_timestamp", "-pk")


COLUMNS = (
    Column("access_key_id", "Access key ID", by("access_key_id")),
    Column("user", "User", by("user__name_key", "-created_timestamp", "-pk")),
    Column("status", "Status", by_status),
    Column("created_timestamp", "Created", by_age),
    Column("last_used_timestamp", "Last used", by_use),
)


@require_safe
def access_key_list(request: HttpRequest) -> HttpResponse:
    listing = listing_of(request)
    if not is_fragment(request):
        return (
            access_keys_page(request, listing) if listing.is_canonical else HttpResponseRedirect(listing.here)
        )
    trigger = request.htmx.trigger or ""
    shown = f"Showing {listing.shown} access keys"
    text = f"Access keys sorted by {listing.sorted_by}." if trigger.startswith("sort-") else shown
    return announce(push_url(the_list(request, listing), listing.here), text)


# The report of an error has the variables of every function it passed, the secret among them.
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make a key and answer with its secret at once. Whoever comes here by its address is shown the list."""
    must_change_keys(request.caller)
    if request.method != "POST":
        return HttpResponseRedirect(to(request.caller, "access-key-list"))
    try:
        # The newest key that the page showed: sent twice, or again after Back, the form makes no second key.
        new = create_access_key(request.caller, newest=request.POST.get("newest", ""))
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return back_to_list(request, status=status_of(error))
    listing = listing_of(request)
    if is_fragment(request):
        context = context_of(request, listing) | shown_once(request, new)
        response = with_flashes(request, render(request, f"{TEMPLATE}#keys", context))
        focus(announce(response, "Access key created."), "#new-access-key-heading")
    else:
        response = access_keys_page(request, listing, **shown_once(request, new))
    # The browser's Back must not bring the secret up again.
    response["Cache-Control"] = "no-store"
    return response


create.comes_from = "access-key-list"


@require_POST
def set_status(request: HttpRequest, access_key_id: str) -> HttpResponse:
    """Turn a key on or off, as `is_active` says; from the dialog that waits for it, go on to `then`."""
    key, is_active = find(request.caller, access_key_id), SETTINGS.get(request.POST.get("is_active", ""))
    goes_on, text = request.POST.get("then") == "delete", ""
    try:
        if is_active is not None:
            key = set_access_key_active(request.caller, access_key_id=key.access_key_id, is_active=is_active)
            what = "may sign requests again." if is_active else "can't sign requests any more."
            text = f"Access key {key.access_key_id} {what}"
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return back_to_list(request, status=status_of(error))
    if goes_on and is_fragment(request):
        # The dialog stays open over the list, where the key's status has changed as well.
        return announce(confirmation(request, key, with_list=True), text)
    if text:
        flash(request, "success", text)
    if goes_on:
        return see_other(to(request.caller, "access-key-delete", key.access_key_id))
    return back_to_list(request)


set_status.comes_from = "access-key-list"


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, access_key_id: str) -> HttpResponse:
    """GET asks for the word, in a dialog or on a page; POST with the word deletes the key."""
    key = find(request.caller, access_key_id)
    must_change_keys(request.caller)
    typed = request.POST.get("confirm", "")
    if request.method != "POST":
        return confirmation(request, key)
    # Off first: whoever still signs with the key finds out while it can be turned on again.
    if key.is_active:
        return confirmation(request, key, status=409)
    if not confirms(typed, WORD):
        return confirmation(request, key, status=422, typed=typed, error=wrong_word(typed, WORD))
    try:
        delete_access_key(request.caller, access_key_id=key.access_key_id)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        return confirmation(
            request, key, status=status_of(error), typed=typed, problem=refusals.sentence(error)
        )
    flash(request, "success", f"Access key {key.access_key_id} was deleted.")
    response = back_to_list(request)
    return close_modal(focus(response, HEADING)) if is_fragment(request) else response


def confirmation(
    request: HttpRequest, key: AccessKey, *, status: int = 200, with_list: bool = False, **context: Any
) -> HttpResponse:
    """The question; of an active key, why it can't be answered. with_list: draw the list below it anew."""
    context |= {
        "id": "dialog-delete-access-key",
        "title": TITLE,
        "action": "" if key.is_active else to(request.caller, "access-key-delete", key.access_key_id),
        "status_url": to(request.caller, "access-key-status", key.access_key_id),
        "back": to(request.caller, "access-key-list"),
        "crumbs": crumbs(request.caller, "access-key-list", TITLE),
        "nav_active": "access-keys",
        "key": key,
        "real_now": clock.real_now(),
        "blocked": reasons.KEY_ACTIVE.format(key.access_key_id) if key.is_active else "",
        "word": WORD,
    }
    response = dialog(request, "account/access_key_delete.html", context, status=status)
    if with_list:
        below = context_of(request, listing_of(request)) | {"oob": True}
        response.write(render_to_string(f"{TEMPLATE}#list", below, request=request))
    return response


def may_not_change(caller: Caller) -> str:
    return reasons.why_not(caller, Permission.CHANGE_OWN_ACCESS_KEYS)


def must_change_keys(caller: Caller) -> None:
    if reason := may_not_change(caller):
        raise PermissionDenied(reason)


def find(caller: Caller, access_key_id: str) -> AccessKey:
    rows = AccessKey.objects.for_caller(caller).select_related("user")
    key = rows.filter(access_key_id=access_key_id).first()
    if key is None:
        raise Http404("There is no such access key.")
    return key


def listing_of(request: HttpRequest) -> Listing:
    """The list as the address says, or, after an act, as the page says from which htmx asks."""
    caller, query = request.caller, request.GET
    path = to(caller, "access-key-list")
    if request.method == "POST":
        # The act has an address of its own; sort and page are in that of the page.
        now = current_page(request) if is_fragment(request) else None
        query = query_of(now.query if now and now.path == path else "")
    columns = [column for column in COLUMNS if column.key != "user" or caller.sees_all_access_keys]
    rows = AccessKey.objects.for_caller(caller).select_related("user")
    return Listing(path, query, rows, columns=columns, default_sort="created_timestamp")


def context_of(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    caller, own = request.caller, own_access_keys(request.caller)
    locked = may_not_change(caller)
    unreadable = {key.access_key_id for key in listing.rows if not is_readable(key)}
    return {
        "real_now": clock.real_now(),
        "unreadable": unreadable,
        "unreadable_status": labels.KEY_UNREADABLE,
        "unreadable_note": labels.KEYS_UNREADABLE if unreadable else "",
        "listing": listing,
        "title": "All access keys" if caller.sees_all_access_keys else "Your access keys",
        "crumbs": crumbs(caller, "Access keys"),
        "nav_active": "access-keys",
        "help_topic": "access-keys",
        "newest": own[0].access_key_id if own else "",
        "locked": locked,
        "reason": locked or (reasons.KEYS_USED_UP.format(KEYS_PER_USER) if len(own) >= KEYS_PER_USER else ""),
        "create_url": to(caller, "access-key-create"),
        "empty": None if listing.rows else none_there(request, ACCESS_KEYS, Adding()),
    }


@sensitive_variables()
def shown_once(request: HttpRequest, new: NewAccessKey) -> dict[str, Any]:
    """The new key, and the lines that make the AWS CLI use it with this console."""
    key, region = new.row.access_key_id, request.caller.region
    shells = []
    for shell in SHELLS:
        lines, instead = shell.prepared(endpoint(request), key, new.secret_access_key, region)
        shells.append({"shell": shell, "commands": "\n".join(lines), "instead": instead})
    return {"new": new, "shells": shells, "read_since": READ_SINCE}


def access_keys_page(request: HttpRequest, listing: Listing, **context: Any) -> HttpResponse:
    return render(request, TEMPLATE, context_of(request, listing) | context)


def the_list(request: HttpRequest, listing: Listing, *, status: int = 200) -> HttpResponse:
    """The list alone, in place of the one on the page; a new key that is shown above it stays."""
    response = render(request, f"{TEMPLATE}#list", context_of(request, listing), status=status)
    return retarget(reswap(with_flashes(request, response), "outerHTML"), f"#{LIST}")


def back_to_list(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """The list with its flashes, after an act that was done or refused."""
    if is_fragment(request):
        return the_list(request, listing_of(request), status=status)
    return see_other(to(request.caller, "access-key-list"))
