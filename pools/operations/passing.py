"""What time alone changes in an account, in all of its Regions: told before its clock is moved."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, Max, Min, Q, QuerySet

from pools import clock
from pools.models import Message, MonthlySpend, OptedOutNumber, PhoneNumber, Pool, VerifiedDestinationNumber
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


def changes_within(caller: Caller, steps: Sequence[timedelta]) -> list[dict[Passing, int]]:
    """Of each step, how many of each kind change until then; kinds of which none do are left out."""
    with clock.going_by(caller.account.clock_ahead):
        return counts_within(caller, steps)


def counts_within(caller: Caller, steps: Sequence[timedelta]) -> list[dict[Passing, int]]:
    counts = [dict[Passing, int]() for _ in steps]
    for kind, (rows, column, life) in what_passes(caller).items():
        for found, count in zip(counts, passing(caller, rows, column, life, steps), strict=True):
            found[kind] = count
    spent = spent_this_month(caller)
    for found, step in zip(counts, steps, strict=True):
        found[Passing.SENDER] = no_longer_sticky(caller, step)
        found[Passing.FAULT] = int(bool(caller.account.running_fault) and ends_within(caller, step))
        found[Passing.SPEND] = spent if is_another_month(caller, step) else 0
    return [{kind: found[kind] for kind in Passing if found[kind]} for found in counts]


def what_passes(caller: Caller) -> dict[Passing, tuple[QuerySet, str, timedelta]]:
    """By kind: some rows, and what passes so long after a time of theirs."""
    here = {"account": caller.account}
    pools = Pool.objects.filter(**here)
    waiting = VerifiedDestinationNumber.objects.filter(**here)
    opted_out = OptedOutNumber.objects.filter(opt_out_list__account=caller.account, is_opted_out=True)
    return {
        Passing.MESSAGE: (Message.objects.filter(**here), "settled_timestamp", IN_NO_TIME),
        Passing.NUMBER: (
            PhoneNumber.objects.filter(**here, carrier_status=ACTIVE),
            "settled_timestamp",
            IN_NO_TIME,
        ),
        Passing.POOL: (pools.filter(deleted_timestamp=None), "settled_timestamp", IN_NO_TIME),
        Passing.DELETED_POOL: (pools.exclude(deleted_timestamp=None), "settled_timestamp", IN_NO_TIME),
        Passing.OPTED_OUT_NUMBER: (opted_out, "opted_in_timestamp", REMOVED_AT_MOST_EVERY),
        Passing.CODE: (waiting.with_code(), "code_timestamp", CODE_LIFE),
        Passing.VERIFIED_NUMBER: (waiting, "created_timestamp", DAY),
    }


def passing(
    caller: Caller, rows: QuerySet, column: str, life: timedelta, steps: Sequence[timedelta]
) -> list[int]:
    now = caller.now - life
    within = {
        f"step_{n}": Count("pk", filter=Q(**{f"{column}__gt": now, f"{column}__lte": now + step}))
        for n, step in enumerate(steps)
    }
    return list(rows.order_by().aggregate(**within).values())


def no_longer_sticky(caller: Caller, step: timedelta) -> int:
    """For how many recipients, pool by pool, the sender is kept now and not then, as no other message arrives."""
    now, then = caller.now, caller.now + step
    rows = Message.objects.filter(
        account=caller.account, delivered_timestamp__gt=now - STICKY, delivered_timestamp__lte=then
    )
    kept = rows.order_by().values("region", "pool_id", "destination_phone_number")
    kept = kept.annotate(first=Min("delivered_timestamp"), last=Max("delivered_timestamp"))
    return kept.filter(first__lte=now, last__lte=then - STICKY).count()


def ends_within(caller: Caller, step: timedelta) -> bool:
    return caller.account.fault_until <= caller.now + step


def is_another_month(caller: Caller, step: timedelta) -> bool:
    return month_of(caller, step) != month_of(caller, IN_NO_TIME)


def month_of(caller: Caller, step: timedelta) -> str:
    return f"{caller.now + step:%Y-%m}"


def spent_this_month(caller: Caller) -> int:
    """How many limits have been drawn on."""
    rows = MonthlySpend.objects.filter(
        account=caller.account, month=month_of(caller, IN_NO_TIME), units__gt=0
    )
    return rows.count()
