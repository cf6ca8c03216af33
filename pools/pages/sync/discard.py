"""Discard here: what returns to AWS's value is listed first."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import Mirror, Standing
from pools.models.mirrors import PENDING_STANDINGS
from pools.operations.syncing.asking import discard_here
from pools.operations.syncing.finding import find_refs
from pools.pages.kit.aws.differences import PENDING, Setting, fields_of, settings_of
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, labels_of, named_of
from pools.pages.kit.aws.values import Names, ref_text
from pools.pages.kit.dialogs import dialog, is_act
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, selection_done, status_of, to_own_page
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import reasons, refusals
from pools.pages.kit.words.labels import plural
from pools.pages.sync.acting import say_queued
from pools.pages.sync.people import linked_or_404, must_change
from pools.pages.sync.refs import refs_in

TITLE = "Discard here"


class Returning(NamedTuple):
    value: str
    named: Named
    what: str
    settings: list[Setting]


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest) -> HttpResponse:
    state, back = linked_or_404(request), to(request.caller, "sync-pending")
    if request.method != "POST":
        return to_own_page(request, back)
    must_change(request.caller)
    rows = pending_rows(state, request.POST.getlist("id"))
    if not rows:
        flash(request, "warning", reasons.SOME_CHANGES)
        return leave(request, back)
    if not is_act(request):
        return ask_first(request, state, rows, back)
    try:
        discard_here(request.caller, resources=[(row.kind, row.key) for row in rows])
    except ServiceError as error:
        return ask_first(request, state, rows, back, error)
    number = len(rows)
    are = "is" if number == 1 else "are"
    flash(request, "success", f"{plural(number, 'change')} {are} being discarded here.")
    say_queued(request, state)
    return selection_done(leave(request, back), "pending")


discard.comes_from = "sync-pending"


def leave(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def pending_rows(state: Linked, texts: list[str]) -> list[Mirror]:
    """Those that are pending still. 404 for what was never a resource of the link."""
    try:
        wanted = {tuple(ref) for ref in find_refs(state.link, refs_in(texts))}
    except ResourceNotFoundException as error:
        raise Http404 from error
    rows = state.link.mirrors.filter(standing__in=PENDING_STANDINGS, key__in={key for _, key in wanted})
    return [row for row in rows.order_by("kind", "key") if (row.kind, row.key) in wanted]


def ask_first(
    request: HttpRequest, state: Linked, rows: list[Mirror], back: str, error: ServiceError | None = None
) -> HttpResponse:
    names = named_of(request.caller, rows)
    labels = labels_of(request.caller, state.link, names, rows)
    context = {
        "id": "dialog-discard",
        "title": TITLE,
        "action": to(request.caller, "sync-discard"),
        "back": back,
        "crumbs": crumbs(request.caller, ("AWS sync", to(request.caller, "aws-sync")), TITLE),
        "nav_active": "aws-sync",
        "rows": [returning(row, names[row.kind, row.key], labels) for row in rows],
    }
    if error is None:
        return dialog(request, "sync/discard.html", context)
    context["reasons"] = [refusals.sentence(error)]
    return dialog(request, "sync/discard.html", context, status=status_of(error))


def returning(row: Mirror, named: Named, labels: Names) -> Returning:
    what = {
        Standing.DELETED: "comes back, as AWS has it",
        Standing.NEW: "is deleted here: AWS does not have it",
    }.get(row.standing, "")
    settings = [] if what else settings_of(fields_of(row, PENDING), labels)
    return Returning(ref_text(row.kind, row.key), named, what, settings)
