"""The dialog behind a list's gear. Without script it is a page, and each arrow asks for the next order."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.operations.preferences import keep_list_preferences
from pools.pages.frame.restored import carried
from pools.pages.kit.aws.lists import columns_for
from pools.pages.kit.columns import SIZES, Column
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.http import is_fragment, safe_path, see_other, split
from pools.pages.kit.list_preferences import (
    CONFIRMED,
    DENSITIES,
    TIMES,
    ForAllLists,
    ForList,
    for_all_lists,
    for_list,
    posted,
    to_keep,
)
from pools.pages.kit.nul import query_of
from pools.pages.kit.places import PATHS, crumbs, to

STEPS = {"up": -1, "down": 1}
FIXED = {
    "id": "preferences",
    "title": "Preferences",
    "ways": (("up", "arrow-up"), ("down", "arrow-down")),
}


def preferences_of(
    name: str, usual: Sequence[Column], url_name: str, *, under: str = "", nav_active: str = "phone-numbers"
) -> Callable[..., HttpResponse]:
    """The view for one list. name: its table's; usual: its columns without a link; url_name: of the list.

    under: the list of what has this one on its page, by whose name the address goes on. AWS has nothing of its rows.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    def list_preferences(request: HttpRequest, **named: str) -> HttpResponse:
        columns = usual if under else columns_for(request.caller, usual)
        there = to(request.caller, url_name, *named.values())
        back = back_to(request, there)
        act, _, key = request.POST.get("act", "").partition(" ")
        if typed := carried(request):
            one, every = posted(typed, columns)
        elif request.method != "POST":
            one, every = for_list(request.user, name, columns), for_all_lists(request.user)
        elif act == "reset":
            one, every = ForList.usual(columns), ForAllLists()
        else:
            one, every = posted(request.POST, columns)
        if act in STEPS:
            one = one.moved(key, STEPS[act])
        elif request.method == "POST" and act != "reset":
            keep_list_preferences(request.user, to_keep(request.user, name, one, every))
            request.session[CONFIRMED] = name
            begun = begun_again(back)
            return HttpResponseClientRedirect(begun) if is_fragment(request) else see_other(begun)
        context = {"action": request.path, "back": back, "pressed": request.POST.get("act", "")}
        context["nav_active"] = nav_active
        context |= FIXED | offered(columns, one, every)
        above = [(text, there) for text in named.values()]
        context["crumbs"] = crumbs(request.caller, *PATHS[under or url_name], *above, FIXED["title"])
        return dialog(request, "kit/lists/preferences.html", context)

    list_preferences.leaves_account_alone = True  # how lists look is the reader's own
    return list_preferences


def back_to(request: HttpRequest, usual: str) -> str:
    """The list's address that the dialog was opened from; of no other page."""
    given = (request.POST or request.GET).get("next", "")
    return safe_path(request, given) if split(given).path == usual else usual


def begun_again(address: str) -> str:
    """The list from its first row, with as many of them as are preferred now."""
    parts = split(address)
    query: QueryDict = query_of(parts.query).copy()
    for name in ("page", "size"):
        query.pop(name, None)
    return parts._replace(query=query.urlencode()).geturl()


def offered(columns: Sequence[Column], one: ForList, every: ForAllLists) -> dict[str, Any]:
    return {
        "sizes": [(size, size == one.size) for size in SIZES],
        "densities": [(value, text, value == every.density) for value, text in DENSITIES.items()],
        "times": [(value, text, value == every.times) for value, text in TIMES.items()],
        "wraps": every.wraps,
        "columns": [(column, column.key not in one.hidden) for column in one.columns(columns)],
        "total": len(columns),
        "shown": len(columns) - len(one.hidden),
    }
