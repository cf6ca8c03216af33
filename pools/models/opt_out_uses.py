"""Who has an opt-out list: pools, and phone numbers that are in none. A number in a pool has its pool's list."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pools.models.identities import PhoneNumber
from pools.models.pools import Pool


class Uses(NamedTuple):
    pools: int = 0
    numbers: int = 0


def pools_with(caller: Any, name: Any) -> QuerySet:
    """name: of the list, or what refers to one in another query."""
    return Pool.objects.for_caller(caller).filter(opt_out_list_name=name)


def numbers_with(caller: Any, name: Any) -> QuerySet:
    return PhoneNumber.objects.for_caller(caller).filter(opt_out_list_name=name, pool=None)


def is_used(caller: Any) -> Q:
    """A condition on lists. In one query, a number that goes into or out of a pool meanwhile is seen at one place."""
    name = OuterRef("opt_out_list_name")
    return Q(Exists(pools_with(caller, name))) | Q(Exists(numbers_with(caller, name)))


def uses_of(caller: Any, names: Collection[str]) -> dict[str, Uses]:
    """By how many each of the lists is used."""
    if not names:
        return {}
    counted = []
    for rows in (
        Pool.objects.for_caller(caller),
        PhoneNumber.objects.for_caller(caller).filter(pool=None),
    ):
        having = rows.filter(opt_out_list_name__in=names).order_by().values_list("opt_out_list_name")
        counted.append(dict(having.annotate(n=Count("pk"))))
    pools, numbers = counted
    return {name: Uses(pools.get(name, 0), numbers.get(name, 0)) for name in names}
