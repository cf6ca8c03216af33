"""How the console looks in this browser: the display mode, and whether the side navigation is open."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from pools.operations.preferences import display_mode_of, set_display_mode
from pools.pages.frame.frame import MODES
from pools.pages.kit.cookies import keep, kept
from pools.pages.kit.http import safe_path, see_other

CHOICES = {"mode": MODES, "nav": ("open", "closed")}


@login_not_required
@require_POST
def display_mode(request: HttpRequest) -> HttpResponse:
    """Keep `mode` or `nav` in a cookie, and `mode` for the user too; other values change nothing."""
    response = see_other(safe_path(request, request.POST.get("next", "")))
    for name, choices in CHOICES.items():
        if request.POST.get(name) in choices:
            keep(request, response, name, request.POST[name], script=True)
    if request.user.is_authenticated and request.POST.get("mode") in MODES:
        set_display_mode(request.user, request.POST["mode"])
    return response


def recall(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Bring the user's display mode to a browser that has none of its own."""
    # A choice made in this browser wins over one from another.
    if not kept(request, "mode") and (mode := display_mode_of(request.user)):
        keep(request, response, "mode", mode, script=True)
    return response


display_mode.comes_from = "root"
