"""What an act changed: kept while it runs, stored with it as rows of the activity log, one a verb."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from math import isfinite
from typing import Any

from django.db.models import Model

from pools.errors import ServiceError
from pools.models import Activity
from pools.models.ids import new_uuid
from pools.operations.engine.bookkeeping import try_to
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id, kind_of

# Members that only the one who got them may know: the log says that they were given, not what they were. AWS's own log
# hides the body of messages.
SECRET_MEMBERS = {"VerificationCode", "MessageBody"}
LONGEST_ID = Activity._meta.get_field("resource_id").max_length

Changes = dict[str, tuple[Any, Any]]


@dataclass
class Note:
    """What a running operation changed, and of which resource."""

    resource_type: str = ""
    resource_id: str = ""
    fields: Changes = field(default_factory=dict)


@dataclass
class Act:
    """One act: an outermost operation and those it calls. Its log rows share the change_id."""

    change_id: uuid.UUID = field(default_factory=partial(new_uuid, "change"))
    rows: list[Activity] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    # What else it changed, as kind and full ID.
    touched: list[tuple[str, str]] = field(default_factory=list)
    # The verb of the API that refused last, with its request and its refusal.
    refused: tuple[str, dict[str, Any], ServiceError] | None = None


# No argument: verbs call each other as doors call them, and only the outermost one makes the act.
current_act: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def by_themselves() -> Iterator[None]:
    """What verbs do in here are acts of their own, each with its rows of the log, in the transaction outside."""
    token = current_act.set(None)
    try:
        yield
    finally:
        current_act.reset(token)


def changed(resource: Model, fields: Changes) -> None:
    """Keep what the running operation changed: {field: (before, after)}. Its row of the activity log stores it.

    A field is called as the API's member is in snake_case. One of many has its own name behind a slash, as in
    "tags/Team" or "keywords/HELP". None stands for what was not there before, or is not there after. A field that
    stayed as it was is left out.
    """
    moved_fields = {name: (old, new) for name, (old, new) in fields.items() if old != new}
    current_act.get().notes[-1] = Note(kind_of(resource).name, full_id(resource), moved_fields)


def touched(resource: Model) -> None:
    """Say that an act about another resource changed this one too: a number joins a pool, or leaves it."""
    current_act.get().touched.append((kind_of(resource).name, full_id(resource)))


def changed_too(caller: Caller, operation: str, resource: Model, fields: Changes) -> None:
    """One more row of the log: of a house verb that changes many resources, each has its own."""
    act = current_act.get()
    moved_fields = {name: (old, new) for name, (old, new) in fields.items() if old != new}
    noted = Note(kind_of(resource).name, full_id(resource), moved_fields)
    act.rows.append(activity_row(caller, operation, {}, act.change_id, noted))


def made(state: Mapping[str, Any]) -> Changes:
    """The changes by which something came to be with this state."""
    return {name: (None, value) for name, value in state.items()}


def gone(state: Mapping[str, Any]) -> Changes:
    """The changes by which something with this state went."""
    return {name: (value, None) for name, value in state.items()}


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The changes from one state to another with the same fields."""
    return {name: (old, after[name]) for name, old in before.items()}


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
        resource_type=noted.resource_type,
        resource_id=noted.resource_id,
        before={name: _in_json(before) for name, (before, _) in noted.fields.items()},
        after={name: _in_json(after) for name, (_, after) in noted.fields.items()},
        created_timestamp=caller.now,
        **columns,
    )


def _in_json(value: Any) -> Any:
    """JSON has no decimals, and a fraction would not be the amount that was saved."""
    return str(value) if isinstance(value, Decimal) else value


def log_refusal(act: Act, caller: Caller, name: str, request: dict[str, Any], refusal: ServiceError) -> None:
    """Store the refused act, as far as it can be stored. The refusal stands whether its row can be written or not.

    Others' writes are waited for, as nobody could say later what is missing.
    """
    columns = {"error": refusal.code, "reason": refusal.reason}
    about = Note(refusal.resource_type, (refusal.full_id or refusal.resource_id)[:LONGEST_ID])
    row = activity_row(caller, name, _storable(request), act.change_id, about, **columns)
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
    # PostgreSQL stores no NUL, and neither database half of a surrogate pair.
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()
