"""A request goes out, once: what says so is committed before.

SENDING and LOOKING say that a request may have reached AWS of which nothing is known, from the moment before it goes
out until its outcome is. All other states are certain.
"""

from typing import Any

from pools import shapes
from pools.models import StepStatus, SyncStep
from pools.models.ids import new_uuid
from pools.sync import clock
from pools.sync.applying import resolved
from pools.sync.asking import Stopped
from pools.sync.fields import MARKER
from pools.sync.pausing import NOT_AWS, Paused
from pools.sync.planned import Step
from pools.sync.remote import Refused
from pools.sync.state import SENDER_ID
from pools.sync.work import Work

UNKNOWN = (StepStatus.SENDING, StepStatus.LOOKING)
TAGS_AT_MOST = 50


def send(work: Work, row: SyncStep, step: Step, *, again: bool = False) -> dict[str, Any]:
    """AWS's answer. again: the very same request as before, by its ClientToken.

    Raises: Refused; Stopped and Paused, where nothing went out.
    """
    was = row.status if row.status in UNKNOWN else StepStatus.READY
    if not again:
        row.client_token, row.marker, row.first_sent_timestamp = new_token(step), new_marker(step), None
    try:
        return send_once(work, row, step)
    except Refused as refused:
        if was in UNKNOWN or not is_about_marker(row, step, refused):
            raise
        row.client_token, row.marker, row.first_sent_timestamp = new_token(step), "", None
        row.status = was
        return send_once(work, row, step)
    except Stopped:
        take_back(work, row, was)
        raise
    except NOT_AWS as error:
        take_back(work, row, was)
        raise Paused(error) from error


def send_once(work: Work, row: SyncStep, step: Step) -> dict[str, Any]:
    columns = ("client_token", "marker", "first_sent_timestamp", "sent_timestamp", "attempts", "status")
    with work.fenced():
        row.sent_timestamp = clock.now()
        row.first_sent_timestamp = row.first_sent_timestamp or row.sent_timestamp
        row.attempts += 1
        row.status = StepStatus.LOOKING if row.status in UNKNOWN else StepStatus.SENDING
        row.next_try_timestamp = None
        row.save(update_fields=[*columns, "next_try_timestamp"])
    # While it waited for its turn another worker may have taken the run over.
    return work.ask.once(step.operation, request_of(row, step), last_look=work.lease.keep).wire


def take_back(work: Work, row: SyncStep, was: StepStatus) -> None:
    """It did not go out, for certain."""
    with work.fenced():
        row.status = was
        row.save(update_fields=["status"])


def request_of(row: SyncStep, step: Step) -> dict[str, Any]:
    """In wire form: the same each time that it goes out with the same token."""
    request = resolved(step.request, {})
    if row.client_token:
        request["ClientToken"] = row.client_token
    if row.marker:
        request["Tags"] = [*request.get("Tags", ()), {"Key": MARKER, "Value": row.marker}]
    return request


def new_token(step: Step) -> str:
    members = shapes.service_model().operation_model(step.operation).input_shape.members
    return str(new_uuid("client-token")) if "ClientToken" in members else ""


def new_marker(step: Step) -> str:
    """A pool made from a number is found again by that number; of one sender ID there may be many pools."""
    if step.operation != "CreatePool" or len(step.request.get("Tags", ())) >= TAGS_AT_MOST:
        return ""
    from_sender_id = any(one.field[0] == "members" and one.after == SENDER_ID for one in step.changes)
    return str(new_uuid("marker")) if from_sender_id else ""


def is_about_marker(row: SyncStep, step: Step, refused: Refused) -> bool:
    """Whether AWS refused the marker and nothing else: by a tag policy, or as nobody may tag."""
    refusal = refused.refusal
    if not row.marker or refusal.may_have_taken_effect:
        return False
    no_tagging = refusal.missing_action == "sms-voice:TagResource" and not step.request.get("Tags")
    return no_tagging or "tag polic" in refusal.message.lower()
