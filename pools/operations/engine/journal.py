"""What an act changed: kept while it runs, stored with it as rows of the activity log, one a verb."""

import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.utils import timezone

from pools.errors import (
    ServiceError,
)
from pools.models import (
    Activity,
    SenderId,
)
from pools.operations.engine.bookkeeping import try_to
from pools.operations.engine.caller import Caller

# Members that only the one who got them may know: the log says that they were given, not what they were.
SECRET_MEMBERS = {"VerificationCode"}


@dataclass
class Note:
    """What an operation says of itself for the activity log."""

    resource_id: str = ""
    before: Any = None
    after: Any = None


@dataclass
class Act:
    """One act: an outermost operation and those it calls. Its log rows share the change_id."""

    change_id: uuid.UUID = field(default_factory=uuid.uuid4)
    rows: list[Activity] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


current_act: ContextVar[Act | None] = ContextVar("act", default=None)


def note(resource_id: str, *, before: Any = None, after: Any = None) -> None:
    """Keep what the running operation changed: its activity row stores it, and undo reads it."""
    act = current_act.get()
    act.notes[-1] = Note(resource_id, before, after)


def log_id(row: Any) -> str:
    """What a resource's rows of the log are found by: its ID as the API gives it, NAME/CC for a sender ID."""
    if isinstance(row, SenderId):
        return f"{row.sender_id}/{row.iso_country_code}"
    names = (
        "pool_id",
        "phone_number_id",
        "opt_out_list_name",
        "configuration_set_name",
        "verified_destination_number_id",
        "project_id",
    )
    return next(getattr(row, name) for name in names if isinstance(getattr(row, name, None), str))


def activity_row(
    caller: Caller, name: str, request: dict, change_id: uuid.UUID, noted: Note, **columns: Any
) -> Activity:
    logged = {member: "***" if member in SECRET_MEMBERS else value for member, value in request.items()}
    return Activity(
        account=caller.account,
        region=caller.region,
        user=caller.user,
        door=caller.door,
        operation=name,
        request=logged,
        change_id=change_id,
        resource_id=noted.resource_id[:64],
        before=noted.before,
        after=noted.after,
        created_timestamp=timezone.now(),
        **columns,
    )


def log_refusal(act: Act, caller: Caller, name: str, request: dict[str, Any], refusal: ServiceError) -> None:
    """Store the refused act, as far as it can be stored. The refusal stands whether its row can be written or not.

    Others' writes are waited for, as nobody could say later what is missing.
    """
    columns = {"error": refusal.code, "reason": refusal.reason}
    row = activity_row(caller, name, _storable(request), act.change_id, Note(refusal.resource_id), **columns)
    try_to("log an act that was refused", row.save, wait=1)


def _storable(value: Any, *, depth: int = 8) -> Any:
    """A request that was refused may hold anything: cut what is long or deep, drop what no database keeps."""
    if isinstance(value, dict | list | tuple) and not depth:
        return "…"
    if isinstance(value, dict):
        return {_text(key)[:100]: _storable(item, depth=depth - 1) for key, item in list(value.items())[:50]}
    if isinstance(value, list | tuple):
        return [_storable(item, depth=depth - 1) for item in value[:50]]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    return _text(value)[:500]


def _text(value: Any) -> str:
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()
