"""All that accounts hold as plain data, and back: table by table, and of many accounts at once."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.db.models import Field, Model, QuerySet

from pools.errors import InternalServerException
from pools.models import (
    AccessKey,
    Account,
    AccountRegion,
    Activity,
    AwsChange,
    AwsLink,
    Class,
    ClientToken,
    ConfigurationSet,
    DirtyKey,
    EditRun,
    EditRunItem,
    EventDestination,
    Keyword,
    Learner,
    LessonProgress,
    Membership,
    Message,
    Mirror,
    MonthlySpend,
    OptedOutNumber,
    OptOutImport,
    OptOutImportPiece,
    OptOutList,
    PhoneNumber,
    Pool,
    PoolSenderId,
    Project,
    Quota,
    Receipts,
    ResourcePolicy,
    Seat,
    SenderId,
    Snapshot,
    SnsTopic,
    SyncRequest,
    SyncRun,
    SyncStep,
    Tag,
    User,
    VerifiedDestinationNumber,
)
from pools.models.counts import COLUMNS
from pools.models.fast_reads.lock_waits import check_foreign_keys
from pools.models.kept import SortKey
from pools.operations.engine.account_locks import hold_off
from pools.refusals import DatabaseTrouble

# What an account holds, each table before those whose rows point at its.
HELD: tuple[type[Model], ...] = (
    Project,
    Quota,
    OptOutList,
    OptOutImport,
    OptOutImportPiece,
    OptedOutNumber,
    Pool,
    PhoneNumber,
    SenderId,
    PoolSenderId,
    ConfigurationSet,
    EventDestination,
    VerifiedDestinationNumber,
    Keyword,
    Tag,
    ResourcePolicy,
    SnsTopic,
    Message,
    MonthlySpend,
    Receipts,
    LessonProgress,
    EditRun,
    EditRunItem,
    # With what they made: a request that is sent again must not be answered with a pool that is no longer there.
    ClientToken,
    # Pages read from it when something was changed last, and runs whether theirs may be undone. What was done since is
    # as if it never was; that it was put back is the log's next row.
    Activity,
)
# What is the account's, and stays when its rows are put back.
LEFT_OUT: tuple[type[Model], ...] = (
    # People, and what is theirs.
    Membership,
    Learner,
    Class,
    Seat,
    AccessKey,
    # Others wait for these rows; the counts in them are made anew.
    AccountRegion,
    Snapshot,
    # Of accounts that are linked to AWS, which are never put back, or were linked once.
    AwsLink,
    SyncRequest,
    SyncRun,
    SyncStep,
    Mirror,
    DirtyKey,
    AwsChange,
)
# The account's own columns that are no setting: whoever runs the console gave them.
GIVEN = ("account_id", "name")

Table = dict[str, list]
# What `held_by` finds: the account's settings, and its tables by their models' names.
Held = dict[str, dict[str, Any]]
Keys = dict[tuple[str, type[Model], Any], Any]


def held_by(accounts: Sequence[Account]) -> dict[str, Held]:
    """What each account holds, by its ID."""
    found = {
        account.pk: {
            "account": {name: getattr(account, name) for name in settings_of_account()},
            "tables": {},
        }
        for account in accounts
    }
    whose: dict[type[Model], dict[int, str]] = {}
    for model in HELD:
        whose[model] = {}
        for account_id, row in rows_with_account(model, accounts, whose):
            whose[model][row[0]] = account_id
            empty = {"columns": kept_columns(model), "rows": []}
            found[account_id]["tables"].setdefault(model.__name__, empty)["rows"].append(row)
    return found


def rows_with_account(
    model: type[Model], accounts: Sequence[Account], whose: Mapping[type[Model], Mapping[int, str]]
) -> list[tuple[str, list]]:
    """In the order in which they were made, which decides where times are the same.

    whose: the accounts of the rows that they may point at.
    """
    found = []
    for owner, rows in held_rows(model, accounts):
        known = whose.get(owner.related_model)
        for key, *row in rows.values_list(owner.attname, *kept_columns(model)):
            found.append((known[key] if known is not None else key, row))
    return sorted(found, key=lambda one: one[1][0])


def pack(held: Held) -> bytes:
    return zlib.compress(json.dumps(held, default=str).encode())


def unpack(data: bytes) -> Held:
    return json.loads(zlib.decompress(data))


def settings_of_account() -> list[str]:
    return [field.attname for field in Account._meta.concrete_fields if field.name not in GIVEN]


def kept_columns(model: type[Model]) -> list[str]:
    return [field.attname for field in kept_fields(model)]


def kept_fields(model: type[Model]) -> list[Field]:
    """The key first. Not what every save computes, nor whose the row is."""
    fields = model._meta.concrete_fields
    return [one for one in fields if not isinstance(one, SortKey) and one.related_model is not Account]


def held_rows(model: type[Model], accounts: Sequence[Account]) -> Iterator[tuple[Field, QuerySet]]:
    """The accounts' rows of a table, each once, by the column that leads from them to the account."""
    for owner in owners_of(model):
        if owner.related_model is Account:
            yield owner, model._base_manager.filter(account__in=accounts)
            continue
        for _, rows in held_rows(owner.related_model, accounts):
            yield owner, model._base_manager.filter(**{f"{owner.name}__in": rows})


def owners_of(model: type[Model]) -> list[Field]:
    """The account, or else what a row hangs on; of several columns that may be empty, one is set."""
    fields = model._meta.fields
    if account := [field for field in fields if field.related_model is Account]:
        return account
    owners = [field for field in fields if field.related_model in HELD]
    return [field for field in owners if not field.null][:1] or owners


def count_rows(accounts: Sequence[Account]) -> int:
    return sum(rows.count() for model in HELD for _, rows in held_rows(model, accounts))


def drop(accounts: Sequence[Account]) -> None:
    """Drop all that the accounts hold, and hold off others. Needs a transaction."""
    # Rows are found by way of those that they point at.
    for model in reversed(HELD):
        for _, rows in held_rows(model, accounts):
            rows._raw_delete(rows.db)
    # NULL is where nobody has counted yet.
    AccountRegion.objects.filter(account__in=accounts).update(**dict.fromkeys(COLUMNS.values()))
    hold_off(accounts)


def put(held: Sequence[tuple[Account, Held]]) -> None:
    """Give accounts, which hold nothing, what was unpacked. Needs a transaction.

    Keys are new, in the old order; all else is as it was. It may be older than a table's columns: one that has come
    since gets its default, and what is no column any more is passed over.
    """
    for account, each in held:
        put_settings(account, each["account"])
    keys: Keys = {}
    for model in HELD:
        olds, rows = [], []
        for account, each in held:
            for old, row in rows_again(model, account, each["tables"].get(model.__name__), keys):
                olds.append((account.pk, model, old))
                rows.append(row)
        forget_users(model, rows)
        made = model._base_manager.bulk_create(rows)
        keys |= zip(olds, (row.pk for row in made), strict=True)


def put_settings(account: Account, values: Mapping[str, Any]) -> None:
    for name in settings_of_account():
        field = Account._meta.get_field(name)
        setattr(account, name, field.to_python(values[name]) if name in values else field.get_default())
    account.save(update_fields=settings_of_account())


def rows_again(
    model: type[Model], account: Account, table: Table | None, keys: Keys
) -> Iterable[tuple[Any, Model]]:
    """Each row with the key that it had."""
    if table is None:
        return
    fields = {field.attname: field for field in kept_fields(model)[1:]}
    known = [
        (place, fields[name], fields[name].related_model in HELD)
        for place, name in enumerate(table["columns"])
        if name in fields
    ]
    whose = {"account": account} if hasattr(model, "account") else {}
    for values in table["rows"]:
        row = model(**whose)
        for place, field, is_held in known:
            value = values[place]
            if value is not None:
                value = keys[account.pk, field.related_model, value] if is_held else field.to_python(value)
            setattr(row, field.attname, value)
        yield values[0], row


def forget_users(model: type[Model], rows: Sequence[Model]) -> None:
    """As their going would have: of people who are no longer there."""
    for field in model._meta.fields:
        if field.related_model is User:
            named = {getattr(row, field.attname) for row in rows} - {None}
            there = set(User.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
            for row in rows:
                if getattr(row, field.attname) not in there:
                    setattr(row, field.attname, None)


@contextmanager
def hanging_together() -> Iterator[None]:
    """For what is put where others write.

    Raises: InternalServerException, where somebody added the same meanwhile, or hung a row on one that went.
    """
    try:
        yield
        check_foreign_keys()
    except IntegrityError as error:
        raise InternalServerException(about=DatabaseTrouble("locked")) from error
