"""Well-known passwords and keys: they work only where nobody else can reach the console."""

import ipaddress

from django.conf import settings

from pools.models import User


def may_use_demo(user: User, host: str) -> bool:
    """Whether the user may come in by this host name; a demo user only by a loopback one, unless CONSOLE_DEMO."""
    return settings.CONSOLE_DEMO or not user.is_demo or is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether a Host header is a loopback name: localhost, 127.0.0.0/8 or ::1, with or without a port."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
