"""What an account holds: counted for people, and dropped in bulk, as it may be 100,000 pools."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import TypeVar

from django.apps import apps
from django.core.management.base import CommandError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model, QuerySet

from pools import models
from pools.management.database import in_this_database
from pools.operations.engine import account_locks
from pools.operations.engine.trouble import cause_of

Result = TypeVar("Result")
# What people know by sight, in the order of the menu.
NOUNS: dict[type[Model], tuple[str, str]] = {
    models.Pool: ("pool", "pools"),
    models.PhoneNumber: ("phone number", "phone numbers"),
    models.SenderId: ("sender ID", "sender IDs"),
    models.OptOutList: ("opt-out list", "opt-out lists"),
    models.ConfigurationSet: ("configuration set", "configuration sets"),
    models.VerifiedDestinationNumber: ("verified number", "verified numbers"),
    models.Message: ("message", "messages"),
    models.Project: ("project", "projects"),
    models.Activity: ("entry of the activity log", "entries of the activity log"),
}
TRIES = 3


def contents(account: models.Account) -> str:
    """ "14 pools, 1 project", over all Regions; "nothing" of an account that is empty."""
    counts = []
    for model, nouns in NOUNS.items():
        rows = model.objects.filter(account=account)
        # Pools whose deletion has finished are nowhere to be seen.
        number = (rows.present() if model is models.Pool else rows).count()
        if number:
            counts.append(counted(number, *nouns))
    return ", ".join(counts) or "nothing"


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def lock(account_id: str) -> models.Account:
    """The account, locked in the order in which acts lock: who has begun one can still end it.

    Raises: CommandError where it has gone.
    """
    rows = models.Account.objects.select_for_update(no_key=True)
    account = rows.filter(account_id=account_id).first()
    if account is None:
        raise in_this_database(f"Account {account_id} was removed by somebody else.")
    account_locks.lock([account])
    return account


def drop_contents(account: models.Account) -> None:
    """Drop every row that is the account's or hangs on one that is, and hold off others. Needs a transaction."""
    _drop_rows(account)
    account_locks.hold_off([account])
    # What acts wrote that ended meanwhile.
    _drop_rows(account)


def _drop_rows(account: models.Account) -> None:
    """Foreign keys are checked at the transaction's end, so the order of tables does not matter."""
    owned = {
        model: [model._base_manager.filter(account=account)]
        for model in apps.get_app_config("pools").get_models()
        if _points_at(model, models.Account)
    }
    for rows in [*_hanging_on(owned), *chain(*owned.values())]:
        _drop(rows)


def _points_at(model: type[Model], other: type[Model]) -> bool:
    return any(field.related_model is other for field in model._meta.fields)


def _hanging_on(owned: Mapping[type[Model], list[QuerySet]]) -> list[QuerySet]:
    """The rows that lead to those, what is furthest from them first: they are found by way of what is nearer."""
    known, ring, found = dict(owned), dict(owned), []
    while ring:
        outer: dict[type[Model], list[QuerySet]] = {}
        for model in apps.get_app_config("pools").get_models():
            if model in known:
                continue
            for field in model._meta.fields:
                for owners in ring.get(field.related_model, ()):
                    rows = model._base_manager.filter(**{f"{field.name}__in": owners})
                    outer.setdefault(model, []).append(rows)
        known |= outer
        found = [*chain(*outer.values()), *found]
        ring = outer
    return found


def _drop(rows: QuerySet) -> None:
    rows._raw_delete(rows.db)


def all_or_nothing(act: Callable[[], Result]) -> Result:
    """The act in one transaction, again where people who work in the account meanwhile were in its way."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return act()
        # An integrity error is a row that somebody hung on one that went.
        except (IntegrityError, OperationalError) as error:
            if isinstance(error, OperationalError) and cause_of(error) != "locked":
                raise
    raise CommandError(
        "People were changing the account all the while. Nothing was changed; try again in a moment."
    )
