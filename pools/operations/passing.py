"""What time alone changes in an account, in all of its Regions: told before its clock is moved."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from pools import clock
from pools.models import (
    Account,
    Message,
    MonthlySpend,
    OptedOutNumber,
    PhoneNumber,
    Pool,
    VerifiedDestinationNumber,
)
from pools.models.identities import ACTIVE
from pools.models.verified_destination_numbers import CODE_LIFE
from pools.operations.engine.caller import Caller
from pools.operations.opted_out_numbers import REMOVED_AT_MOST_EVERY
from pools.operations.rules.choosing import STICKY
from pools.operations.verified_destination_numbers import DAY

IN_NO_TIME = timedelta(0)


class Passing(StrEnum):
    """What changes, in the order in which it is told."""

    MESSAGE = "message"
    SENDER = "sender"
    NUMBER = "number"
    POOL = "pool"
    DELETED_POOL = "deleted pool"
    OPTED_OUT_NUMBER = "opted-out number"
    CODE = "verification code"
    VERIFIED_NUMBER = "verified number"
    FAULT = "fault"
    SPEND = "monthly spend"


Counts = dict[Passing, int]
# The accounts that have the same time now, with that time: learners' clocks differ.
Clocks = Sequence[tuple[datetime, Sequence[str]]]


def changes_within(caller: Caller, steps: Sequence[timedelta]) -> list[Counts]:
    """Of each step, how many of each kind change until then; kinds of which none do are left out."""
    return changes_of_each([caller.account], steps)[caller.account.pk]


def changes_of_each(accounts: Sequence[Account], steps: Sequence[timedelta]) -> dict[str, list[Counts]]:
    """As changes_within of each account by its ID, in the same number of queries however many they are."""
    found: dict[str, list[Counts]] = {one.pk: [{} for _ in steps] for one in accounts}
    if not accounts:
        return found
    clocks = by_clock(accounts)
    # No later than in any of them: what is left to each one's own time is compared with that.
    with clock.going_by(min(one.clock_ahead for one in accounts)):
        passes = what_passes(accounts)
    for kind, (rows, path, column, life) in passes.items():
        for account, *counts in passing(clocks, rows, path, column, life, steps):
            tell(found[account], kind, counts)
    for account, *counts in no_longer_sticky(clocks, steps):
        tell(found[account], Passing.SENDER, counts)
    spent = spent_this_month(clocks)
    for now, keys in clocks:
        for account in keys:
            tell(
                found[account],
                Passing.SPEND,
                [spent[account] * is_another_month(now, step) for step in steps],
            )
    for one in accounts:
        tell(found[one.pk], Passing.FAULT, [int(ends_within(one, step)) for step in steps])
    return {key: [in_order(counts) for counts in each] for key, each in found.items()}


def by_clock(accounts: Sequence[Account]) -> Clocks:
    now, found = clock.real_now(), defaultdict(list)
    for one in accounts:
        found[now + one.clock_ahead].append(one.pk)
    return list(found.items())


def tell(found: Sequence[Counts], kind: Passing, counts: Sequence[int]) -> None:
    for each, count in zip(found, counts, strict=True):
        each[kind] = count


def in_order(counts: Counts) -> Counts:
    return {kind: counts[kind] for kind in Passing if counts.get(kind)}


def what_passes(accounts: Sequence[Account]) -> dict[Passing, tuple[QuerySet, str, str, timedelta]]:
    """By kind: some rows, the way to their account, and what passes so long after a time of theirs."""
    here = {"account__in": accounts}
    pools = Pool.objects.filter(**here)
    waiting = VerifiedDestinationNumber.objects.filter(**here)
    opted_out = OptedOutNumber.objects.filter(opt_out_list__account__in=accounts, is_opted_out=True)
    numbers = PhoneNumber.objects.filter(**here, carrier_status=ACTIVE)
    settled = ("account", "settled_timestamp", IN_NO_TIME)
    return {
        Passing.MESSAGE: (Message.objects.filter(**here), *settled),
        Passing.NUMBER: (numbers, *settled),
        Passing.POOL: (pools.filter(deleted_timestamp=None), *settled),
        Passing.DELETED_POOL: (pools.exclude(deleted_timestamp=None), *settled),
        Passing.OPTED_OUT_NUMBER: (
            opted_out,
            "opt_out_list__account",
            "opted_in_timestamp",
            REMOVED_AT_MOST_EVERY,
        ),
        Passing.CODE: (waiting.with_code(), "account", "code_timestamp", CODE_LIFE),
        Passing.VERIFIED_NUMBER: (waiting, "account", "created_timestamp", DAY),
    }


def by_each(clocks: Clocks, path: str, condition: Callable[[datetime], Mapping[str, Any]]) -> Q:
    """What holds by the time of the row's own account."""
    each = [Q(**{f"{path}__in": keys, **condition(now)}) for now, keys in clocks]
    return reduce(or_, each)


def passing(
    clocks: Clocks, rows: QuerySet, path: str, column: str, life: timedelta, steps: Sequence[timedelta]
) -> QuerySet:
    """The account, and how many pass within each step."""

    def within(step: timedelta) -> Q:
        return by_each(
            clocks, path, lambda now: {f"{column}__gt": now - life, f"{column}__lte": now - life + step}
        )

    counts = {f"step_{n}": Count("pk", filter=within(step)) for n, step in enumerate(steps)}
    return rows.order_by().values(path).annotate(**counts).values_list(path, *counts)


def no_longer_sticky(clocks: Clocks, steps: Sequence[timedelta]) -> list[tuple[str, *tuple[int, ...]]]:
    """The account, and for how many recipients, pool by pool, the sender is kept now and not at the step's end, as no
    other message arrives."""
    counts = [Counter(kept_until(clocks, step)) for step in steps]
    return [(account, *(each[account] for each in counts)) for account in set().union(*counts)]


def kept_until(clocks: Clocks, step: timedelta) -> QuerySet:
    """The account of each recipient whose sender is kept now and not then."""
    sent = by_each(
        clocks,
        "account",
        lambda now: {"delivered_timestamp__gt": now - STICKY, "delivered_timestamp__lte": now + step},
    )
    kept = Message.objects.filter(sent).order_by()
    kept = kept.values("account", "region", "pool_id", "destination_phone_number")
    kept = kept.annotate(first=Min("delivered_timestamp"), last=Max("delivered_timestamp"))
    over = by_each(clocks, "account", lambda now: {"first__lte": now, "last__lte": now + step - STICKY})
    return kept.filter(over).values_list("account", flat=True)


def ends_within(account: Account, step: timedelta) -> bool:
    return bool(account.running_fault) and account.fault_until <= account.now + step


def is_another_month(now: datetime, step: timedelta) -> bool:
    return month_of(now + step) != month_of(now)


def month_of(time: datetime) -> str:
    return f"{time:%Y-%m}"


def spent_this_month(clocks: Clocks) -> Counter[str]:
    """How many limits of each account have been drawn on."""
    this_month = by_each(clocks, "account", lambda now: {"month": month_of(now)})
    return Counter(MonthlySpend.objects.filter(this_month, units__gt=0).values_list("account", flat=True))
