"""How requests are received: whole and within limits.

waitress does it. What it would refuse in its own words goes on to the console without its body, so that people get
a page and programs JSON.
"""

import re
import sys
from weakref import WeakSet

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponse
from waitress import utilities
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, WSGITask

from pools.api.answers import Refused, refused

LONGEST_HEAD = 32 * 1024
LARGE_BODY, MOST_LARGE_BODIES = 64 * 1024, 64
SENTENCES = {
    400: "The request is not well-formed HTTP.",
    431: f"The address and the headers of a request have at most {LONGEST_HEAD} bytes.",
    501: "A body is sent with Content-Length, or as Transfer-Encoding: chunked.",
}
# As pools.api.middleware tells programs, in a head of which the lines are all that is known.
MARK = re.compile(
    rb"^(X-Amz-Target:|Authorization: *AWS4-|Content-Type: *application/x-amz-json|\S+ \S+[?&]X-Amz-Algorithm=)",
    re.IGNORECASE | re.MULTILINE,
)


def limits() -> dict[str, int | bool | str]:
    """How waitress is set up. A body that it takes stays in memory: nothing that is sent in is written to a file."""
    longest = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    return {
        "max_request_header_size": LONGEST_HEAD,
        "max_request_body_size": 8 * longest,  # as it comes, with what divides the chunks
        "inbuf_overflow": 2 * longest,
        # Else a thread that answers would wait, here, for a client to read.
        "outbuf_high_watermark": sys.maxsize,
        "recv_bytes": 64 * 1024,
        # How often `maintenance` looks; with waitress's 30 seconds a slow client could stay twice as long.
        "cleanup_interval": 2,
        "asyncore_use_poll": True,
        "log_socket_errors": False,
        "ident": "",
        # They stay for the console to see; it heeds none but what CONSOLE_HTTPS names.
        "clear_untrusted_proxy_headers": False,
    }


class Busy(utilities.Error):
    """What is asked for would have to wait too long, or would take memory that others need."""

    code, reason = 503, "Service Unavailable"


class Received(HTTPRequestParser):
    """A request as far as it was received."""

    rest = (
        b""  # What came in one piece with it: later requests, of which none begins before this one's answer.
    )
    beginning = b""  # Of a head that cannot be read.
    large: WeakSet["Received"] = WeakSet()  # All in this process whose bodies take much memory.

    def received(self, data: bytes) -> int:
        before = self.header_plus
        try:
            consumed = super().received(data)
        except ValueError:  # of urlsplit, and of int for a length with thousands of digits
            self.error = (
                utilities.RequestEntityTooLarge("") if hasattr(self, "path") else utilities.BadRequest("")
            )
            consumed = len(data)
        self.error = self.error or self.flaw()
        if self.error:
            self.completed, self.body_rcv, self.beginning = True, None, before + data
        if self.completed:
            # It is not asked to go on by 100 Continue: it is in error, or there is nothing to come.
            self.expect_continue = False
            if not self.empty:
                self.rest, consumed = data[consumed:], len(data)
        return consumed

    def flaw(self) -> utilities.Error | None:
        """Why its body is not taken, as soon as that can be seen."""
        body, longest = self.body_rcv, settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if getattr(self, "path", "").endswith(settings.CONSOLE_TAKES_FILES):
            longest = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        if body is None:
            return None
        if max(self.content_length, len(body) + getattr(body, "chunk_remainder", 0)) > longest:
            return utilities.RequestEntityTooLarge("")
        # waitress keeps what divides the chunks, too, until the end of its line.
        if self.chunked and len(body.control_line) + len(body.trailer) > LONGEST_HEAD:
            return utilities.BadRequest("")
        if len(body) > LARGE_BODY and self not in self.large:
            if len(self.large) >= MOST_LARGE_BODIES:
                return Busy("")
            self.large.add(self)
        return None


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
        environ["CONTENT_LENGTH"] = str(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1 if status == 413 else 1)
        environ["console.busy"] = status == Busy.code
        super().execute()


class Sentence(ErrorTask):
    """The answer to what has no readable head; to a program in its form, where the head has a mark of one."""

    def execute(self) -> None:
        self.channel.lingers = True
        error = self.request.error
        text = SENTENCES.get(error.code, error.reason)
        if MARK.search(getattr(self.request, "beginning", b"")):
            answer = refused(Refused(error.code, "MalformedHttpRequest", text))
        else:
            answer = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8")
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(answer.items())
        self.set_close_on_finish()
        self.content_length = len(answer.content)
        self.write(answer.content)


def refusal(channel: HTTPChannel, request: HTTPRequestParser) -> Refusal | Sentence:
    has_head = hasattr(request, "path") and request.error.code != 431
    return (Refusal if has_head else Sentence)(channel, request)
