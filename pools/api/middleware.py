"""The way in for programs, before anything that only browsers need."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pools.api.endpoint import answer
from pools.api.message_list import PATH, answer_with_messages
from pools.api.sigv4 import is_signed_in_its_query


class ApiMiddleware:
    """Answers whatever a program sends, to any address: pages are no answer to it, nor is a refusal for CSRF."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_for_the_api(request):
            return answer(request)
        return answer_with_messages(request) if request.path == PATH else self.get_response(request)


def is_for_the_api(request: HttpRequest) -> bool:
    """Whether a request bears any mark of a program that calls AWS. What has none is a page's, or nobody's."""
    return (
        "X-Amz-Target" in request.headers
        or request.headers.get("Authorization", "").startswith("AWS4-")
        or (request.content_type or "").startswith("application/x-amz-json")
        or is_signed_in_its_query(request)
    )
