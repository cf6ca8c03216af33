"""Well-known passwords and keys: they work only where nobody else can reach the console."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from pools.models import User

# What a proxy says of itself or of whom it speaks for, each by another name: then the peer is the proxy, and says
# nothing of who is behind it. No browser and none of AWS's clients sends a header like these on its own.
FORWARDING = re.compile(
    "HTTP_(.*(FORWARD|PROXY).*|.*(IP|ADDR|ADDRESS)|(.*_)?VIA|CDN_LOOP|FRONT_END_HTTPS|(CF|X_ENVOY|X_ORIGINAL|X_REMOTE)_.*)"
)


def may_use_demo(user: User, environ: Mapping[str, Any]) -> bool:
    """Whether the user may come in by this request; a demo user only from this computer, unless CONSOLE_DEMO."""
    return settings.CONSOLE_DEMO or not user.is_demo or is_from_here(environ)


def is_from_here(environ: Mapping[str, Any]) -> bool:
    """Whether a request was sent on this computer, to a name that always means it, and by no proxy for another.

    The name alone would be for anyone to choose; the peer alone would let in a page of another site, whose
    name has come to mean this computer.
    """
    return (
        is_loopback(environ.get("HTTP_HOST", ""))
        and is_loopback_address(environ.get("REMOTE_ADDR", ""))
        and not any(map(FORWARDING.fullmatch, environ))
    )


def is_loopback(host: str) -> bool:
    """Whether a Host header is a loopback name: localhost, 127.0.0.0/8 or ::1, with or without a port."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    name = name.strip("[]").rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost") or is_loopback_address(name)


def is_loopback_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    # A listener for both kinds shows IPv4 peers as ::ffff:127.0.0.1.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
