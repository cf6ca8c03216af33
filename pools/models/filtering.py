"""What lists are narrowed by, where that stands in other tables than the list's own; and how many rows have each."""

from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Sign

from pools.models.identities import PhoneNumber
from pools.models.pools import PoolSenderId
from pools.models.tags import Tag


def in_country(pools: QuerySet, code: str) -> QuerySet:
    """The pools with a phone number or a sender ID of the country."""
    numbers = PhoneNumber.objects.filter(pool=OuterRef("pk"), iso_country_code=code)
    links = PoolSenderId.objects.filter(pool=OuterRef("pk"), sender_id__iso_country_code=code)
    return pools.filter(Exists(numbers) | Exists(links))


def countries_of(pools: QuerySet) -> dict[str, int]:
    """How many of the pools have an identity of each country."""
    keys = pools.order_by().values("pk")
    numbers = PhoneNumber.objects.filter(pool__in=keys)
    of_numbers = numbers.values_list("iso_country_code").annotate(n=Count("pool_id", distinct=True))
    counted = dict(of_numbers.order_by())
    # A pool that has both is counted already.
    same = PhoneNumber.objects.filter(
        pool=OuterRef("pool"), iso_country_code=OuterRef("sender_id__iso_country_code")
    )
    links = PoolSenderId.objects.filter(~Exists(same), pool__in=keys).values_list(
        "sender_id__iso_country_code"
    )
    for code, number in links.annotate(n=Count("pool_id", distinct=True)).order_by():
        counted[code] = counted.get(code, 0) + number
    return counted


def tagged(pools: QuerySet, text: str) -> QuerySet:
    """The pools with the tag that is written so: "key=value". A key may have such a sign in it, too."""
    places = (place for place, character in enumerate(text) if character == "=")
    tag = reduce(or_, (Q(key=text[:place], value=text[place + 1 :]) for place in places), Q(pk__in=()))
    return pools.filter(Exists(Tag.objects.filter(tag, pool=OuterRef("pk"))))


def frequent_tags(pools: QuerySet, most: int, *, without: str) -> dict[str, int]:
    """How many of the pools have each tag, written as `tagged` reads it; the most frequent ones. without: a key."""
    tags = Tag.objects.filter(pool__in=pools.order_by().values("pk")).exclude(key=without)
    counted: dict[str, int] = {}
    grouped = tags.values_list("key", "value").annotate(n=Count("pk")).order_by("-n", "key", "value")
    for key, value, number in grouped[:most]:
        counted[f"{key}={value}"] = counted.get(f"{key}={value}", 0) + number
    return counted


def numbers_in(numbers: QuerySet, pool_id: str = "") -> QuerySet:
    """The phone numbers that are in a pool, or in that one."""
    return numbers.filter(pool__pool_id=pool_id) if pool_id else numbers.filter(pool__isnull=False)


def sender_ids_in(sender_ids: QuerySet, pool_id: str = "") -> QuerySet:
    """As `numbers_in`. Not by a join, in which an order by the number of pools would count that one alone."""
    links = PoolSenderId.objects.filter(sender_id=OuterRef("pk"))
    return sender_ids.filter(Exists(links.filter(pool__pool_id=pool_id) if pool_id else links))


def pools_of(identities: QuerySet, most: int) -> list[tuple[str, str, int]]:
    """(ID, name, how many of the identities are in it) of the pools, by their names; those without come last."""
    path = "pool" if identities.model is PhoneNumber else "pools"
    pools = identities.filter(**{f"{path}__isnull": False}).values_list(f"{path}__pool_id", f"{path}__name")
    named_first = Sign(Length(f"{path}__name")).desc()
    ordered = pools.annotate(n=Count("pk")).order_by(named_first, f"{path}__name_key", f"{path}__pool_id")
    return list(ordered[:most])
