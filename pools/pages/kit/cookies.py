"""Choices that a browser keeps, each in a cookie whose name carries the instance."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 60 * 60  # how long a browser keeps a choice, in seconds


def cookie_name(name: str) -> str:
    """Browsers send the cookies of one port to all others of the host, where another console may listen."""
    return f"{settings.CONSOLE_COOKIES}-{name}"


def kept(request: HttpRequest, name: str) -> str:
    """What the browser sent, which may be anything; "" for nothing."""
    return request.COOKIES.get(cookie_name(name), "")


def keep(
    request: HttpRequest, response: HttpResponse, name: str, value: str, *, script: bool = False
) -> None:
    """script: whether the page's script reads and writes the choice too."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=YEAR,
        httponly=not script,
        samesite="Lax",
        secure=request.is_secure(),
    )
