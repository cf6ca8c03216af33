"""Who may do what on the sync's pages. What is not the reader's is off, and the server refuses in the same words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.aws.linked import Linked, linked
from pools.pages.kit.places import to
from pools.pages.kit.words import reasons


def only_for_editors(caller: Caller) -> str:
    """Why the caller can't refresh, plan or answer; "" where they can."""
    return reasons.available_to(caller, Permission.CHANGE_RESOURCES)


def only_for_administrators(caller: Caller) -> str:
    """Why the caller can't link or apply; "" where they can."""
    return reasons.available_to(caller, Permission.APPLY_TO_AWS)


def who_applies(caller: Caller) -> str:
    """Who can link and apply, in words."""
    return ", ".join(caller.who_may(Permission.APPLY_TO_AWS)) or "nobody yet"


def must_change(caller: Caller) -> None:
    if reason := only_for_editors(caller):
        raise PermissionDenied(reason)


def must_apply(caller: Caller) -> None:
    if reason := only_for_administrators(caller):
        raise PermissionDenied(reason)


def when_linked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Read without a link, the view's address leads to where one is made."""

    @wraps(view)
    def only_then(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD") and linked(request) is None:
            return HttpResponseRedirect(to(request.caller, "aws-sync"))
        return view(request, *args, **kwargs)

    return only_then


def linked_or_404(request: HttpRequest) -> Linked:
    state = linked(request)
    if state is None:
        raise Http404("This account and Region is not linked to AWS.")
    return state
