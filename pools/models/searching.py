"""Searches of a caller's rows, by an index of trigrams where the database has one."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from pools.models.fast_reads.search import found_keys
from pools.models.identities import ACTIVE, SMS, PhoneNumber
from pools.models.pools import Pool, PoolSenderId
from pools.models.scope import contains
from pools.models.text import fold, needles

NOTHING = Q(pk__in=())
# What lists call the type of what is no number.
SENDER_ID = "SENDER_ID"


def searched(rows: QuerySet, caller: Any, text: str) -> QuerySet:
    """The caller's rows that contain the text, in place of what chose the rows before: filters come after it.

    The database is asked at once: up to 1,000 rows are taken by their keys.
    """
    keys = found_keys(rows.model, caller, needles(text))
    return rows.search(text) if keys is None else rows.of_keys(keys)


@dataclass(frozen=True)
class Words:
    """The values whose names, as lists show them, a text is a part of."""

    iso_country_codes: tuple[str, ...] = ()
    number_types: tuple[str, ...] = ()
    message_types: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    two_way_enabled: tuple[bool, ...] = ()
    opt_out_list_names: tuple[str, ...] = ()
    registered: tuple[bool, ...] = ()

    def __bool__(self) -> bool:
        return any(astuple(self))


def searched_numbers(rows: QuerySet, caller: Any, text: str, words: Words) -> QuerySet:
    """As `searched`; the ID or name of a number's pool is found as well, and what `words` the text is a part of."""
    keys, pools = found_keys(PhoneNumber, caller, needles(text)), titled_pools(caller, text)
    # The trigrams know nothing of the columns that words are about.
    if keys is not None and not words and isinstance(pools, list):
        members = PhoneNumber.objects.filter(pool__in=pools).values_list("pk", flat=True)
        return rows.of_keys([*keys, *members])
    meant = any_of("capabilities", words.capabilities) | Q(derived_status__in=words.statuses)
    for column in ("iso_country_code", "number_type", "message_type"):
        meant |= Q(**{f"{column}__in": getattr(words, f"{column}s")})
    settings = {"two_way_enabled": words.two_way_enabled, "opt_out_list_name": words.opt_out_list_names}
    for name, values in settings.items():
        if values:
            rows = rows.with_setting(name)
            meant |= Q(**{f"applying_{name}__in": values})
    return rows.with_status().with_capabilities().filter(contains(text) | meant | Q(pool__in=pools))


def searched_sender_ids(rows: QuerySet, caller: Any, text: str, words: Words) -> QuerySet:
    """As `searched_numbers`. Every sender ID is active and can send SMS."""
    if ACTIVE in words.statuses or SMS in words.capabilities or SENDER_ID in words.number_types:
        return rows
    links = PoolSenderId.objects.filter(pool__in=titled_pools(caller, text))
    meant = any_of("types", words.message_types) | Q(iso_country_code__in=words.iso_country_codes)
    found = contains(text) | meant | Q(registered__in=words.registered) | Q(pk__in=links.values("sender_id"))
    return rows.with_message_types().filter(found)


def any_of(column: str, values: Sequence[str]) -> Q:
    """Lists are stored as their text."""
    return reduce(or_, (Q(**{f"{column}__contains": f'"{value}"'}) for value in values), NOTHING)


def titled_pools(caller: Any, text: str) -> list[int] | QuerySet:
    """The caller's pools whose ID or name contains the text: their keys, or where they may be many, a subquery."""
    keys = found_keys(Pool, caller, needles(text)) if fold(text) else []
    if keys is None:
        return Pool.objects.for_caller(caller).titled(text).values("pk")
    return list(Pool.objects.of_keys(keys).titled(text).values_list("pk", flat=True)) if keys else []
