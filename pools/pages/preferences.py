"""How the console looks in this browser: the display mode, and whether the side navigation is open."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pools.pages.frame import MODES
from pools.pages.http import public, see_other
from pools.pages.sign_in import safe_path
from pools.pages.switching import YEAR

CHOICES = {"mode": MODES, "nav": ("open", "closed")}


@public
@require_POST
def display_mode(request: HttpRequest) -> HttpResponse:
    """Keep `mode` or `nav` in a cookie; values that do not exist change nothing."""
    response = see_other(safe_path(request, request.POST.get("next", "")))
    for name, choices in CHOICES.items():
        if request.POST.get(name) in choices:
            # The frame's script writes `nav` too, which it could not if the cookie were HttpOnly.
            response.set_cookie(
                name, request.POST[name], max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
    return response


display_mode.comes_from = "root"
