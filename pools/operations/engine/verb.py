"""What every operation has in common: may they, is the request well-formed, one transaction, one log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

from pools import clock, shapes
from pools.errors import (
    AccessDeniedException,
    ServiceError,
)
from pools.models import (
    Activity,
)
from pools.models.ids import new_uuid
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.operations.engine.client_tokens import claim_token
from pools.operations.engine.journal import Act, Note, activity_row, current_act, log_refusal
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.engine.unsent import mark_unsent
from pools.refusals import AccessNeeded

Verb = TypeVar("Verb", bound=Callable[..., Any])


# Every verb that the API has, by its name there; registry.py reads them all in.
VERBS: dict[str, Callable] = {}


def operation(function: Verb | None = None, *, needs: Permission = Permission.CHANGE_RESOURCES) -> Verb:
    """Make a function an operation.

    The outermost one is the transaction and one called inside another joins it. Each goes by the clock of its
    caller's account. Arguments are keyword-only and
    named like the API's members; an argument that is no member (a house verb's own) never reaches the wire.
    A refusal rolls back, unless it keeps_writes, and is logged after that. A database that fails makes
    InternalServerException (DatabaseTrouble).
    """
    if function is None:
        return lambda function: operation(function, needs=needs)
    name = shapes.api_name(function.__name__)

    @wraps(function)
    def verb(caller: Caller, **arguments: Any) -> Any:
        with clock.going_by(caller.account.clock_ahead):
            if current_act.get() is not None:
                return _run(function, name, needs, caller, arguments)
            act = Act()
            token = current_act.set(act)
            try:
                with trouble_as_refusal():
                    return _committed(act, function, name, needs, caller, arguments)
            finally:
                current_act.reset(token)

    verb.needs = needs
    return _registered(verb, function, name)


def reading(function: Verb) -> Verb:
    """Make a function an operation that changes nothing: any member may call it, and no log row is left."""
    return reading_as(shapes.api_name(function.__name__), function)


def reading_as(name: str, function: Verb) -> Verb:
    """As `reading`, of an operation by its name: for one that is a row of a table, and no function of its own."""

    @wraps(function)
    def verb(caller: Caller, **arguments: Any) -> Any:
        shapes.check(name, shapes.to_request(name, arguments))
        with clock.going_by(caller.account.clock_ahead), trouble_as_refusal():
            return function(caller, **arguments)

    verb.reads, verb.needs = True, Permission.SEE_RESOURCES
    return _registered(verb, function, name)


def _registered(verb: Verb, function: Callable, name: str | None) -> Verb:
    verb.operation = name or function.__name__
    if name:
        VERBS[name] = verb
    return verb


def _committed(
    act: Act,
    function: Callable,
    name: str | None,
    needs: Permission,
    caller: Caller,
    arguments: dict[str, Any],
) -> Any:
    try:
        with _unless_refused():
            result = _run(function, name, needs, caller, arguments)
            # In the transaction of what they tell of, so that neither is ever there without the other.
            Activity.objects.bulk_create(act.rows)
            mark_unsent(caller, act.rows, act.touched)
        return result
    except ServiceError as refusal:
        log_refusal(act, caller, *_what_refused(act, function, name, arguments, refusal), refusal)
        raise


def _what_refused(
    act: Act, function: Callable, name: str | None, arguments: dict[str, Any], refusal: ServiceError
) -> tuple[str, dict[str, Any]]:
    """The verb and its request. Of a house verb, the AWS verb that refused it: its own arguments are in no wire form,
    and by it the act is known whichever way it came."""
    if name:
        return name, _request(name, arguments)
    if act.refused and act.refused[2] is refusal:
        return act.refused[:2]
    return function.__name__, {}


@contextmanager
def _unless_refused() -> Iterator[None]:
    """A transaction that a refusal takes back, but for one that keeps what was written before it."""
    kept = None
    with transaction.atomic():
        try:
            yield
        except ServiceError as refusal:
            if not refusal.keeps_writes:
                raise
            kept = refusal
    if kept:
        raise kept


def _run(
    function: Callable, name: str | None, needs: Permission, caller: Caller, arguments: dict[str, Any]
) -> Any:
    if not caller.may(needs):
        raise AccessDeniedException(about=AccessNeeded(role_for(needs).label, name or function.__name__))
    if name is None:
        return _run_house_verb(function, caller, arguments)
    request = _request(name, arguments)
    try:
        return _run_aws_verb(function, name, caller, arguments, request)
    except ServiceError as refusal:
        current_act.get().refused = (name, request, refusal)
        raise


def _run_aws_verb(
    function: Callable, name: str, caller: Caller, arguments: dict[str, Any], request: dict[str, Any]
) -> Any:
    shapes.check(name, request)
    # In the same transaction as the work: a refusal takes the token back, and the request can come again.
    token = claim_token(caller, name, request)
    if token and token.result:
        return shapes.from_wire(token.result)
    act = current_act.get()
    act.notes.append(Note())
    result = function(caller, **arguments)
    wire = shapes.to_wire(name, result)
    if token:
        token.result = wire
        token.save(update_fields=["result"])
    act.rows.append(activity_row(caller, name, request, act.change_id, act.notes.pop(), result=wire))
    return result


def _run_house_verb(function: Callable, caller: Caller, arguments: dict[str, Any]) -> Any:
    """A house verb leaves the log to the AWS verbs it is made of, unless it notes a change of its own."""
    act = current_act.get()
    act.notes.append(Note())
    result = function(caller, **arguments)
    noted = act.notes.pop()
    if noted.resource_id:
        act.rows.append(activity_row(caller, function.__name__, {}, act.change_id, noted))
    return result


def _request(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The wire request; a ClientToken is made where the caller gave none, as AWS's own clients do."""
    members = shapes.members(name)
    request = shapes.to_request(name, {key: value for key, value in arguments.items() if key in members})
    if "client_token" in members:
        request.setdefault("ClientToken", str(new_uuid("client-token")))
    return request
