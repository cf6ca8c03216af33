"""Connections: each has one request worked on at a time, and one thread a process serves them all, waiting for none.

After a refusal the connection takes what is still being sent, or the client would miss the answer.
"""

import logging
import socket
import time

from django.urls import reverse
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from console.receiving import Answer, Busy, Received, refusal

LONGEST_PASSED_OVER = 128 * 1024 * 1024
LONGEST_WAIT = 25  # seconds for a whole request, counted from its first byte or from the last answer
SLOWEST = 2 * 1024  # bytes of an answer that a client has to take in that time
SEND_BUFFER = 256 * 1024  # bytes, more than a page or a file has
MOST_SIGN_INS = 30  # that wait for their turn, a few seconds in all
ROOM = 4  # below waitress's own limit, at which it takes no more connections

logger = logging.getLogger(__name__)


class Channel(HTTPChannel):
    """A connection, which has so long to send a whole request, however it divides the bytes, or to take an answer."""

    parser_class = Received
    task_class = Answer
    error_task_class = staticmethod(refusal)
    lingers = False  # The answer goes out before the client has sent everything.
    passed_over: int | None = None  # Bytes taken and dropped since that answer.
    began: float | None = None  # When the request that is being received began.
    rest = b""  # What came after the request that is worked on.
    sent = 0  # Bytes of answers.
    seen: tuple[int, float] | None = None  # How many of them, and when a client last took enough.

    def received(self, data: bytes) -> bool:
        if self.passed_over is not None:
            self.passed_over += len(data)
            if self.passed_over > LONGEST_PASSED_OVER:
                self.handle_close()
            return False
        self.began = self.began or time.time()
        return super().received(data)

    def readable(self) -> bool:
        return super().readable() and not self.rest

    def writable(self) -> bool:
        return super().writable() or (self.rest and not self.requests)

    def handle_write(self) -> None:
        super().handle_write()
        # Only now that its client has taken the answer before: who does not read has one waiting, not hundreds.
        if self.rest and self.connected and not self.requests and not self.total_outbufs_len:
            rest, self.rest = self.rest, b""
            self.received(rest)

    def service(self) -> None:
        self.began, self.rest = None, self.requests[0].rest
        super().service()

    def send(self, data: bytes, do_close: bool = True) -> int:
        count = super().send(data, do_close)
        self.sent += count
        return count

    def is_overdue(self, now: float) -> bool:
        if self.total_outbufs_len:
            return self.is_unread(now)
        self.seen = None
        return not self.requests and now - (self.began or self.last_activity) > LONGEST_WAIT

    def is_unread(self, now: float) -> bool:
        """Whether the client takes too little of the answer that is being sent."""
        # The system calls a socket writable only once a third of its buffer is free, which a slow client
        # may not reach in the time; but it takes what there is room for.
        self._flush_exception(self._flush_some_if_lockable)
        if self.seen is None or self.sent - self.seen[0] >= SLOWEST:
            self.seen = self.sent, now
        return bool(self.total_outbufs_len) and now - self.seen[1] > LONGEST_WAIT

    def is_being_answered(self, patience: float) -> bool:
        """Whether an answer is made, or is taken by a client who has read some of it so many seconds ago at most."""
        is_taken = self.total_outbufs_len and time.time() - self.last_activity < patience
        return bool(self.requests or is_taken)

    def drop(self) -> None:
        """Close at once, whatever is still to be sent or received."""
        self.lingers = False
        self.handle_close()

    def handle_close(self) -> None:
        """Closes; after a refusal, only what goes out at first, until the client has read it and closes too."""
        if self.lingers and self.connected:
            self.lingers = self.will_close = False
            self.passed_over, self.began = 0, time.time()
            try:
                # Closed with bytes unread, a connection is reset, and the answer may be lost.
                self.socket.shutdown(socket.SHUT_WR)
                return
            except OSError:
                pass
        super().handle_close()


def is_sign_in(request: HTTPRequestParser) -> bool:
    """Whether it has a password to hash. One in error may have no command and no path; its body is not read."""
    if request.error or request.command != "POST":
        return False
    return f"/{request.path.lstrip('/')}" == reverse("sign-in")


class Server(TcpWSGIServer):
    """One listener's connections."""

    channel_class = Channel
    sign_ins: ThreadedTaskDispatcher
    replaced = 0  # Connections that had to make room since the last maintenance.

    def set_socket_options(self, conn: socket.socket) -> None:
        super().set_socket_options(conn)
        # Else the system makes room for megabytes of answers that nobody reads, for each.
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def add_task(self, channel: Channel) -> None:
        """Have a request worked on; one that hashes a password, by the thread for those, so that others go on."""
        request, threads = channel.requests[0], self.task_dispatcher
        if is_sign_in(request):
            if len(self.sign_ins.queue) < MOST_SIGN_INS:
                threads = self.sign_ins
            else:
                request.error = Busy("")
        threads.add_task(channel)

    def handle_accept(self) -> None:
        """Take a connection; where there are too many, in place of the one that has waited longest."""
        if len(self._map) >= self.adj.connection_limit - ROOM:
            waiting = [one for one in self._map.values() if isinstance(one, Channel) and not one.requests]
            if waiting:
                min(waiting, key=lambda one: one.began or one.last_activity).drop()
                self.replaced += 1
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        overdue = [one for one in list(self.active_channels.values()) if one.is_overdue(now)]
        unread = sum(bool(one.total_outbufs_len) for one in overdue)
        for one in overdue:
            one.drop()
        if unread:
            logger.warning("Closed %d connections whose clients did not take their answers.", unread)
        if self.replaced:
            logger.warning("Closed %d connections that waited, as there were too many.", self.replaced)
            self.replaced = 0
