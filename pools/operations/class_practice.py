"""What a trainer does in all accounts of a class at once: snapshots, which learners restore too, and the clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max

from pools.errors import ResourceNotFoundException
from pools.models import Class, Snapshot
from pools.models.snapshots import SnapshotQuerySet
from pools.operations.classes import digest_of, in_accounts_of, must_teach, seats_of
from pools.operations.clocks import move_clock
from pools.operations.engine.account_locks import lock
from pools.operations.engine.caller import Caller
from pools.operations.engine.kept_snapshots import restore_rows
from pools.operations.engine.trouble import trouble_as_refusal
from pools.operations.passing import Passing, changes_of_each
from pools.operations.practice import must_all_be_set_back
from pools.operations.snapshots import (
    delete_snapshot,
    keep_named,
    log_each,
    restore_snapshot,
    take_snapshot,
)


@dataclass(frozen=True)
class NamedSnapshot:
    """Those of one name. learners: how many hold it."""

    name: str
    taken: datetime
    by: str
    learners: int


def of_trainers(row: Class, number: int | None = None) -> SnapshotQuerySet:
    """In the accounts of all learners, or of the one in the seat. Those that learners took are their own."""
    rows = Snapshot.objects.filter(account__learner__seat__in=seats_of(row, number).order_by())
    return rows.taken().filter(is_trainers=True)


def named_snapshots(row: Class, number: int | None = None) -> list[NamedSnapshot]:
    """The newest first."""
    rows = of_trainers(row, number).order_by().values("name")
    found = rows.annotate(
        taken=Max("taken_timestamp"), by=Max("taken_by__username"), learners=Count("pk", distinct=True)
    )
    # Whoever took it may have been removed.
    return [NamedSnapshot(**one | {"by": one["by"] or ""}) for one in found.order_by("-taken", "name")]


def snapshots_named(row: Class, name: str, number: int | None = None) -> list[Snapshot]:
    """With their data. Raises: ResourceNotFoundException."""
    rows = of_trainers(row, number).filter(name=name).select_related("account").order_by("account")
    if found := list(rows):
        return found
    raise ResourceNotFoundException(resource_type="snapshot", resource_id=name)


def take_in_class(caller: Caller, row: Class, *, name: str) -> None:
    """Keep what every account holds now, all or none. Raises: AccessDeniedException; as take_snapshot."""
    must_teach(caller, "take_in_class")
    there = in_accounts_of(caller, seats_of(row))
    must_all_be_set_back([one.account for one in there])
    with trouble_as_refusal(), transaction.atomic():
        keep_named([one.account for one in there], name=name, user=caller.user)
        log_each(there, take_snapshot, {f"snapshots/{name}": (None, "taken")})


def restore_in_class(caller: Caller, row: Class, *, name: str, number: int | None = None) -> None:
    """Put back what the accounts held then, of all who hold the snapshot or of the one in the seat; all or none.

    Raises: AccessDeniedException; as restore_snapshot.
    """
    must_teach(caller, "restore_in_class")
    snapshots = snapshots_named(row, name, number)
    must_all_be_set_back([one.account for one in snapshots])
    with trouble_as_refusal(), transaction.atomic():
        restore_rows(snapshots)
        log_each(holders(caller, row, snapshots), restore_snapshot, {f"snapshots/{name}": (None, "restored")})


def delete_in_class(caller: Caller, row: Class, *, name: str) -> None:
    """Raises: AccessDeniedException; ResourceNotFoundException."""
    must_teach(caller, "delete_in_class")
    with trouble_as_refusal(), transaction.atomic():
        snapshots = snapshots_named(row, name)
        log_each(holders(caller, row, snapshots), delete_snapshot, {f"snapshots/{name}": ("taken", None)})
        Snapshot.objects.filter(pk__in=[one.pk for one in snapshots]).delete()


def holders(caller: Caller, row: Class, snapshots: list[Snapshot]) -> list[Caller]:
    keys = [one.account_id for one in snapshots]
    return in_accounts_of(caller, seats_of(row).filter(learner__account__in=keys))


def clocks_of(row: Class) -> Counter[timedelta]:
    """How many accounts are how far ahead."""
    return Counter(seat.learner.account.clock_ahead for seat in seats_of(row))


def changes_in_class(row: Class, steps: Sequence[timedelta]) -> list[tuple[int, Counter[Passing]]]:
    """Of each step, in how many accounts something changes until then, and how many of each kind."""
    each = changes_of_each([seat.learner.account for seat in seats_of(row)], steps)
    by_step = [[counts[place] for counts in each.values()] for place in range(len(steps))]
    return [(sum(map(bool, those)), sum(map(Counter, those), Counter())) for those in by_step]


def clocks_version(row: Class) -> str:
    """Another one when one of the clocks was moved."""
    ahead = seats_of(row).values_list("number", "learner__account__clock_ahead_seconds")
    return digest_of(" ".join(f"{number}:{seconds}" for number, seconds in ahead))


def move_clocks(caller: Caller, row: Class, *, hours: int, drawn: str) -> bool:
    """Move the clock of every account forward, all or none. Returns: False where one was moved since.

    hours: as of move_clock. drawn: the version of the clocks that whoever asks knows.
    Raises: AccessDeniedException; as move_clock.
    """
    must_teach(caller, "move_clocks")
    with trouble_as_refusal(), transaction.atomic():
        lock([seat.learner.account for seat in seats_of(row)])
        if clocks_version(row) != drawn:
            return False
        for one in in_accounts_of(caller, seats_of(row)):
            move_clock(one, hours=hours, ahead=one.account.clock_ahead)
    return True
