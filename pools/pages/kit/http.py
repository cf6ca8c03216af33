"""Page or fragment, status and headers: the few things every view does with HTTP."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from pools.errors import (
    AccessDeniedException,
    InternalServerException,
    ServiceError,
    ThrottlingException,
    ValidationException,
)
from pools.templatetags.console import as_flashes


class SeeOther(HttpResponseRedirect):
    """A redirect that the browser always follows with GET, after a POST was done."""

    status_code = 303


def see_other(url: str) -> SeeOther:
    return SeeOther(url)


def to_own_page(request: HttpRequest, page: str) -> HttpResponseRedirect:
    """For the address of an act that drew its page again, refused, when it is read: the page, as it was asked for."""
    query = request.META.get("QUERY_STRING", "")
    return see_other(f"{page}?{query}" if query else page)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: not for a boosted page, and not to restore one from history.

    The command beside a page is taken out of the whole of it.
    """
    htmx = request.htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request and htmx.target != "command")


def fragment(
    request: HttpRequest, template: str, partial: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The named partial of a page's template for htmx, the whole page otherwise.

    A part also carries the flashes that are waiting, out of band, and has them announced.
    """
    if not is_fragment(request):
        return render(request, template, context, status=status)
    response = render(request, f"{template}#{partial}", context, status=status)
    return with_flashes(request, response)


def with_flashes(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Append waiting flashes to an htmx answer, out of band."""
    flashes = as_flashes(get_messages(request))
    if flashes:
        context = {"oob": True, "flashes": flashes}
        response.write(render_to_string("components/flashes.html", context, request=request))
    return response


def endpoint(request: HttpRequest) -> str:
    """The console's own address, for programs."""
    return request.build_absolute_uri("/").rstrip("/")


def announce(response: HttpResponse, text: str, *, level: str = "polite") -> HttpResponse:
    """Have the page's live region say `text`, once the answer is in place."""
    return trigger_client_event(response, "announce", {"text": text, "level": level}, after="settle")


def focus(response: HttpResponse, selector: str) -> HttpResponse:
    """Have the focus move to `selector`, once the answer is in place."""
    return trigger_client_event(response, "focus", {"selector": selector}, after="settle")


def selection_done(response: HttpResponse, table: str) -> HttpResponse:
    """Have the script let go of what is selected in the table, before the answer is drawn."""
    return trigger_client_event(response, "selectionDone", {"table": table})


def close_modal(response: HttpResponse) -> HttpResponse:
    # Before what waits for settle: a dialog that closes gives the focus back, and focus() has the last word.
    return trigger_client_event(response, "closeModal", {}, after="swap")


def status_of(error: ServiceError) -> int:
    """The HTTP status with which a page answers a refusal.

    What an operation does not find is a conflict here: the form or dialog is drawn again, and htmx swaps in no 404.
    """
    if isinstance(error, ValidationException) and error.fields:
        return 422
    return {
        AccessDeniedException: 403,
        # Not 500: htmx swaps a 503 in, so a form that found the database busy comes back as it was filled.
        InternalServerException: 503,
        ThrottlingException: 503,
    }.get(type(error), 409)


def split(url: str | None) -> SplitResult:
    """The parts of an address that a browser sent; empty ones where it is no address."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")


def current_page(request: HttpRequest) -> SplitResult:
    """The page of this console that sent an htmx request; empty where the request names none."""
    # Anybody can write the header, so only an address of this console is believed.
    page = split(request.htmx.current_url)
    return page._replace(scheme="", netloc="") if page.netloc == request.get_host() else split("")


def safe_path(request: HttpRequest, url: str) -> str:
    """The address where it stays within this console, else that of the first page."""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else reverse("root")
