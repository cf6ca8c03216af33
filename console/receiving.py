"""How requests are received: whole, within limits, by one thread a process that waits for no client.

waitress does it. What it would refuse in its own words goes on to the console without its body, so that people get
a page and programs JSON; then the connection takes what is still being sent, or the client would miss the answer.
"""

import socket
import time

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.urls import reverse
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge

LONGEST_HEAD = 32 * 1024
LONGEST_PASSED_OVER = 128 * 1024 * 1024
LONGEST_WAIT = 25  # seconds for a whole request, counted from its first byte or from the last answer
SENTENCES = {
    400: "The request is not well-formed HTTP.",
    431: f"The address and the headers of a request have at most {LONGEST_HEAD} bytes.",
    501: "A body is sent with Content-Length, or as Transfer-Encoding: chunked.",
}


def limits() -> dict[str, int | bool | str]:
    """How waitress is set up. A body that it takes stays in memory: nothing that is sent in is written to a file."""
    longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return {
        "max_request_header_size": LONGEST_HEAD,
        "max_request_body_size": 8 * longest,  # as it comes, with what divides the chunks
        "inbuf_overflow": 2 * longest,
        "recv_bytes": 64 * 1024,
        # How often `maintenance` looks; with waitress's 30 seconds a slow client could stay twice as long.
        "cleanup_interval": 2,
        "asyncore_use_poll": True,
        "log_socket_errors": False,
        "ident": "",
        # They stay for the console to see; it heeds none but what CONSOLE_HTTPS names.
        "clear_untrusted_proxy_headers": False,
    }


class Received(HTTPRequestParser):
    """A request as far as it was received. One in error is not asked to go on, not even by 100 Continue."""

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        taken = len(self.body_rcv) if self.body_rcv else 0
        if max(self.content_length, taken) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not self.error:
            self.error = RequestEntityTooLarge("")
            self.completed = True
        if self.error:
            self.expect_continue = False
        return consumed


class Answer(WSGITask):
    """The console's answer; to HEAD without its body, which waitress would send."""

    def write(self, data: bytes) -> None:
        if self.request.command != "HEAD":
            return super().write(data)
        super().write(b"")
        self.chunked_response = False
        self.content_bytes_written += len(data)
        return None


class NoBody:
    """Stands for a body that was not taken; to read it says why."""

    def __init__(self, status: int) -> None:
        self.status = status

    def read(self, *args: object) -> bytes:
        if self.status == 413:
            raise RequestDataTooBig(f"A body has at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")
        raise BadRequest(SENTENCES[400])

    readline = read


class Refusal(Answer):
    """The console's answer to a request whose body was not taken."""

    def execute(self) -> None:
        self.set_close_on_finish()
        self.channel.lingers = True
        environ = self.get_environment()
        status = self.request.error.code
        environ["wsgi.input"] = NoBody(status)
        environ["CONTENT_LENGTH"] = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1 if status == 413 else 1)
        super().execute()


class Sentence(ErrorTask):
    """The answer to what has no readable head: nobody knows whether a person or a program sent it."""

    def execute(self) -> None:
        self.channel.lingers = True
        error = self.request.error
        text = f"{SENTENCES.get(error.code, error.reason)}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(text)
        self.write(text)


def refusal(channel: HTTPChannel, request: HTTPRequestParser) -> Refusal | Sentence:
    has_head = hasattr(request, "path") and request.error.code != 431
    return (Refusal if has_head else Sentence)(channel, request)


class Channel(HTTPChannel):
    """A connection, which has so long to send a whole request, however it divides the bytes."""

    parser_class = Received
    task_class = Answer
    error_task_class = staticmethod(refusal)
    lingers = False  # The answer goes out before the client has sent everything.
    passed_over: int | None = None  # Bytes taken and dropped since that answer.
    began: float | None = None  # When the request that is being received began.

    def received(self, data: bytes) -> bool:
        if self.passed_over is not None:
            self.passed_over += len(data)
            if self.passed_over > LONGEST_PASSED_OVER:
                self.handle_close()
            return False
        self.began = self.began or time.time()
        return super().received(data)

    def service(self) -> None:
        self.began = None
        super().service()

    def is_overdue(self, now: float) -> bool:
        return not self.requests and now - (self.began or self.last_activity) > LONGEST_WAIT

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

    def add_task(self, channel: Channel) -> None:
        """Have a request worked on; one that hashes a password, by the thread for those, so that others go on."""
        (self.sign_ins if is_sign_in(channel.requests[0]) else self.task_dispatcher).add_task(channel)

    def maintenance(self, now: float) -> None:
        for channel in self.active_channels.values():
            if channel.is_overdue(now):
                channel.will_close = True
