"""A learner's link: it signs in whoever has it, and asks once for a name.

Reading the page signs nobody in: what looks at links before people do would use them up, and another site could sign
somebody in as somebody else.
"""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.models import Seat
from pools.operations.classes import LEARNER_NAME, digest_of, name_learner, seat_with
from pools.operations.engine.sign_in_attempts import LINK
from pools.pages.frame.preferences import recall
from pools.pages.frame.restored import keep_signer
from pools.pages.kit import fields
from pools.pages.kit.http import see_other, status_of

MEMBERS = {"Name": "name"}


class JoinForm(fields.Form):
    name = fields.text_of(LEARNER_NAME, label="Your name", strip=True, required=False)
    name.widget.attrs |= {"autocomplete": "name", "autofocus": True}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    # Typed from paper: where a phone begins with a capital, it is the same code.
    code = code.lower()
    # Counted by the code and not by a name: a class shares one address, and each may mistype its own link once.
    attempt = {"username": f"{LINK}{digest_of(code)[:16]}"}
    if not AxesProxyHandler.is_allowed(request, attempt):
        return ended(request, status=429)
    seat = seat_with(code)
    if seat is None or not seat.learner.user.is_active:
        user_login_failed.send(sender=__name__, credentials=attempt, request=request)
        # The page about passwords is for those who typed one.
        request.axes_locked_out = False
        return ended(request, status=404)
    if request.method != "POST":
        return join_page(request, seat, JoinForm())
    form = JoinForm(request.POST)
    if not form.is_valid():
        return join_page(request, seat, form, status=422)
    try:
        if not seat.name and form.cleaned_data["name"]:
            name_learner(seat, form.cleaned_data["name"])
    except ServiceError as error:
        form.blame(error, MEMBERS)
        return join_page(request, seat, form, status=status_of(error))
    login(request, seat.learner.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    place = [seat.learner.account_id, settings.CONSOLE_DEFAULT_REGION]
    response = recall(request, see_other(reverse("lesson-list", args=place)))
    return keep_signer(request, response, seat.learner.user)


def join_page(request: HttpRequest, seat: Seat, form: JoinForm, *, status: int = 200) -> HttpResponse:
    other = request.user.get_username() if request.user.is_authenticated else ""
    context: dict[str, Any] = {
        "seat": seat,
        "form": form,
        "signs_out": other if other != seat.learner.user.username else "",
    }
    return render(request, "frame/join.html", context, status=status)


def ended(request: HttpRequest, *, status: int) -> HttpResponse:
    """Of a wrong link it can't be told whether it ever was a right one."""
    waits = status == 429
    context = {"waits": waits, "title": "Wait a few minutes" if waits else "This class has ended"}
    return render(request, "frame/join_ended.html", context, status=status)
