"""Snapshots as rows: kept of accounts, and put back into them. Nobody's rights are asked here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from pools.clock import real_now
from pools.models import (
    Account,
    ConfigurationSet,
    Learner,
    Message,
    OptOutList,
    PhoneNumber,
    Pool,
    Project,
    SenderId,
    Snapshot,
    User,
    VerifiedDestinationNumber,
)
from pools.operations.engine.account_locks import lock_all
from pools.operations.engine.account_rows import (
    Held,
    drop,
    hanging_together,
    held_by,
    pack,
    put,
    unpack,
)

# What people know by sight, and miss when it has gone; and the columns that tell one from the account's others.
SEEN: dict[type[Model], tuple[str, ...]] = {
    Pool: ("pool_id",),
    PhoneNumber: ("phone_number_id",),
    SenderId: ("region", "sender_id", "iso_country_code"),
    OptOutList: ("region", "opt_out_list_name"),
    ConfigurationSet: ("region", "configuration_set_name"),
    VerifiedDestinationNumber: ("verified_destination_number_id",),
    Message: ("message_id",),
    Project: ("project_id",),
}


def keep_snapshots(accounts: Sequence[Account], *, name: str, user: User | None) -> list[Snapshot]:
    """Keep what each of the accounts holds now, in place of what is kept under the name. Needs a transaction."""
    # In real time, as it stays where the account's is put back.
    now, held = real_now(), held_by(accounts)
    Snapshot.objects.filter(account__in=accounts, name=name).delete()
    return Snapshot.objects.bulk_create(
        Snapshot(
            account=account,
            name=name,
            taken_timestamp=now,
            taken_by=user,
            holds=seen_in(held[account.pk], account.now),
            data=pack(held[account.pk]),
        )
        for account in accounts
    )


def seen_in(held: Held, now: datetime) -> dict[str, int]:
    """How many of each kind there are, in the order of the menu; not those of which there are none."""
    counts = {model.__name__: sum(not has_gone(row, now) for row in rows_held(model, held)) for model in SEEN}
    return {name: number for name, number in counts.items() if number}


def rows_held(model: type[Model], held: Held) -> list[dict[str, Any]]:
    """The rows by their columns."""
    table = held["tables"].get(model.__name__, {"columns": [], "rows": []})
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def has_gone(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether it is a pool whose deletion has finished: such are nowhere to be seen."""
    settled = row.get("settled_timestamp")
    return bool(row.get("deleted_timestamp")) and (settled is None or settled <= now)


def keep_start(accounts: Sequence[Account]) -> None:
    """Keep what the accounts hold now as what they began with. Needs a transaction."""
    keep_snapshots(accounts, name=Snapshot.START, user=None)


def restore_rows(snapshots: Sequence[Snapshot]) -> None:
    """One of each account. Needs a transaction."""
    if not snapshots:
        return
    accounts = [row.account for row in snapshots]
    lock_all(accounts)
    drop(accounts)
    with hanging_together():
        put([(row.account, unpack(row.data)) for row in snapshots])
    learners_begin(accounts)


def learners_begin(accounts: Sequence[Account]) -> None:
    """Whoever learns in the accounts has done nothing since they were put back: nobody is stuck there yet."""
    Learner.objects.filter(account__in=accounts).update(begun_timestamp=real_now())
