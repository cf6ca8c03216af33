"""What bin/run prints when the console is ready: where it is, who signs in, and what to paste into a shell."""

import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from pools.management.database import database_name
from pools.models import User
from pools.operations.access_keys import count_unreadable, key_for_signing
from pools.operations.engine.demo_sign_ins import is_from_here, is_loopback, is_loopback_address
from pools.reference import demo_data
from pools.reference.clients import READ_SINCE
from pools.reference.shells import POSIX


def announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    # Every address is not one to go to, so it shows one that works here.
    shown = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    urls = addresses(shown, port)
    here = f"{shown}:{port}"
    lines = [
        f"The console is at  {', '.join(urls)}  (Ctrl-C stops it)",
        # What a proxy is to be pointed at.
        *([] if f"http://{here}" in urls else [f"  listens on       {here}"]),
        f"  sign in with     {sign_ins(urls[0])}",
        f"  database         {database_name()}",
    ]
    lines += lost_access_keys()
    if not is_loopback_address(host) and all(map(is_loopback, settings.ALLOWED_HOSTS)):
        lines.append("  other machines   list the names they use for this one in CONSOLE_ALLOWED_HOSTS")
    lines += for_the_aws_cli(urls[0])
    # At once: the process becomes the server, and what Python has not written by then is lost.
    print("\n".join(lines), flush=True)  # noqa: T201


def addresses(host: str, port: int) -> list[str]:
    """Where browsers find the console: by its public names where a proxy speaks TLS, or where it knows no other."""
    public = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*" and not is_loopback(name)]
    if settings.SECURE_HTTPS:
        # Not a pattern such as https://*.example.com, and with the port where the proxy has another one.
        origins = [
            url for url in settings.CSRF_TRUSTED_ORIGINS if url.startswith("https://") and "*" not in url
        ]
        if found := origins or [f"https://{name}" for name in public]:
            return found
    if not public or validate_host(host, settings.ALLOWED_HOSTS):
        return [f"http://{host}:{port}"]
    return [f"http://{name}:{port}" for name in public]


def sign_ins(url: str) -> str:
    """The sign-ins that still have the demo's passwords, each its own name, if they are let in at the address."""
    users = User.demo_sign_ins() if takes_demo(url) else []
    names = [f"{name} / {name}" for name, _ in users]
    return ", ".join(names) or own_sign_in()


def own_sign_in() -> str:
    """The name of the one who can sign in, where there is one alone."""
    names = User.objects.filter(is_active=True, is_demo=False).values_list("username", flat=True)[:2]
    if len(names) == 1:
        return names[0]
    return "a user of yours (.venv/bin/python manage.py user --help tells how to add one)"


def lost_access_keys() -> list[str]:
    """That the secret key is not the one of before, as the access keys that it sealed show."""
    lost, total = count_unreadable()
    if not lost:
        return []
    back = "put the old one back, or see .venv/bin/python manage.py secret-key rotate --help"
    return [f"  access keys      {lost} of {total} can't be read with this secret key: {back}"]


def takes_demo(url: str) -> bool:
    here = {"HTTP_HOST": urlsplit(url).netloc, "REMOTE_ADDR": "127.0.0.1"}
    return settings.CONSOLE_DEMO or is_from_here(here)


def for_the_aws_cli(url: str) -> list[str]:
    """Lines to paste into a shell, while the key that everybody knows signs requests to this address."""
    row, membership, secret = key_for_signing(demo_data.ACCESS_KEY_ID) or (None, None, "")
    is_demo = row and membership and row.user.is_demo and secret == demo_data.SECRET_ACCESS_KEY
    if not is_demo or not takes_demo(url):
        return []
    lines, instead = POSIX.prepared(url, demo_data.ACCESS_KEY_ID, demo_data.SECRET_ACCESS_KEY, "us-east-1")
    return [
        "  AWS CLI          paste these lines into another shell",
        *lines,
        "  --endpoint-url   this line takes its place, also for SDKs; older ones than these ignore it and call AWS:",
        f"                   {READ_SINCE}",
        instead,
    ]
