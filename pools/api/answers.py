"""What goes back to a program: JSON 1.0 bodies, and the service's errors in words and members."""

import json
import uuid
from typing import Any

from django.http import HttpResponse

from pools import shapes
from pools.api.messages import KINDS, cause, message
from pools.errors import AccessDeniedException, InternalServerException, ServiceError
from pools.operations.engine.instance import HEADER, instance_id
from pools.refusals import worded

CONTENT_TYPE = "application/x-amz-json-1.0"


class Refused(Exception):
    """An answer that AWS gives before any operation is reached; it is in no service model."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def success(wire: dict[str, Any]) -> HttpResponse:
    return _response(200, wire, str(uuid.uuid4()))


def refused(error: Refused) -> HttpResponse:
    response = failure(error.status, error.code, {"Message": error.message}, str(uuid.uuid4()))
    if error.status == 405:
        response["Allow"] = "POST"
    if error.status == 503:
        response["Retry-After"] = "5"
    return response


def service_error(error: ServiceError, operation: str) -> HttpResponse:
    """A refusal of the service's own: the members that its exception has in the model."""
    request_id = str(uuid.uuid4())
    known = {
        "Message": message(error, operation),
        "Reason": error.reason,
        "ResourceType": error.resource_type,
        "ResourceId": error.resource_id,
        "Fields": [{"Name": field.name, "Message": cause(field, operation)} for field in error.fields],
        "RequestId": request_id,
    }
    members = shapes.service_model().shape_for(error.code).members
    body = {name: known[name] for name in members if known[name]}
    # 400 is AWS's status for what is not found or in conflict, too.
    return failure(500 if isinstance(error, InternalServerException) else 400, error.code, body, request_id)


def denied(error: AccessDeniedException, user_arn: str) -> HttpResponse:
    """A role that does not allow the operation: IAM's answer, which has no Reason."""
    action = f"sms-voice:{error.about.action}"
    text = (
        f"User: {user_arn} is not authorized to perform: {action} because no identity-based policy allows the "
        f"{action} action ({worded(KINDS, error.about)})"
    )
    return failure(403, error.code, {"Message": text}, str(uuid.uuid4()))


def failure(status: int, code: str, members: dict[str, Any], request_id: str) -> HttpResponse:
    """botocore reads the code from the body, other SDKs from the header."""
    response = _response(status, {"__type": code, **members}, request_id)
    response["x-amzn-ErrorType"] = code
    # Refusals are answers like any other; Django would write a warning to the log for each.
    response._has_been_logged = True
    return response


def _response(status: int, body: dict[str, Any], request_id: str) -> HttpResponse:
    # Half of a surrogate pair may have come in as \ud800, and has no UTF-8 to go out in.
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    headers = {
        "x-amzn-RequestId": request_id,
        # So that a console that is linked to AWS finds out that it asks itself.
        HEADER: instance_id(),
        "Cache-Control": "no-store",
        "Content-Length": str(len(content)),
    }
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)
