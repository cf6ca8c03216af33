"""Signing in and out, and where a request goes that arrives without a live sign-in.

What such a request posted rides through the sign-in page as one hidden input and comes back as `carried` (see
restored.py): the form it was meant for is drawn filled, and the same person has to submit it again.
"""

import logging
import math
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError
from django.forms import CharField, PasswordInput, TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap

from pools.models import Role, User
from pools.pages.frame.demo import is_from_here, may_sign_in
from pools.pages.frame.preferences import recall
from pools.pages.frame.restored import KEPT, keep_signer, wrote_before, wrote_last
from pools.pages.kit.http import current_page, safe_path, see_other

logger = logging.getLogger(__name__)
LONGEST_KEPT = 200_000
LONGEST_PASSWORD = 4096
WRONG = "The user name or password isn't right."
DEMO_REFUSED = (
    "Demo sign-ins work only on the computer that runs the console, at localhost and not through a "
    "proxy, because everybody knows their passwords. Ask "
    "whoever runs it for a sign-in of your own, or to start it with CONSOLE_DEMO=1."
)
TOO_MANY = "Too many attempts with a wrong password. Try again in {}."


class SignInForm(AuthenticationForm):
    """Django's own, which hashes once for an unknown name too, in the console's words."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}
    username = UsernameField(
        label="User name",
        # Django's form only shows the limit; a name beyond it is nobody's, and too long to be counted as a guess.
        max_length=User._meta.get_field("username").max_length,
        error_messages={"required": "User name is required.", "max_length": WRONG},
        widget=TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = CharField(
        label="Password",
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": "Password is required.", "max_length": WRONG},
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # After a wrong password the name is there already.
        named = self["username"].value()
        self.fields["password" if named else "username"].widget.attrs["autofocus"] = True

    @property
    def is_wrong(self) -> bool:
        """Whether what was given is nobody's, and not merely missing or not allowed here."""
        return any(WRONG in messages for messages in self.errors.values())

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not may_sign_in(self.request, user):
            raise ValidationError(DEMO_REFUSED)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if is_signed_in(request):
        # The form of a page that was opened before this sign-in.
        return arrive(request, restores=wrote_before(request, request.user))
    form = SignInForm(request, request.POST if "username" in request.POST else None)
    if form.is_valid():
        login(request, form.get_user())
        response = arrive(request, restores=wrote_last(request, request.user))
        return keep_signer(request, response, request.user)
    given = request.POST or request.GET
    fields = request.POST.get(KEPT, "")
    return sign_in_page(
        request, form, to=given.get("next", ""), fields=fields, status=422 if form.errors else 200
    )


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """In place of an answer to a password, right or wrong: how long to wait. django-axes asks for it."""
    seconds = AxesProxyHandler.get_implementation().seconds_left(request, credentials)
    name = credentials.get("username", "")
    logger.warning("Sign-ins as %r from %s wait %s seconds.", name, request.axes_ip_address, seconds)
    given = {"to": request.POST.get("next", ""), "fields": request.POST.get(KEPT, "")}
    form = SignInForm(request, initial={"username": name})
    notice = TOO_MANY.format("1 minute" if seconds <= 60 else f"{math.ceil(seconds / 60)} minutes")
    page = sign_in_page(request, form, **given, notice=notice, status=429)
    # This takes the place of the view's own answer, so nothing that its decorators add is on it.
    page["Retry-After"], page["Cache-Control"] = str(seconds), "no-store"
    return page


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other(reverse("sign-in"))


sign_out.comes_from = "root"


def is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated and may_sign_in(request, request.user)


def arrive(request: HttpRequest, *, restores: bool) -> HttpResponse:
    """Go where `next` says, within this console, and leave what was carried for the form there.

    restores: whether it is the user's own.
    """
    to = safe_path(request, (request.POST or request.GET).get("next", ""))
    fields = request.POST.get(KEPT, "")
    # Most requests read the session, so what is kept in it has a limit.
    if fields and restores and len(fields) <= LONGEST_KEPT:
        request.session[KEPT] = {"path": unquote(urlsplit(to).path), "fields": fields}
    return recall(request, see_other(to))


def sign_in_page(
    request: HttpRequest,
    form: SignInForm,
    *,
    to: str = "",
    fields: str = "",
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `to` is where to go on to, `fields` what was posted there, encoded like a query."""
    context = {
        "form": form,
        "next": to,
        "carried": fields if len(fields) <= LONGEST_KEPT else "",
        "too_long": len(fields) > LONGEST_KEPT,
        "notice": notice,
        "is_own_page": request.path == reverse("sign-in"),
        "demo": demo_sign_ins() if settings.CONSOLE_DEMO or is_from_here(request) else "",
    }
    return render(request, "frame/sign_in.html", context, status=status)


def demo_sign_ins() -> str:
    """The sign-ins with the demo's passwords: "demo / demo (Administrator), editor / editor"."""
    pairs = [(name, Role(role).label) for name, role in User.demo_sign_ins()]
    return ", ".join(
        f"{name} / {name}" + (f" ({role})" if role.lower() != name else "") for name, role in pairs
    )


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Answer a request that has no live sign-in.

    htmx would swap a sign-in page into a corner of the page. So it is sent there with HX-Redirect, or, where
    it posted, told 401: the script then posts the same fields as a plain form, which comes by here again.
    """
    if request.method in ("GET", "HEAD"):
        # To the page, and not to the fragment that was asked for, which is nothing on its own.
        if request.htmx:
            return HttpResponseClientRedirect(sign_in_url(current_page(request).geturl()))
        return HttpResponseRedirect(sign_in_url(request.get_full_path()))
    if request.htmx:
        return reswap(HttpResponse(status=401), "none")
    return sign_in_page(
        request, SignInForm(request), to=form_page(request), fields=posted(request), status=401
    )


def sign_in_url(to: str) -> str:
    query = "?" + urlencode({"next": to}) if to not in ("", reverse("root")) else ""
    return reverse("sign-in") + query


def posted(request: HttpRequest) -> str:
    """The posted fields, encoded like a query, without tokens and passwords."""
    fields = request.POST.copy()
    for name in request.POST:
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del fields[name]
    return fields.urlencode()


def form_page(request: HttpRequest) -> str:
    """Where the form is that posted this: the same address, unless the view `comes_from` another page."""
    match = request.resolver_match
    page = getattr(match.func, "comes_from", None)
    if page is None:
        return request.get_full_path()
    given = list(match.kwargs.items())
    # An act on a row has arguments that the page of its list does not take: they are the last ones.
    for count in range(len(given), -1, -1):
        with suppress(NoReverseMatch):
            return reverse(page, kwargs=dict(given[:count]))
    return reverse("root")
