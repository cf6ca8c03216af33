"""From an HTTP request to an operation and back. Nothing here names an operation."""

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from pools import shapes
from pools.api import sigv4
from pools.api.answers import Refused, denied, refused, service_error, success
from pools.errors import AccessDeniedException, ServiceError, ValidationException, invalid
from pools.operations.engine.registry import verbs
from pools.operations.engine.verb import Caller
from pools.operations.test_settings import must_not_fail_on_purpose

logger = logging.getLogger(__name__)
TARGET_PREFIX = shapes.service_model().metadata["targetPrefix"]
LONGEST_BODY = 1024 * 1024
LONGEST_PASSED_OVER = 16 * LONGEST_BODY
NO_PATH = f"The API is at POST / and is {shapes.SERVICE}: its endpoint URL is the host and the port, without a path."
NOT_HERE = (
    "{} is an operation of the API that this server does not have. docs/api.md lists those that it has."
)


def answer(request: HttpRequest) -> HttpResponse:
    """A well-formed answer to whatever was sent. What goes wrong in here is logged, never shown."""
    try:
        return _answer(request)
    except Refused as refusal:
        return refused(refusal)
    except Exception:
        logger.exception("A request to the API failed")
        return refused(Refused(500, "InternalFailure", "The request failed because of an unknown error."))


def _answer(request: HttpRequest) -> HttpResponse:
    body = body_of(request)
    must_be_at_the_door(request)
    operation = operation_of(request)
    caller = sigv4.verify(request, body)
    try:
        verb = verbs().get(operation)
        if verb is None:
            raise ValidationException("UNKNOWN_OPERATION", facts={"message": NOT_HERE.format(operation)})
        must_not_fail_on_purpose(caller, operation)
        result = verb(caller, **shapes.to_kwargs(operation, parsed(body)))
        return success(shapes.to_wire(operation, result))
    except AccessDeniedException as error:
        return denied(error, user_arn(caller))
    except ServiceError as error:
        return service_error(error, operation)


def must_be_at_the_door(request: HttpRequest) -> None:
    """Refuse another address or method than the API's, in words that end up in front of who set the endpoint URL."""
    if request.path != "/":
        raise Refused(
            404, "UnknownOperationException", f"{NO_PATH} Nothing of it is at {request.path[:100]}."
        )
    if request.method != "POST":
        raise Refused(405, "MalformedHttpRequest", "The API is at POST /.")


def body_of(request: HttpRequest) -> bytes:
    """The body, whether its length was said or it came in chunks; not read where it is said to be far too long."""
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not chunked and not length.isdecimal():
        raise malformed("No length.")
    if not chunked and int(length) > LONGEST_PASSED_OVER:
        raise _too_large()
    stream = request.META["wsgi.input"] if chunked else request
    try:
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            pass_over(stream)
    except OSError:
        raise malformed("The body ended before its length.") from None
    except Exception as error:
        # The server has errors of its own for chunks that are none; what else goes wrong is ours.
        if chunked and type(error).__module__.startswith("gunicorn."):
            raise malformed("The body's chunks are not well-formed.") from None
        raise
    if len(body) > LONGEST_BODY:
        raise _too_large()
    return body


def pass_over(stream: Any) -> None:
    """Read on, up to a limit: a client that is still sending when the connection closes misses the answer."""
    passed = LONGEST_BODY
    while passed < LONGEST_PASSED_OVER and (part := stream.read(64 * 1024)):
        passed += len(part)


def malformed(message: str) -> Refused:
    return Refused(400, "MalformedHttpRequest", message)


def _too_large() -> Refused:
    return Refused(413, "RequestTooLarge", f"A request body has at most {LONGEST_BODY} bytes.")


def operation_of(request: HttpRequest) -> str:
    """The last part of X-Amz-Target, which must be an operation of the service."""
    prefix, _, name = request.headers.get("X-Amz-Target", "").rpartition(".")
    if prefix != TARGET_PREFIX or not shapes.is_operation(name):
        raise Refused(404, "UnknownOperationException", f"X-Amz-Target must be {TARGET_PREFIX}.<Operation>.")
    return name


def parsed(body: bytes) -> dict[str, Any]:
    try:
        request = json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise invalid("Body", "not_json", reason="CANNOT_PARSE") from None
    if not isinstance(request, dict):
        raise invalid("Body", "not_object", reason="CANNOT_PARSE")
    return request


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON.")


def user_arn(caller: Caller) -> str:
    return f"arn:aws:iam::{caller.account.account_id}:user/{caller.user.username}"
