"""The proxy before the product: it logs each request, and lets it meet the weather."""

import http.client
import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.help.aws import sts
from tests.help.aws.log import Entry, Log
from tests.help.aws.pages import Pages
from tests.help.aws.weather import (
    ANSWER_LOST,
    EXPIRED,
    FAILED,
    FAILED_AFTER,
    REQUEST_LOST,
    THROTTLED,
    TRANSIENT,
    Refuses,
    Weather,
)

JSON = "application/x-amz-json-1.0"
READ = re.compile("Describe|List|Get")
STAMP = "%Y%m%dT%H%M%SZ"
SKEW_ALLOWED = timedelta(minutes=5)


class LostError(Exception):
    """The connection ends without an answer."""


class Proxy(ThreadingHTTPServer):
    """ports: of the product now and in the past. identity: what GetCallerIdentity says."""

    daemon_threads = True

    def __init__(self, ports: dict[str, int], identity: tuple[str, str], access_key_id: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ports, self.identity, self.access_key_id = ports, identity, access_key_id
        self.log, self.weather = Log(), Weather()
        self.pages = Pages(self.weather)
        self._pin, self._pinned = threading.Lock(), -1e9

    def set_weather(self, weather: Weather) -> None:
        self.weather, self.pages = weather, Pages(weather)

    def pin_past(self) -> None:
        """From now on, the past is this moment."""
        with self._pin:
            self._send("past", "GET", "/pin", b"", {})
            self._pinned = time.monotonic()

    def forward(self, headers: dict[str, str], body: bytes, *, stale: bool) -> tuple[int, bytes]:
        """The product's answer, or the one it would have given some seconds ago."""
        if stale and time.monotonic() - self._pinned > self.weather.stale_seconds:
            self.pin_past()
        return self._send("past" if stale else "now", "POST", "/", body, headers)

    def _send(
        self, port: str, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[port], timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed midway is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_form = "urlencoded" in self.headers.get("Content-Type", "")
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        operation = "GetCallerIdentity" if is_form else target
        entry = Entry(time.monotonic(), operation, {} if is_form else json.loads(body or b"{}"))
        self.server.log.entries.append(entry)
        try:
            if is_form:
                status, content, kind = self.identity(entry)
            else:
                status, content, kind = (*self.answered(entry, body), JSON)
        except LostError:
            time.sleep(self.server.weather.hang)
            self.close_connection = True
            return
        entry.status = status
        self.reply(status, content, kind, entry.request_id)

    def identity(self, entry: Entry) -> tuple[int, bytes, str]:
        refusal = self.refusal(entry.operation)
        entry.outcome = refusal.code if refusal else "answered"
        if refusal:
            return 403, sts.error(refusal.code, refusal.body()["Message"]), sts.CONTENT_TYPE
        return 200, sts.identity(*self.server.identity), sts.CONTENT_TYPE

    def answered(self, entry: Entry, body: bytes) -> tuple[int, bytes]:
        weather, operation = self.server.weather, entry.operation
        time.sleep(weather.delay())
        if refusal := self.refusal(operation):
            return self.refused(entry, refusal)
        fault = weather.fault_of(operation)
        entry.outcome = fault
        if fault == REQUEST_LOST:
            raise LostError
        if fault in (FAILED, THROTTLED):
            said = "InternalServerException" if fault == FAILED else "ThrottlingException"
            return self.refused(entry, TRANSIENT[said], fault)
        status, content = self.product(entry, body)
        if fault == ANSWER_LOST:
            raise LostError
        if fault == FAILED_AFTER:
            return self.refused(entry, TRANSIENT["InternalServerException"], fault)
        return status, content

    def product(self, entry: Entry, body: bytes) -> tuple[int, bytes]:
        """The product's own answer, in an order and in pages of AWS's choice."""
        pages, is_read = self.server.pages, bool(READ.match(entry.operation))
        answer, status = pages.kept(entry.request), 200
        if answer is None:
            stale = is_read and self.server.weather.is_stale()
            status, content = self.server.forward(dict(self.headers.items()), body, stale=stale)
            answer = json.loads(content)
            if status != 200:
                entry.outcome = entry.outcome or answer.get("__type", "refused")
                return status, content
            answer = pages.of(entry.operation, answer) if is_read else answer
            entry.outcome = entry.outcome or ("answered from the past" if stale else "answered")
        entry.outcome = entry.outcome or "answered"
        entry.took_effect, entry.answer = not is_read, answer
        return 200, json.dumps(answer).encode()

    def refusal(self, operation: str) -> Refuses | None:
        """What is refused before the product sees it: unknown keys, clocks, what the weather has."""
        credential = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        if credential is None or credential[1] != self.server.access_key_id:
            code = (
                "InvalidClientTokenId" if operation == "GetCallerIdentity" else "UnrecognizedClientException"
            )
            return Refuses(code, message="The security token included in the request is invalid", status=403)
        refusal = self.too_skewed() or self.server.weather.refusal_of(operation, self.server.identity[1])
        if refusal == EXPIRED and operation == "GetCallerIdentity":
            return Refuses("ExpiredToken", message=EXPIRED.message, status=403)
        return refusal

    def too_skewed(self) -> Refuses | None:
        now = datetime.now(UTC) + timedelta(seconds=self.server.weather.skew)
        sent = datetime.strptime(self.headers["X-Amz-Date"], STAMP).replace(tzinfo=UTC)
        mine, theirs = now.strftime(STAMP), sent.strftime(STAMP)
        if sent < now - SKEW_ALLOWED:
            limit = (now - SKEW_ALLOWED).strftime(STAMP)
            said = f"Signature expired: {theirs} is now earlier than {limit} ({mine} - 5 min.)"
        elif sent > now + SKEW_ALLOWED:
            limit = (now + SKEW_ALLOWED).strftime(STAMP)
            said = f"Signature not yet current: {theirs} is still later than {limit} ({mine} + 5 min.)"
        else:
            return None
        return Refuses("InvalidSignatureException", message=said, status=403)

    def refused(self, entry: Entry, refusal: Refuses, outcome: str = "") -> tuple[int, bytes]:
        entry.outcome = outcome or refusal.reason or refusal.code
        return refusal.status, json.dumps(refusal.body()).encode()

    def reply(self, status: int, content: bytes, kind: str, request_id: str) -> None:
        self.send_response_only(status)
        now = datetime.now(UTC) + timedelta(seconds=self.server.weather.skew)
        self.send_header("Date", format_datetime(now, usegmt=True))
        self.send_header("Content-Type", kind)
        self.send_header("x-amzn-RequestId", request_id)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass
