"""/messages.json: what was sent, for test suites, which read the code that their program sent. AWS has no such thing.

Let in is who gives an access key and its secret by HTTP Basic, as every client can.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from pools.api.answers import Refused
from pools.errors import AccessDeniedException, ServiceError
from pools.models import Message
from pools.operations.access_keys import caller_of_key, key_for_signing, mark_used
from pools.operations.engine.caller import Caller
from pools.operations.engine.demo_sign_ins import may_use_demo
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.messages import delete_messages, message_event_records, messages_found
from pools.reference import regions
from pools.refusals import AccessNeeded

PATH = "/messages.json"
MOST = 1000
FILTERS = {"destination", "pool", "since"}
DEFAULT_REGION = "us-east-1"


def answer_with_messages(request: HttpRequest) -> HttpResponse:
    try:
        return json_answer(200, acted(request))
    except Refused as refusal:
        response = json_answer(refusal.status, {"code": refusal.code, "message": refusal.message})
        if refusal.status == 401:
            response["WWW-Authenticate"] = 'Basic realm="Access key and secret"'
        if refusal.status == 405:
            response["Allow"] = ", ".join(sorted(ACTS)).upper()
        return response


def acted(request: HttpRequest) -> dict[str, Any]:
    act = ACTS.get(request.method.lower())
    if act is None:
        raise Refused(405, "MethodNotAllowed", "Messages can be read here, and deleted.")
    try:
        with trouble_as_refusal():
            return act(caller_of(request), **filters_of(request))
    except AccessDeniedException as error:
        raise Refused(403, error.code, who_may(error)) from None
    except ServiceError as error:
        raise Refused(500, error.code, "The database failed. Try again.") from None


def read_messages(caller: Caller, **filters: Any) -> dict[str, Any]:
    rows = messages_found(caller, **filters)[:MOST]
    return {"messages": [message_record(row, caller.now) for row in rows]}


def drop_messages(caller: Caller, **filters: Any) -> dict[str, Any]:
    return {"deleted": delete_messages(caller, **filters)}


# By HTTP's methods.
ACTS = {"get": read_messages, "head": read_messages, "delete": drop_messages}


def who_may(error: AccessDeniedException) -> str:
    needed = error.about.role if isinstance(error.about, AccessNeeded) else "another role"
    return f"It needs the role {needed}."


def caller_of(request: HttpRequest) -> Caller:
    """The access key's, in the Region that the query names."""
    access_key_id, secret = credentials(request.headers.get("Authorization", ""))
    found = key_for_signing(access_key_id)
    if found is None or not constant_time_compare(found[2], secret):
        raise unknown()
    row, membership, _ = found
    # After the secret: whoever is not known learns nothing.
    caller = caller_of_key(row, membership, region_of(request))
    if caller is None or not may_use_demo(row.user, request.META):
        raise unknown()
    mark_used(row)
    return caller


def credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        text = ""
    access_key_id, _, secret = text.partition(":")
    # PostgreSQL takes no NUL, which no key has.
    if not access_key_id or not secret or "\x00" in text:
        raise unknown()
    return access_key_id, secret


def unknown() -> Refused:
    words = "Give an access key ID as the user and its secret access key as the password (HTTP Basic)."
    return Refused(401, "UnrecognizedClientException", words)


def region_of(request: HttpRequest) -> str:
    region = request.GET.get("region", DEFAULT_REGION)
    if regions.region(region) is None:
        raise bad(f"There is no Region {region[:100]!r}.")
    return region


def filters_of(request: HttpRequest) -> dict[str, Any]:
    """A filter with a typing error would find, or delete, more than is meant."""
    given = {name: value for name, value in request.GET.items() if name != "region"}
    if odd := sorted(given.keys() - FILTERS):
        raise bad(f"There is no filter {odd[0][:100]!r}. There are: destination, pool, since, and region.")
    if any("\x00" in value for value in given.values()):
        raise bad("A filter has a character that is not valid.")
    # As from a program's variable that was never set: taken for no filter, it would delete everything.
    if empty := sorted(name for name, value in given.items() if not value.strip()):
        raise bad(f"The filter {empty[0]} is empty. Leave it out to have messages of any {empty[0]}.")
    since = given.get("since", "")
    return {
        # A plus sign that nobody has escaped arrives as a space.
        "destination_phone_number": given.get("destination", "").strip(),
        "pool_id": given.get("pool"),
        "since": moment_of(since) if since else None,
    }


def moment_of(text: str) -> datetime:
    """Seconds since 1970, or a date and time as ISO 8601 has them; in UTC where it does not say."""
    try:
        if text.replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(text), tz=UTC)
        found = parse_datetime(text.replace(" ", "+"))
        # In UTC, as SQLite has it: a time at the very end of the calendar is past it there.
        found = found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None:
        raise bad("since must be seconds since 1970, or a time such as 2026-12-01T10:00:00Z.")
    return found


def bad(words: str) -> Refused:
    return Refused(400, "ValidationException", words)


def message_record(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "messageId": message.message_id,
        "kind": message.kind,
        "timestamp": message.created_timestamp.isoformat(),
        "destinationPhoneNumber": message.destination_phone_number,
        "originationPhoneNumber": message.origination_phone_number,
        "originationIdentity": message.origination_identity,
        "poolId": message.pool_id,
        "configurationSetName": message.configuration_set_name,
        "messageBody": message.message_body,
        "mediaUrls": message.media_urls,
        "messageType": message.message_type,
        "messageParts": message.message_parts,
        "messageStatus": message.status_at(now),
        "messageFeedbackStatus": message.message_feedback_status,
        "context": message.context,
        "events": message_event_records(message, now),
    }


def json_answer(status: int, body: Mapping[str, Any]) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json", headers=headers
    )
    # Refusals are answers like any other; Django would write a warning to the log for each.
    response._has_been_logged = True
    return response
