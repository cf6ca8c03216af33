"""The demo sign-ins: passwords that everybody knows work only where nobody else can reach the console."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from pools.models import User


def is_loopback(request: HttpRequest) -> bool:
    """Whether the request was sent to a loopback name: localhost, 127.0.0.0/8 or ::1."""
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def may_sign_in(request: HttpRequest, user: User) -> bool:
    return settings.CONSOLE_DEMO or not user.is_demo or is_loopback(request)
