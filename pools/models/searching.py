"""Searches of a caller's rows, by an index of trigrams where the database has one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from pools.models.fast_reads.search import MOST, found_keys
from pools.models.identities import ACTIVE, SMS, PhoneNumber, SenderId
from pools.models.pools import Pool, PoolSenderId, in_title
from pools.models.scope import arn_beginning, contains
from pools.models.words import Word, read_words
from pools.reference.phone_numbers import typed_forms

NOTHING = Q(pk__in=())
# What lists call the type of what is no number.
SENDER_ID = "SENDER_ID"
ARN_KINDS = {Pool: "pool/", PhoneNumber: "phone-number/", SenderId: "sender-id/"}
NUMBER_ID = re.compile("phone [0-9a-f]{32}")  # as `searchable` has one
# The indexes are asked for the longest words, which few rows have: what those find is looked at word by word.
ASKED = 3


def words_for(model: type[Model], caller: Any, text: str) -> list[Word]:
    """What the text asks of rows of the model. What comes of pasted ARNs is what their last parts say."""
    kinds = sorted(ARN_KINDS.items(), key=lambda one: one[0] is not model)
    arns = [arn_beginning(caller.region, caller.account.pk, kind) for _, kind in kinds]
    words = read_words(text, arns)
    return with_their_numbers(caller, words) if model is Pool else words


def with_their_numbers(caller: Any, words: list[Word]) -> list[Word]:
    """A pool's text has its numbers, not their IDs: an ID of one is also looked for as the number."""
    ids = {word: word[0].replace(" ", "-") for word in words if NUMBER_ID.fullmatch(word[0])}
    if not ids:
        return words
    rows = PhoneNumber.objects.for_caller(caller).filter(phone_number_id__in=ids.values())
    numbers = dict(rows.values_list("phone_number_id", "phone_number"))
    return [(*word, *typed_forms(numbers.get(ids.get(word, ""), ""))) for word in words]


def searched(rows: QuerySet, caller: Any, text: str) -> QuerySet:
    """The caller's rows that have every word, in place of what chose the rows before: filters come after it.

    The database is asked at once: up to 1,000 rows are taken by their keys.
    """
    words = words_for(rows.model, caller, text)
    keys = found_keys(rows.model, caller, words)
    return rows.having(words) if keys is None else rows.of_keys(keys)


@dataclass(frozen=True)
class Meant:
    """The values whose names, as lists show them, a word is a part of."""

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


def searched_numbers(rows: QuerySet, caller: Any, text: str, meaning: Callable[[str], Meant]) -> QuerySet:
    """As `searched`, but a number is also found by the ID or name of its pool, and by what its words stand for."""
    words = words_for(PhoneNumber, caller, text)
    if not words:
        return rows.none()
    titled: dict[Word, list[int] | None] = {}
    for word in longest(words):
        titled[word] = titled_pools(caller, word)
        # The trigrams know nothing of the columns that a word may mean.
        keys = None if titled[word] is None or meaning(word[0]) else found_keys(PhoneNumber, caller, [word])
        if keys is not None:
            members = PhoneNumber.objects.filter(pool__in=titled[word]).values_list("pk", flat=True)
            rows = rows.of_keys([*keys, *members])
            break
    rows = rows.with_status().with_capabilities()
    for word in words:
        meant = meaning(word[0])
        settings = {
            "two_way_enabled": meant.two_way_enabled,
            "opt_out_list_name": meant.opt_out_list_names,
        }
        found = contains(word) | number_means(meant) | in_pools(word, titled.get(word))
        for name, values in settings.items():
            if values:
                rows = rows.with_setting(name)
                found |= Q(**{f"applying_{name}__in": values})
        rows = rows.filter(found)
    return rows


def longest(words: Sequence[Word]) -> list[Word]:
    """Those that the indexes are asked for: however many are typed, that many queries."""
    return sorted(words, key=lambda word: -len(word[0]))[:ASKED]


def number_means(meant: Meant) -> Q:
    found = any_of("capabilities", meant.capabilities) | Q(derived_status__in=meant.statuses)
    for column in ("iso_country_code", "number_type", "message_type"):
        found |= Q(**{f"{column}__in": getattr(meant, f"{column}s")})
    return found


def in_pools(word: Word, keys: list[int] | None) -> Q:
    return in_title(word, "pool__") if keys is None else Q(pool__in=keys)


def searched_sender_ids(rows: QuerySet, caller: Any, text: str, meaning: Callable[[str], Meant]) -> QuerySet:
    """As `searched_numbers`. Every sender ID is active and can send SMS."""
    words = words_for(SenderId, caller, text)
    if not words:
        return rows.none()
    rows = rows.with_message_types()
    titled = {word: titled_pools(caller, word) for word in longest(words)}
    for word in words:
        meant = meaning(word[0])
        if ACTIVE in meant.statuses or SMS in meant.capabilities or SENDER_ID in meant.number_types:
            continue
        links = PoolSenderId.objects.filter(in_pools(word, titled.get(word)), sender_id=OuterRef("pk"))
        found = any_of("types", meant.message_types) | Q(iso_country_code__in=meant.iso_country_codes)
        rows = rows.filter(contains(word) | found | Q(registered__in=meant.registered) | Exists(links))
    return rows


def any_of(column: str, values: Sequence[str]) -> Q:
    """Lists are stored as their text."""
    return reduce(or_, (Q(**{f"{column}__contains": f'"{value}"'}) for value in values), NOTHING)


def titled_pools(caller: Any, word: Word) -> list[int] | None:
    """The keys of the caller's pools whose ID or name has the word; None where they may be many."""
    keys = found_keys(Pool, caller, [word])
    return keys and list(Pool.objects.of_keys(keys).titled(word).values_list("pk", flat=True))


def titles_of_pools(sender_keys: Sequence[int], words: Sequence[Word]) -> list[tuple[int, str, str]]:
    """(sender ID's key, name, ID) of the pools of some sender IDs that have one of the words; 1,000 at most."""
    if not (sender_keys and words):
        return []
    titled = reduce(or_, (in_title(word, "pool__") for word in words))
    links = PoolSenderId.objects.filter(titled, sender_id__in=sender_keys)
    ordered = links.order_by("pool__name_key", "pool__pool_id")
    return list(ordered.values_list("sender_id", "pool__name", "pool__pool_id")[:MOST])
