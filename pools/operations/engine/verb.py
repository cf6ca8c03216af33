"""What every operation has in common: who calls, may they, is the request well-formed, one transaction, one log."""

import uuid
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from math import isfinite
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from pools import shapes
from pools.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ServiceError,
    ValidationException,
)
from pools.models import (
    Account,
    Activity,
    ClientToken,
    Membership,
    Role,
    SenderId,
    User,
)
from pools.operations.engine.bookkeeping import try_to
from pools.reference import regions

RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.ADMINISTRATOR: 2}
TOKEN_LIFE = timedelta(hours=24)
# Members that only the one who got them may know: the log says that they were given, not what they were.
SECRET_MEMBERS = {"VerificationCode"}
Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Who asks, in which account and Region, with which rights, through which door."""

    user: User
    account: Account
    region: str
    role: str
    door: str = "console"

    def may(self, role: str) -> bool:
        return RANK[self.role] >= RANK[role]

    @property
    def may_edit(self) -> bool:
        return self.may(Role.EDITOR)

    @property
    def may_administer(self) -> bool:
        return self.may(Role.ADMINISTRATOR)

    @property
    def role_label(self) -> str:
        return Role(self.role).label


def memberships_of(user: User) -> list[Membership]:
    """Every account of the user, in one query with the accounts: the page's caller, and what it may switch to."""
    read = getattr(user, "memberships_read", None)
    if read is None:
        read = list(Membership.objects.filter(user=user).select_related("account").order_by("account_id"))
    return read


def caller_for(
    user: User,
    account_id: str,
    region: str,
    *,
    door: str = "console",
    memberships: Sequence[Membership] | None = None,
) -> Caller | None:
    """The only way to a Caller. None without a membership, or where there is no such Region.

    memberships: the user's own, where they were read before.
    """
    if regions.region(region) is None:
        return None
    for membership in memberships_of(user) if memberships is None else memberships:
        if membership.account_id == account_id:
            return Caller(user, membership.account, region, membership.role, door)
    return None


def pools_available(region: str) -> bool:
    """Whether the Region offers pools; the setting CONSOLE_REGIONS_WITHOUT_POOLS names those that do not."""
    return region not in settings.CONSOLE_REGIONS_WITHOUT_POOLS


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


_act: ContextVar[Act | None] = ContextVar("act", default=None)


def note(resource_id: str, *, before: Any = None, after: Any = None) -> None:
    """Keep what the running operation changed: its activity row stores it, and undo reads it."""
    act = _act.get()
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


# Every verb that the API has, by its name there; registry.py reads them all in.
VERBS: dict[str, Callable] = {}


def operation(function: Verb | None = None, *, role: str = Role.EDITOR) -> Verb:
    """Make a function an operation.

    The outermost one is the transaction and one called inside another joins it. Arguments are keyword-only and
    named like the API's members; an argument that is no member (a house verb's own) never reaches the wire.
    A refusal is logged after the rollback. A busy database answers InternalServerException, facts `busy`.
    """
    if function is None:
        return lambda function: operation(function, role=role)
    name = shapes.api_name(function.__name__)

    @wraps(function)
    def verb(caller: Caller, **arguments: Any) -> Any:
        if _act.get() is not None:
            return _run(function, name, role, caller, arguments)
        act = Act()
        token = _act.set(act)
        try:
            with transaction.atomic():
                result = _run(function, name, role, caller, arguments)
                Activity.objects.bulk_create(act.rows)
            return result
        except ServiceError as refusal:
            _log_refusal(act, name or function.__name__, caller, arguments, refusal)
            raise
        except OperationalError as error:
            raise InternalServerException(facts={"busy": True}) from error
        finally:
            _act.reset(token)

    verb.role = role
    return _registered(verb, function, name)


def reading(function: Verb) -> Verb:
    """Make a function an operation that changes nothing: any member may call it, and no log row is left."""
    name = shapes.api_name(function.__name__)

    @wraps(function)
    def verb(caller: Caller, **arguments: Any) -> Any:
        shapes.check(name, shapes.to_request(name, arguments))
        try:
            return function(caller, **arguments)
        except OperationalError as error:
            raise InternalServerException(facts={"busy": True}) from error

    verb.reads, verb.role = True, Role.VIEWER
    return _registered(verb, function, name)


def _registered(verb: Verb, function: Callable, name: str | None) -> Verb:
    verb.operation = name or function.__name__
    if name:
        VERBS[name] = verb
    return verb


def _run(function: Callable, name: str | None, role: str, caller: Caller, arguments: dict[str, Any]) -> Any:
    if not caller.may(role):
        raise AccessDeniedException(facts={"role": Role(role).label, "action": name or function.__name__})
    if name is None:
        return _run_house_verb(function, caller, arguments)
    request = _request(name, arguments)
    shapes.check(name, request)
    token = _claim_token(caller, name, request)
    if token and token.result:
        return shapes.from_wire(token.result)
    act = _act.get()
    act.notes.append(Note())
    result = function(caller, **arguments)
    wire = shapes.to_wire(name, result)
    if token:
        token.result = wire
        token.save(update_fields=["result"])
    act.rows.append(_row(caller, name, request, act.change_id, act.notes.pop(), result=wire))
    return result


def _run_house_verb(function: Callable, caller: Caller, arguments: dict[str, Any]) -> Any:
    """A house verb leaves the log to the AWS verbs it is made of, unless it notes a change of its own."""
    act = _act.get()
    act.notes.append(Note())
    result = function(caller, **arguments)
    said = act.notes.pop()
    if said.resource_id:
        act.rows.append(_row(caller, function.__name__, {}, act.change_id, said))
    return result


def _request(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The wire request; a ClientToken is made where the caller gave none, as AWS's own clients do."""
    members = shapes.members(name)
    request = shapes.to_request(name, {key: value for key, value in arguments.items() if key in members})
    if "client_token" in members:
        request.setdefault("ClientToken", str(uuid.uuid4()))
    return request


def _claim_token(caller: Caller, name: str, request: dict[str, Any]) -> ClientToken | None:
    """The row of the request's ClientToken: with a result where the same request was answered before.

    Made before the work, so that of two equal requests at once the second waits on the unique index.
    """
    if "ClientToken" not in request:
        return None
    key = {"account": caller.account, "region": caller.region, "operation": name}
    now, parameters = timezone.now(), shapes.digest(request)
    # An old one that another act is dropping too is passed over: that act may be waiting for a lock of this one.
    old = ClientToken.objects.filter(**key, created_timestamp__lt=now - TOKEN_LIFE)
    ClientToken.objects.filter(pk__in=old.select_for_update(skip_locked=True).values("pk")).delete()
    token, _ = ClientToken.objects.get_or_create(
        **key,
        client_token=request["ClientToken"],
        defaults={"parameters": parameters, "created_timestamp": now},
    )
    if token.parameters != parameters:
        raise ConflictException(
            "RESOURCE_ALREADY_EXISTS", facts={"client_token": True, "answer": token.result}
        )
    return token


def _row(
    caller: Caller, name: str, request: dict, change_id: uuid.UUID, said: Note, **columns: Any
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
        resource_id=said.resource_id[:64],
        before=said.before,
        after=said.after,
        created_timestamp=timezone.now(),
        **columns,
    )


def _log_refusal(
    act: Act, name: str, caller: Caller, arguments: dict[str, Any], refusal: ServiceError
) -> None:
    """The refused act, as far as it can be stored; a house verb's own arguments are not in wire form.

    The refusal stands whether its row can be written or not. Others' writes are waited for, as nobody could say later
    what is missing.
    """
    request = _request(name, arguments) if shapes.is_operation(name) else {}
    said, kept = Note(refusal.resource_id), _storable(request)
    row = _row(caller, name, kept, act.change_id, said, error=refusal.code, reason=refusal.reason)
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


def settles(caller: Caller) -> datetime | None:
    """When a change of status that begins now has finished: at once (None), or after the account's test delay."""
    delay = caller.account.status_delay_seconds
    return timezone.now() + timedelta(seconds=delay) if delay else None


def must_offer_pools(caller: Caller) -> None:
    """Raise ValidationException INVALID_REQUEST in a Region that has no pools."""
    if not pools_available(caller.region):
        raise ValidationException("INVALID_REQUEST", facts={"region": caller.region, "without_pools": True})
