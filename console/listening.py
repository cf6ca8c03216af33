"""Where the console listens. Taken before anything else and handed to the server: nobody can come in between."""

import errno
import socket

from console.environment import LAST_PORT, shown
from console.trouble import Stop

LOCAL = "localhost"
TRIES = 20  # for a port that is free on both loopback addresses
NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


def listen(host: str, port: str) -> list[socket.socket]:
    """Sockets that listen at one port: on the address, or on both loopback addresses for "localhost"."""
    if host.lower() != LOCAL:
        return [listener(host, port)]
    for _ in range(TRIES):
        first = listener("127.0.0.1", port)
        try:
            return [first, *second(first.getsockname()[1])]
        except Stop:
            first.close()
            if int(port):
                raise
    raise Stop("PORT=0 finds no port that is free on both 127.0.0.1 and [::1]: set HOST=127.0.0.1")


def second(port: int) -> list[socket.socket]:
    """The one on [::1], where the machine has that address."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError as error:
        if error.errno in NO_IPV6:
            return []
        raise
    return [listener("::1", str(port))]


def listener(host: str, port: str) -> socket.socket:
    made = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
        # Else the port of a console that was just stopped stays busy for a minute.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # "::" is every address of both kinds, whatever the system's own default is.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address[0] != "::"))
        made.bind(address)
        made.listen()
    except (socket.gaierror, UnicodeError):
        raise Stop(no_such_host(host)) from None
    except PermissionError:
        raise Stop(f"Port {port} is not yours to use: choose one from 1024 on, such as PORT=8000") from None
    except OSError as error:
        if made:
            made.close()
        if error.errno == errno.EADDRINUSE:
            hint = "stop the program that uses it, or choose another, such as"
            raise Stop(f"Port {port} is busy: {hint} PORT={int(port) % LAST_PORT + 1}") from None
        raise Stop(no_such_host(host)) from None
    return made


def no_such_host(host: str) -> str:
    use = "use 127.0.0.1, or 0.0.0.0 for every IPv4 address, or :: for every address"
    return f"HOST={shown(host)} is no address of this machine: {use}"
