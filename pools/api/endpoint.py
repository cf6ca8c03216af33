"""From an HTTP request to an operation and back. Nothing here names an operation."""

import json
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from pools import clock, shapes
from pools.api import sigv4
from pools.api.answers import Refused, denied, refused, service_error, success
from pools.errors import AccessDeniedException, ServiceError, ValidationException, invalid
from pools.operations.engine.caller import Caller
from pools.operations.engine.registry import verbs
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.test_settings import must_not_fail_on_purpose
from pools.refusals import UnknownOperation

logger = logging.getLogger(__name__)
TARGET_PREFIX = shapes.service_model().metadata["targetPrefix"]
NO_PATH = f"The API is at POST / and is {shapes.SERVICE}: its endpoint URL is the host and the port, without a path."


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
    try:
        with trouble_as_refusal():
            caller = sigv4.verify(request, body)
        with clock.going_by(caller.account.clock_ahead):
            return success(result_of(caller, operation, body))
    except AccessDeniedException as error:
        return denied(error, user_arn(caller))
    except ServiceError as error:
        return service_error(error, operation)


def result_of(caller: Caller, operation: str, body: bytes) -> dict[str, Any]:
    """What the operation gives, in wire form. Putting it there may ask the database for more."""
    verb = verbs().get(operation)
    # Only after the signature: who is not known learns nothing about what is here.
    if verb is None:
        raise ValidationException("UNKNOWN_OPERATION", about=UnknownOperation(operation))
    must_not_fail_on_purpose(caller, operation)
    result = verb(caller, **shapes.to_kwargs(operation, parsed(body)))
    with trouble_as_refusal():
        return shapes.to_wire(operation, result)


def must_be_at_the_door(request: HttpRequest) -> None:
    """Refuse another address or method than the API's, in words that end up in front of who set the endpoint URL."""
    if request.path != "/":
        raise Refused(
            404, "UnknownOperationException", f"{NO_PATH} Nothing of it is at {request.path[:100]}."
        )
    if request.method != "POST":
        raise Refused(405, "MalformedHttpRequest", "The API is at POST /.")


def body_of(request: HttpRequest) -> bytes:
    """The body, which the server has received whole, or will say why it did not take it."""
    longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    # The server's own mark, which no header can be.
    if request.META.get("console.busy"):
        raise Refused(
            503, "ServiceUnavailable", "The console has too much to do. Wait a few seconds, then try again."
        )
    too_large = Refused(413, "RequestTooLarge", f"A request body has at most {longest} bytes.")
    try:
        body = request.read(longest + 1)
    except RequestDataTooBig:
        raise too_large from None
    except (BadRequest, OSError):
        raise malformed("The body does not have the length, or the chunks, that it says.") from None
    if len(body) > longest:
        raise too_large
    return body


def malformed(message: str) -> Refused:
    return Refused(400, "MalformedHttpRequest", message)


def operation_of(request: HttpRequest) -> str:
    """The last part of X-Amz-Target, which must be an operation of the service."""
    prefix, _, name = request.headers.get("X-Amz-Target", "").rpartition(".")
    if prefix != TARGET_PREFIX or not shapes.is_operation(name):
        raise Refused(404, "UnknownOperationException", f"X-Amz-Target must be {TARGET_PREFIX}.<Operation>.")
    return name


def parsed(body: bytes) -> dict[str, Any]:
    try:
        # Python reads NaN and Infinity as numbers; JSON has no such thing.
        request = json.loads(body or b"{}", parse_constant=_no_constant)
    # JSON that is nested deeper than Python recurses is as unreadable as what is none.
    except (ValueError, RecursionError):
        raise invalid("Body", "not_json", reason="CANNOT_PARSE") from None
    if not isinstance(request, dict):
        raise invalid("Body", "not_object", reason="CANNOT_PARSE")
    return request


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON.")


def user_arn(caller: Caller) -> str:
    return f"arn:aws:iam::{caller.account.account_id}:user/{caller.user.username}"
