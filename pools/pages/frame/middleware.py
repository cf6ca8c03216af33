"""Before every page: signed in, a caller for the account and Region in the path, nothing leaked."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from pools import clock
from pools.models import Account
from pools.operations.engine.caller import Caller, memberships_of
from pools.operations.watching import page_caller
from pools.pages.frame.command import chosen_command
from pools.pages.frame.demo import may_sign_in
from pools.pages.frame.errors import not_found, too_busy
from pools.pages.frame.lesson import watch
from pools.pages.frame.sign_in import ask_to_sign_in
from pools.pages.frame.switching import last_region, remember
from pools.pages.kit.nul import NUL, clean_request
from pools.pages.kit.words import reasons
from pools.reference import regions

SAFE = ("GET", "HEAD", "OPTIONS")


class NulMiddleware(MiddlewareMixin):
    """NUL is dealt with here and nowhere else: pages and the rules behind them never get one."""

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: dict) -> None:
        if NUL in request.path:
            request.resolver_match = None  # the page about it looks for nothing of that name
            raise Http404("A NUL character in the address.")
        clean_request(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's, but a view that needs no sign-in reads no session, and what was posted is kept over a sign-in.

    A demo sign-in is none where it may not be used.
    """

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: dict
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        request.user_was_read = True
        if request.user.is_authenticated and not may_sign_in(request, request.user):
            return self.handle_no_permission(request, view)
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view: Callable) -> HttpResponse:
        return ask_to_sign_in(request)


class PageMiddleware:
    """Sets `request.caller` for views whose path names an account and a Region; None elsewhere.

    What is drawn goes by that account's clock. An account that the user is no member of does not exist for them: 404,
    like one that is not there at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.caller, request.memberships, request.user_was_read = None, None, False
        if request.META.get("console.busy"):
            return too_busy(request)
        must_not_be_too_large(request)
        if answer := chosen_command(request):
            return answer
        with clock.going_by(clock.REAL):
            response = self.get_response(request)
            # Afterwards, as only a page that was shown is one to come back to.
            remember(request, response)
            watch(request, response)
            if response.streaming:
                response.streaming_content = clock.each_going_by_it(response.streaming_content)
        patch_vary_headers(response, ["HX-Request"])
        if request.user_was_read and "Cache-Control" not in response:
            # Back must not show what is gone, a page of somebody who has signed out, or a form with a used token.
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: dict
    ) -> HttpResponse | None:
        if "account_id" in kwargs and getattr(view, "login_required", True):
            account_id, region = kwargs.pop("account_id"), kwargs.pop("region", "")
            # Only an account's own address names no Region: it leads to the one that was looked at last.
            request.caller = self.caller(request, account_id, region or last_region(request))
            clock.set_for_the_rest(request.caller.account.clock_ahead)
            must_only_look(request, view)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What an act runs into as its account went meanwhile, as a class's do, is no fault: it is not there."""
        is_missed = isinstance(exception, ObjectDoesNotExist | IntegrityError)
        if not is_missed or not request.caller or Account.objects.for_caller(request.caller).exists():
            return None
        request.caller = request.memberships = None
        return not_found(request, exception)

    @staticmethod
    def caller(request: HttpRequest, account_id: str, region: str) -> Caller:
        if regions.region(region) is None:
            raise Http404("There is no such Region.")
        request.memberships = memberships_of(request.user)
        caller = page_caller(request.user, account_id, region, memberships=request.memberships)
        if caller is None:
            raise Http404("There is no such account, or you are not a member of it.")
        return caller


def must_only_look(request: HttpRequest, view: Callable) -> None:
    """A trainer in a learner's account posts nothing but to views that `leave_account_alone`."""
    reason = reasons.kept_off(request.caller)
    if reason and request.method not in SAFE and not getattr(view, "leaves_account_alone", False):
        raise PermissionDenied(reason)


def must_not_be_too_large(request: HttpRequest) -> None:
    """Refuse a body of whatever kind by its length, also one that no view would read."""
    takes_files = request.path.endswith(settings.CONSOLE_TAKES_FILES)
    name = "FILE_UPLOAD_MAX_MEMORY_SIZE" if takes_files else "DATA_UPLOAD_MAX_MEMORY_SIZE"
    if int(request.META.get("CONTENT_LENGTH") or 0) > getattr(settings, name):
        raise RequestDataTooBig(f"The body is larger than {name}.")
