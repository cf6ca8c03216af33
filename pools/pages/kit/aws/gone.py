"""What a pool that AWS deleted is no longer here either: its numbers left AWS's pool, and so they did here."""

from collections.abc import Iterable

from django.db.models import Count

from pools.models import Mirror, PhoneNumber
from pools.operations.engine.caller import Caller


def with_numbers_left(caller: Caller, mirrors: Iterable[Mirror]) -> list[Mirror]:
    """Each with `numbers_left`: how many numbers a pool had when both sides last agreed, and has here no more."""
    rows = list(mirrors)
    had = {row.local_key: numbers_of(row) for row in rows if row.kind == "pool" and numbers_of(row)}
    has: dict[str, int] = {}
    if had:
        numbers = PhoneNumber.objects.for_caller(caller).filter(pool__pool_id__in=had).order_by()
        has = dict(numbers.values_list("pool__pool_id").annotate(Count("pk")))
    for row in rows:
        row.numbers_left = max(0, had.get(row.local_key, 0) - has.get(row.local_key, 0))
    return rows


def numbers_of(mirror: Mirror) -> int:
    members = (mirror.memory.get("base") or {}).get("members") or {}
    return sum(kind == "phone-number" for kind in members.values())
