"""The brake on guessing passwords: django-axes counts, and this says for whom and how long they wait.

Five wrong passwords for one name from one address, or fifty from one address for whatever names, and that address
waits for five minutes. Nobody elsewhere does: a stranger can lock out neither a name nor everybody.
"""

import ipaddress
import math
import re
from collections.abc import Mapping
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum

from pools import clock
from pools.operations.engine.demo_sign_ins import is_loopback_address

NAMES_OF_AN_ADDRESS = 10  # times as many wrong passwords are let through, since many people may share it
# What comes before a learner's link, where a password has its user's name; names have no spaces.
LINK = "link "
LOOPBACK = "127.0.0.1"
WITH_PORT = re.compile(r"(?:\[([^\]]+)\]|([0-9.]+))(?::[0-9]*)?")
IPV6_NETWORK = 64  # bits: what one customer of a provider has, to take addresses from at will


class Handler(AxesDatabaseHandler):
    """Counts in the database, for all processes alike. The querysets are those of settings.AXES_LOCKOUT_PARAMETERS."""

    def get_failures(self, request: Any, credentials: dict | None = None) -> int:
        of_the_name, of_the_address = self.attempts_alike(request, credentials)
        failures = total(of_the_name)
        if may_be_many(request.axes_ip_address):
            return failures
        return max(failures, total(of_the_address) // NAMES_OF_AN_ADDRESS)

    def attempts_alike(self, request: Any, credentials: dict | None) -> tuple[QuerySet, QuerySet]:
        """Of links by themselves: any site can have a browser open some that are wrong, and whoever sits there still
        comes in with their password."""
        of_the_name, of_the_address = self.get_user_attempts(request, credentials)
        is_link, with_links = (credentials or {}).get("username") or "", Q(username__startswith=LINK)
        return of_the_name, of_the_address.filter(with_links if is_link.startswith(LINK) else ~with_links)

    def reset_user_attempts(self, request: Any, credentials: dict | None = None) -> int:
        """Whoever signs in is forgiven, for that name: with an account of one's own nobody buys more guesses."""
        of_the_name, _ = self.filter_user_attempts(request, credentials)
        return of_the_name.delete()[0]

    def seconds_left(self, request: Any, credentials: dict | None = None) -> int:
        """How long somebody who is locked out has to wait; what they try meanwhile does not make it longer."""
        of_the_name, of_the_address = self.attempts_alike(request, credentials)
        locked = of_the_name if total(of_the_name) >= settings.AXES_FAILURE_LIMIT else of_the_address
        last = locked.aggregate(last=Max("attempt_time"))["last"] or request.axes_attempt_time
        return max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - clock.real_now()).total_seconds()))


def total(attempts: Any) -> int:
    return attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def may_be_many(address: str | None) -> bool:
    """Whether the address is that of a proxy, or none: then everybody comes from it, and only names are counted."""
    return address is None or is_loopback_address(address)


def address_of(environ: Mapping[str, Any]) -> str | None:
    """Where a request comes from; of an IPv6 address its network. None where that is not known.

    This computer has many addresses, to take at will: they count as one.

    Behind a proxy that speaks TLS it is the last address of X-Forwarded-For, which is the one that the proxy itself
    has put there. Where there is no such proxy, anybody could write the header.
    """
    addresses = (
        environ.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_HTTPS else environ.get("REMOTE_ADDR", "")
    )
    try:
        address = ipaddress.ip_address(without_port(addresses.rpartition(",")[2].strip()))
    except ValueError:
        return None
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return LOOPBACK
    if address.version == 6:
        return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False).network_address)
    return str(address)


def without_port(address: str) -> str:
    """Some proxies add the port, and put an IPv6 address in brackets."""
    match = WITH_PORT.fullmatch(address)
    return match[1] or match[2] if match else address


def address_of_request(request: Any) -> str | None:
    return address_of(request.META)
