"""What a person sees when a page cannot be shown. None of these may fail itself."""

import logging
import re
import sys
import uuid
from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import reswap

from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.trouble import cause_of, trouble_in
from pools.operations.watching import page_caller
from pools.pages.frame.frame import MODES, Place
from pools.pages.frame.resources import RESOURCES
from pools.pages.frame.restored import entered, wrote_before
from pools.pages.frame.sign_in import (
    SignInForm,
    ask_to_sign_in,
    form_page,
    is_signed_in,
    posted,
    sign_in_page,
)
from pools.pages.frame.switching import elsewhere, name, place
from pools.pages.kit.cookies import cookie_name, kept
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words.reasons import why_not
from pools.pages.kit.words.refusals import not_saved, not_shown, perhaps_saved

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest, Exception | None], HttpResponse]

NOT_FOUND, NO_ACCESS = "Page not found", "You don't have access"
NOT_READ = "The console couldn't read what the browser sent. Go back, refresh the page, and try again."
FILE_TOO_BIG = "Up to 5 MB are taken, about 300,000 numbers. Go back, split the file, and import its parts."
TOO_BIG = "The form is larger than the console accepts. Go back, shorten what you entered, and try again."
TOO_BUSY = (
    "The console has too much to do at the moment, so nothing was saved. Wait a few seconds, then try again."
)
HOST = "The console doesn't answer to this name. Whoever runs it can add the name to CONSOLE_ALLOWED_HOSTS."
FOREIGN = (
    "Your browser says that this form comes from another site, so the console refused it. Where the console "
    "runs behind a proxy, CONSOLE_HTTPS=1 or CONSOLE_TRUSTED_ORIGINS tells it its own address."
)
EXPIRED = "This page had expired, so nothing was sent. Sign in again."
SIGNED_OUT = "Your session ended meanwhile. Go back, refresh the page to see what was saved, then try again."
NO_COOKIE = "Your browser didn't send the console's cookie. Allow cookies for this site, then sign in again."


def safely(status: int) -> Callable[[Handler], Handler]:
    """Fall back to a bare line where the page cannot be drawn; htmx, which shows none, gets that line too."""

    def wrap(handler: Handler) -> Handler:
        @wraps(handler)
        def page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            if getattr(request, "htmx", None):
                return bare(status, str(exception or "") if status == 403 else "")
            try:
                response = handler(request, exception)
            except Exception as error:
                logger.exception("The error page for status %s failed", status)
                return without_database(request, error) if trouble_in(error) else bare(status)
            # Browsers may keep a 404 unless told not to, and would show it when the page is there again.
            response.setdefault("Cache-Control", "no-store")
            return response

        return page

    return wrap


def bare(status: int, reason: str = "") -> HttpResponse:
    """One line. reason: a sentence for the page's script to show."""
    return HttpResponse(
        reason or f"Error {status}\n", status=status, content_type="text/plain; charset=utf-8"
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # Django calls it a bad request, too, when it cannot keep the session of one that was answered already.
    if isinstance(exception, SessionInterrupted) and (trouble := trouble_in(exception)):
        return failed(request, perhaps_saved(cause_of(trouble)))
    if isinstance(exception, TooManyFieldsSent | RequestDataTooBig):
        return too_big(request, exception)
    return unreadable(request, exception)


@safely(400)
def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    heading, text = "The request wasn't understood", NOT_READ
    if isinstance(exception, SessionInterrupted):
        heading, text = "Your session ended", SIGNED_OUT
    if isinstance(exception, DisallowedHost):
        heading, text = "This name isn't the console's", HOST
    return draw(request, "frame/errors/400.html", 400, heading=heading, text=text)


@safely(413)
def too_big(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.endswith(settings.CONSOLE_TAKES_FILES):
        heading, text = "The file is too large", FILE_TOO_BIG
    else:
        heading, text = "The form is too large", TOO_BIG
    return draw(request, "frame/errors/400.html", 413, heading=heading, text=text)


@safely(403)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    caller = caller_of(request)
    context = {"crumbs": crumbs(caller, NO_ACCESS)} if caller else {}
    text = str(exception or "") or why_forbidden(caller)
    return draw(request, "frame/errors/403.html", 403, text=text, **context)


def why_forbidden(caller: Caller | None) -> str:
    if caller is None or caller.may(Permission.CHANGE_ACCOUNT):
        return "You don't have permission to do this."
    first = Permission.CHANGE_RESOURCES
    return why_not(caller, first) or why_not(caller, Permission.CHANGE_ACCOUNT)


@safely(404)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say what is missing here, and where else it is, if the user may know."""
    caller, match = caller_of(request), request.resolver_match
    kwargs = match.kwargs if match else {}
    resource = next((one for one in RESOURCES if one.key in kwargs), None) if caller else None
    context: dict[str, Any] = {
        "text": "There is no such page.",
        "list": resource or RESOURCES[0],
        "title": NOT_FOUND,
    }
    if resource:
        where = place(caller) if resource.regional else f"account {name(caller)}"
        context["text"] = f"This {resource.noun} doesn't exist in {where}, or it was deleted."
        # What seems to be deleted is often only in another Region than the one that is looked at.
        context["elsewhere"] = elsewhere(request, caller, resource, resource.named(kwargs))
    # One sentence for both: nobody learns here which accounts of others there are.
    elif caller is None and re.match(r"/\d{12}/", request.path):
        context["text"] = "This account or Region doesn't exist, or you have no access to it."
    if caller:
        above = PATHS[resource.list] if resource else ()
        context |= {"list_url": to(caller, context["list"].list), "crumbs": crumbs(caller, *above, NOT_FOUND)}
    context["entered"] = list(entered(request))
    return draw(request, "frame/errors/404.html", 404, **context)


def server_error(request: HttpRequest) -> HttpResponse:
    return without_database(request, sys.exc_info()[1])


def without_database(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The error page. Where the database is what failed it names the cause, as trying again may not help."""
    trouble = trouble_in(error)
    words = not_shown if request.method in ("GET", "HEAD") else not_saved
    return failed(request, words(cause_of(trouble)) if trouble else "")


def too_busy(request: HttpRequest) -> HttpResponse:
    """The server did not take the body, or does not let it wait: `console.busy` in what WSGI hands over."""
    response = failed(request, TOO_BUSY)
    response["Retry-After"] = "5"
    return response


def failed(request: HttpRequest, reason: str) -> HttpResponse:
    """The page drawn without the database. reason: in words, where that is what failed."""
    status, request_id = (503 if reason else 500), str(uuid.uuid4())
    try:
        logger.error("Request %s failed: %s %r", request_id, request.method, request.path)
        if getattr(request, "htmx", None):
            return bare(status, reason)
        chosen = kept(request, "mode")
        mode = chosen if chosen in MODES else "auto"
        # The usual frame would ask the database who is signed in.
        frame = SimpleNamespace(
            service_name=settings.CONSOLE_SERVICE_NAME,
            mode=mode,
            nav_cookie=cookie_name("nav"),
            place=Place(mode),
            holes={},
        )
        context = {"frame": frame, "request_id": request_id, "reason": reason}
        page = render_to_string("frame/errors/500.html", context)
        return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
    except Exception:
        logger.exception("The error page for status %s failed", status)
        return bare(status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a good token: mostly one drawn before somebody signed in again in another tab."""
    # Views' middleware comes later and never sees this request; with the mark no browser keeps the answer.
    request.user_was_read = True
    # So begin Django's reasons for a form of another site, of which nothing is kept.
    if reason.startswith(("Origin", "Referer")):
        return draw(request, "frame/errors/403.html", 403, text=FOREIGN)
    signed_in = is_signed_in(request)
    if request.path == reverse("sign-in") and not signed_in:
        notice = NO_COOKIE if "cookie not set" in reason else EXPIRED
        form = SignInForm(request, initial={"username": request.POST.get("username", "")[:150]})
        given = {"to": request.POST.get("next", ""), "fields": request.POST.get("carried", "")}
        return sign_in_page(request, form, **given, notice=notice, status=403)
    if not signed_in:
        return ask_to_sign_in(request)
    if request.htmx:
        # console.js posts the same fields again as a plain form, and that gets the page below.
        return reswap(HttpResponse(status=401), "none")
    own = request.path == reverse("sign-in")
    fields = request.POST.get("carried", "") if own else posted(request)
    context = {
        "next": request.POST.get("next", "") if own else form_page(request),
        "carried": fields if wrote_before(request, request.user) else "",
    }
    return draw(request, "frame/errors/session_changed.html", 403, **context)


def draw(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """The page in the frame of the account and Region in the address, as far as the user may see them."""
    request.caller = caller_of(request)
    return render(request, template, context, status=status)


def caller_of(request: HttpRequest) -> Caller | None:
    """`request.caller`, also for an address that leads nowhere."""
    caller = getattr(request, "caller", None)
    if caller or not hasattr(request, "user") or not is_signed_in(request):
        return caller
    match = re.match(r"/(\d{12})/([a-z0-9-]+)/", request.path, re.ASCII)
    return page_caller(request.user, *match.groups()) if match else None
