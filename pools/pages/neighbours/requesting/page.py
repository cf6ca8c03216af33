"""Request phone number, in two steps: define the numbers, then review and request. The form carries both."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models.identities import US_TOLL_FREE
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, focus, fragment, is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words.labels import plural
from pools.pages.neighbours.phone_numbers import REQUEST_NUMBERS
from pools.pages.neighbours.requesting.draft import MOST_ROWS, Draft, indexes
from pools.pages.neighbours.requesting.row import PREFIX
from pools.pages.neighbours.tabs import PHONE_NUMBERS

TEMPLATE = "neighbours/requesting/page.html"
TITLE = "Request phone number"
PENDING = "Toll-free numbers of the United States (US) are pending until you mark them as registered."
ROW_ACTS = ("add_tag", "remove_tag", "undo_tag")


@require_http_methods(["GET", "HEAD", "POST"])
def request_numbers(request: HttpRequest) -> HttpResponse:
    must_edit(request.caller, REQUEST_NUMBERS)
    if request.method == "POST":
        return pressed(request)
    typed = carried(request)
    # Of a link to the page only the pool that the numbers are for.
    data = typed or (QueryDict(query_string=None, mutable=True) if "pool_id" in request.GET else None)
    if data is not None and not typed:
        data["pool_id"] = request.GET["pool_id"][:64]
    draft = Draft(request.caller, data)
    if typed:
        say_restored(request, draft.changed)
    else:
        draft.rows[0].form.fields["iso_country_code"].widget.attrs["autofocus"] = True
    return step(request, draft)


def pressed(request: HttpRequest) -> HttpResponse:
    op, _, value = request.POST.get("op", "").partition(":")
    locks = is_fragment(request)
    if op == "request":
        return asked_for(request)
    if op in ("", "next"):
        draft = Draft(request.caller, request.POST, checked=True, locks=locks)
        if not (draft.check() and draft.check_room()):
            return sent_back(request, draft, 422)
        return step(request, draft, is_review=True, heading="review-heading")
    if op == "previous":
        return step(request, Draft(request.caller, request.POST, locks=locks), heading="rows-heading")
    draft = Draft(request.caller, with_rows(request.POST, op, value), locks=locks)
    if op in ROW_ACTS:
        draft.tags.act(op, value)
    if op == "look":
        return looked(request, draft, value)
    return step(request, draft, heading="rows-heading" if op == "remove_row" else "", added=op == "add_row")


def with_rows(data: QueryDict, op: str, value: str) -> QueryDict:
    """The form with one block more or less."""
    there, changed = indexes(data), data.copy()
    if op == "add_row" and len(there) < MOST_ROWS:
        changed[f"{PREFIX}-{max(there) + 1}-iso_country_code"] = ""
    if op == "remove_row" and len(there) > 1:
        for name in [name for name in changed if name.startswith(f"{PREFIX}-{value}-")]:
            del changed[name]
    return changed


def asked_for(request: HttpRequest) -> HttpResponse:
    draft = Draft(request.caller, request.POST, checked=True, locks=is_fragment(request))
    if not draft.check():
        return sent_back(request, draft, 422)
    try:
        numbers = draft.request()
    except ServiceError as error:
        draft.refuse(error)
        return sent_back(request, draft, status_of(error))
    return requested(request, numbers)


def requested(request: HttpRequest, numbers: list[Any]) -> HttpResponse:
    there = to(request.caller, PHONE_NUMBERS.url_name)
    count = len(numbers)
    one = to(request.caller, "phone-number-detail", numbers[0].phone_number_id)
    way = ("View number", one) if count == 1 else ("View numbers", there)
    verb = "was" if count == 1 else "were"
    kinds = {(number.iso_country_code, number.number_type) for number in numbers}
    details = [PENDING] if US_TOLL_FREE in kinds else []
    flash(request, "success", f"{plural(count, 'number')} {verb} requested.", action=way, details=details)
    # htmx would follow a 303 itself, and swap the list into the place of the form.
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def sent_back(request: HttpRequest, draft: Draft, status: int) -> HttpResponse:
    for form in (*(row.form for row in draft.rows), draft.common):
        if wrong := next((name for name in form.errors if name in form.fields), ""):
            form.fields[wrong].widget.attrs["autofocus"] = True
            break
    response = fragment(request, TEMPLATE, "answer", context(request, draft), status=status)
    # form.js does the same, but after a 422 only.
    if status != 422 and is_fragment(request):
        focus(response, "#request-form [aria-invalid=true]")
        announce(response, "No numbers were requested", level="assertive")
    return response


def step(
    request: HttpRequest, draft: Draft, *, is_review: bool = False, heading: str = "", added: bool = False
) -> HttpResponse:
    """heading: of what is new on the page."""
    shown = context(request, draft) | {"is_review": is_review}
    if request.method != "POST":
        return render(request, TEMPLATE, shown)
    newest = draft.rows[-1].form
    if added:
        newest.fields["iso_country_code"].widget.attrs["autofocus"] = True
    response = fragment(request, TEMPLATE, "answer", shown)
    if is_fragment(request) and (heading or added):
        focus(response, f"#{heading}" if heading else f"#{newest['iso_country_code'].auto_id}")
    return response


def looked(request: HttpRequest, draft: Draft, value: str) -> HttpResponse:
    """What is to be had there, anew, when a choice has changed."""
    row = next((row for row in draft.rows if str(row.index) == value), draft.rows[0])
    response = fragment(request, TEMPLATE, "look_answer", context(request, draft) | {"row": row})
    if is_fragment(request) and draft.total:
        announce(response, f"${draft.total:,.2f} per month")
    return response


def context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    caller = request.caller
    return {
        "draft": draft,
        "url": to(caller, "phone-number-request"),
        "is_linked": is_linked(caller),
        "back": to(caller, PHONE_NUMBERS.url_name),
        "crumbs": crumbs(caller, *PATHS[PHONE_NUMBERS.url_name], TITLE),
        "nav_active": PHONE_NUMBERS.nav_active,
        "help_topic": "request-phone-number",
    }
