"""House verbs that set accounts back: snapshots, and the reset to what an account began with."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, QuerySet

from pools import clock, shapes
from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
    invalid,
)
from pools.models import Account, Activity, Pool, Snapshot, User
from pools.models.ids import new_uuid
from pools.operations.engine import account_rows
from pools.operations.engine.account_locks import hold_off, lock_all
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.journal import Note, activity_row, by_themselves, changed
from pools.operations.engine.kept_snapshots import (
    SEEN,
    keep_snapshots,
    keep_start,
    learners_begin,
    restore_rows,
    rows_held,
)
from pools.operations.engine.resources import full_id, kind_of
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.engine.verb import operation
from pools.operations.practice import must_all_be_set_back, must_be_set_back
from pools.operations.projects import PROJECT_NAME
from pools.operations.starting_data import begun_keys, is_demo, load_start
from pools.refusals import SnapshotsUsedUp, TooMuchToKeep, TrainersSnapshot

MOST_SNAPSHOTS = 20
# Of all tables: to put more back would hold up everybody else on SQLite, which has one lock for all.
MOST_ROWS = 50_000


@operation(needs=Permission.CHANGE_ACCOUNT)
def take_snapshot(caller: Caller, *, name: str) -> Snapshot:
    """Keep what the account holds now under a name.

    Raises: ConflictException (NotSetBack); ValidationException about Name, which is like a project's and used once;
            ServiceQuotaExceededException (SnapshotsUsedUp, TooMuchToKeep).
    """
    must_be_set_back(caller.account)
    (row,) = keep_named([caller.account], name=name, user=caller.user)
    changed(caller.account, {f"snapshots/{name}": (None, "taken")})
    return row


def keep_named(accounts: Sequence[Account], *, name: str, user: User | None) -> list[Snapshot]:
    """Keep what the accounts hold now under a name that none of them has. Needs a transaction.

    Raises: as take_snapshot.
    """
    must_be_name(name)
    lock_all(accounts)
    hold_off(accounts)
    # Their settings may have been changed since they were read.
    for account in accounts:
        account.refresh_from_db(fields=account_rows.settings_of_account())
    kept = Snapshot.objects.filter(account__in=accounts)
    if kept.filter(name=name).exists():
        raise invalid("Name", "snapshot_named", value=name)
    named = kept.exclude(name=Snapshot.START).order_by().values("account")
    if named.annotate(number=Count("pk")).filter(number__gte=MOST_SNAPSHOTS).exists():
        raise ServiceQuotaExceededException(about=SnapshotsUsedUp(MOST_SNAPSHOTS))
    if account_rows.count_rows(accounts) > MOST_ROWS:
        raise ServiceQuotaExceededException(about=TooMuchToKeep(MOST_ROWS))
    return keep_snapshots(accounts, name=name, user=user)


def must_be_name(name: str) -> None:
    if not name:
        raise invalid("Name", "missing", reason="MISSING_PARAMETER")
    if problem := shapes.text_problem(PROJECT_NAME, name, "Name"):
        raise ValidationException("INVALID_PARAMETER", fields=(problem,))
    if name in (".", ".."):
        # Its address would lead elsewhere: browsers take these for a way up.
        raise invalid("Name", "dots", value=name)


@operation(needs=Permission.CHANGE_ACCOUNT)
def restore_snapshot(caller: Caller, *, name: str) -> Snapshot:
    """Put back what the account held when the snapshot was taken, with the same IDs and times; all or nothing.

    Raises: ConflictException (NotSetBack); ResourceNotFoundException;
            InternalServerException (somebody else was at it, and nothing was changed).
    """
    must_be_set_back(caller.account)
    snapshot = find_snapshot(caller, name)
    restore_rows([snapshot])
    changed(caller.account, {f"snapshots/{name}": (None, "restored")})
    return snapshot


@operation(needs=Permission.CHANGE_ACCOUNT)
def delete_snapshot(caller: Caller, *, name: str) -> Snapshot:
    """Raises: ConflictException (TrainersSnapshot); ResourceNotFoundException."""
    snapshot = find_snapshot(caller, name)
    if snapshot.is_trainers:
        raise ConflictException(
            "RESOURCE_DELETION_NOT_ALLOWED", "snapshot", name, about=TrainersSnapshot(name)
        )
    changed(caller.account, {f"snapshots/{name}": ("taken", None)})
    snapshot.delete()
    return snapshot


def was_deleted(caller: Caller, name: str) -> bool:
    if shapes.text_problem(PROJECT_NAME, name, "Name"):
        return False
    acts = Activity.objects.filter(account=caller.account, operation=delete_snapshot.operation, error="")
    return acts.filter(before__has_key=f"snapshots/{name}").exists()


def find_snapshot(caller: Caller, name: str) -> Snapshot:
    """Raises: ResourceNotFoundException."""
    snapshot = Snapshot.objects.for_caller(caller).taken().filter(name=name).first()
    if snapshot is None:
        raise ResourceNotFoundException(resource_type="snapshot", resource_id=name)
    # The same object, so that who goes on with the caller has the settings that were put back.
    snapshot.account = caller.account
    return snapshot


@operation(needs=Permission.CHANGE_ACCOUNT)
def reset_account(caller: Caller) -> None:
    """Put back what the account began with, as `reset_accounts`. Raises: as restore_snapshot."""
    must_be_set_back(caller.account)
    reset([caller])
    changed(caller.account, {"starting_data": (None, "restored")})


def reset_accounts(callers: Sequence[Caller]) -> None:
    """Put back what several accounts began with, all or none, however many in the same number of queries.

    callers: whoever does it, in each of the accounts. Raises: as restore_snapshot.
    """
    must_all_be_set_back([caller.account for caller in callers])
    with trouble_as_refusal(), transaction.atomic():
        reset(callers)
        log_each(callers, reset_account, {"starting_data": (None, "restored")})


def log_each(callers: Sequence[Caller], verb: Callable, change: Mapping[str, Any]) -> None:
    """As if the verb had been done in each account by itself."""
    Activity.objects.bulk_create(log_row(caller, verb, change) for caller in callers)


def log_row(caller: Caller, verb: Callable, change: Mapping[str, Any]) -> Activity:
    account = caller.account
    noted = Note(kind_of(account).name, full_id(account), change)
    return activity_row(caller, verb.operation, {}, new_uuid("change"), noted)


def reset(callers: Sequence[Caller]) -> None:
    """What was kept when the account was made; of one of which nothing was kept, the starting data, loaded anew."""
    accounts = {caller.account.pk: caller.account for caller in callers}
    starts = list(Snapshot.objects.filter(account__in=accounts, name=Snapshot.START))
    for start in starts:
        start.account = accounts[start.account_id]
    restore_rows(starts)
    has_start = {start.account_id for start in starts}
    for caller in callers:
        if caller.account.pk not in has_start:
            load_anew(caller)


def load_anew(caller: Caller) -> None:
    lock_all([caller.account])
    account_rows.drop([caller.account])
    with account_rows.hanging_together(), by_themselves():
        load_start(caller.account, caller.user, door=caller.door)
    learners_begin([caller.account])
    # The demo's dates count from the day on which it is loaded.
    if not is_demo(caller.account):
        keep_start([caller.account])


def last_act(caller: Caller) -> Activity | None:
    """What was done last in the account, in whichever Region."""
    return Activity.objects.filter(account=caller.account, error="").order_by("-pk").first()


@dataclass(frozen=True)
class Loss:
    """What is there, and is not afterwards. model: its name. labels: of each, as messages call it."""

    model: str
    labels: Sequence[str]


def lost_by_restoring(caller: Caller, snapshot: Snapshot) -> list[Loss]:
    """What has been added since the snapshot was taken. snapshot: with its data."""
    held = account_rows.unpack(snapshot.data)
    return losses(
        caller.account,
        {
            model: {tuple(row[name] for name in columns) for row in rows_held(model, held)}
            for model, columns in SEEN.items()
        },
    )


def lost_by_resetting(caller: Caller) -> list[Loss]:
    """What has been added since the account was made."""
    start = Snapshot.objects.for_caller(caller).filter(name=Snapshot.START).first()
    return lost_by_restoring(caller, start) if start else losses(caller.account, begun_keys(caller.account))


def clock_after_restoring(snapshot: Snapshot) -> timedelta:
    """How far ahead the account's clock then is. snapshot: with its data."""
    return timedelta(seconds=account_rows.unpack(snapshot.data)["account"].get("clock_ahead_seconds", 0))


def clock_after_resetting(caller: Caller) -> timedelta:
    start = Snapshot.objects.for_caller(caller).filter(name=Snapshot.START).first()
    return clock_after_restoring(start) if start else clock.REAL


def losses(account: Account, known: Mapping[type[Model], Collection[tuple]]) -> list[Loss]:
    found = []
    for model, columns in SEEN.items():
        rows = [
            row.label
            for row in there(model, [account])
            if tuple(getattr(row, name) for name in columns) not in known.get(model, ())
        ]
        if rows:
            found.append(Loss(model.__name__, rows))
    return found


def count_lost(snapshots: Sequence[Snapshot]) -> dict[str, int]:
    """How much has been added since, by the model's name. snapshots: of several accounts, with their data."""
    held = {one.account_id: account_rows.unpack(one.data) for one in snapshots}
    counts = {}
    for model, columns in SEEN.items():
        known = {
            (key, *(row[name] for name in columns)) for key in held for row in rows_held(model, held[key])
        }
        rows = there(model, [one.account for one in snapshots]).values_list("account_id", *columns)
        if number := sum(row not in known for row in rows):
            counts[model.__name__] = number
    return counts


def there(model: type[Model], accounts: Sequence[Account]) -> QuerySet:
    """What people see now, in the order in which it came."""
    rows = model._default_manager.filter(account__in=accounts).order_by("pk")
    return rows.present() if model is Pool else rows
