"""The way in for programs, before anything that only browsers need."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pools.api.endpoint import answer


class ApiMiddleware:
    """Answers what is sent to / by a program; a browser only ever reads that address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return answer(request) if is_for_the_api(request) else self.get_response(request)


def is_for_the_api(request: HttpRequest) -> bool:
    if request.path != "/":
        return False
    return request.method not in ("GET", "HEAD") or "X-Amz-Target" in request.headers
