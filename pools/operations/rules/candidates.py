"""Which of many identities that are in no pool would fit one, and the keywords that decide it, read at once."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from pools.models import Keyword, PhoneNumber, Pool, SenderId
from pools.models.identities import ACTIVE
from pools.models.pools import SHARED_SETTINGS
from pools.operations.rules import matching

# What is read of a number to judge it: the list of capabilities as its text, in which two are easily compared.
NUMBER_FACTS = ("derived_status", "capabilities", "message_type", *SHARED_SETTINGS)


def fitting_numbers(
    pool: Pool, ours: matching.Keywords, numbers: Iterable[tuple[int, Sequence[Any]]]
) -> set[int]:
    """The keys of those that may join the pool now. numbers: in no pool, each with its NUMBER_FACTS.

    ours: the pool's keywords. One query, for the keywords of those that fit apart from them.
    """
    kinds = {key: tuple(facts) for key, facts in numbers}
    # Numbers mostly come in few kinds: what the rule says of one holds for all of its kind.
    alike = {kind: number_of(kind) for kind in set(kinds.values()) if kind[0] == ACTIVE}
    near = {kind for kind, number in alike.items() if not matching.mismatches(pool, ours, number, ours)}
    keys = [key for key, kind in kinds.items() if kind in near]
    theirs = keywords_of_each(keys)[PhoneNumber]
    fits = {
        (kind, words): not matching.mismatches(pool, ours, alike[kind], words)
        for kind, words in {(kinds[key], theirs[key]) for key in keys}
    }
    return {key for key in keys if fits[kinds[key], theirs[key]]}


def number_of(kind: Sequence[Any]) -> PhoneNumber:
    facts = dict(zip(NUMBER_FACTS, kind, strict=True))
    del facts["derived_status"]
    return PhoneNumber(number_capabilities=json.loads(facts.pop("capabilities")), **facts)


def fitting_sender_ids(pool: Pool, senders: Iterable[tuple[int, str]]) -> set[int]:
    """As `fitting_numbers`. senders: not in the pool, each with its message types as their text."""
    return {
        key
        for key, types in senders
        if not matching.mismatches(pool, frozenset(), SenderId(message_types=json.loads(types)))
    }


def keywords_of_each(
    numbers: Iterable[int], pools: Iterable[int] = ()
) -> Mapping[type, Mapping[int, matching.Keywords]]:
    """The keywords of numbers and of pools, by their model and key. One query."""
    texts: dict[type, dict[int, set]] = {PhoneNumber: defaultdict(set), Pool: defaultdict(set)}
    columns = ("phone_number_id", "pool_id", "keyword", "keyword_message", "keyword_action")
    # Django asks no query whose lists are empty.
    rows = Keyword.objects.filter(Q(phone_number__in=list(numbers)) | Q(pool__in=list(pools)))
    for number, pool, *text in rows.values_list(*columns):
        owner = texts[PhoneNumber][number] if number else texts[Pool][pool]
        owner.add(tuple(text))
    return {
        model: defaultdict(frozenset, {key: frozenset(words) for key, words in found.items()})
        for model, found in texts.items()
    }
