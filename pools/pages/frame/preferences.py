"""How the console looks in this browser: the display mode, and whether the side navigation is open."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pools.operations.preferences import display_mode_of, set_display_mode
from pools.pages.frame.frame import MODES
from pools.pages.kit.http import YEAR, safe_path, see_other

CHOICES = {"mode": MODES, "nav": ("open", "closed")}


@login_not_required
@require_POST
def display_mode(request: HttpRequest) -> HttpResponse:
    """Keep `mode` or `nav` in a cookie, and `mode` for the user too; other values change nothing."""
    response = see_other(safe_path(request, request.POST.get("next", "")))
    for name, choices in CHOICES.items():
        if request.POST.get(name) in choices:
            keep(request, response, name, request.POST[name])
    if request.user.is_authenticated and request.POST.get("mode") in MODES:
        set_display_mode(request.user, request.POST["mode"])
    return response


def keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """The frame's script writes `nav` too, which it could not if the cookie were HttpOnly."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())


def recall(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Bring the user's display mode to a browser that has none of its own."""
    # A choice made in this browser wins over one from another.
    if "mode" not in request.COOKIES and (mode := display_mode_of(request.user)):
        keep(request, response, "mode", mode)
    return response


display_mode.comes_from = "root"
