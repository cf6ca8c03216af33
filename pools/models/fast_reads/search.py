"""What the trigrams find, and the texts that they are made of."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, models

from pools.models import text
from pools.models.words import Word

# An index of trigrams knows nothing of shorter texts.
SHORTEST = 3
MOST = 1_000
# The virtual tables that hold SQLite's trigrams, by the tables whose `search_text` they are made of.
TRIGRAMS = {"pools_pool": "trigrams_of_pools", "pools_phonenumber": "trigrams_of_phone_numbers"}
# CROSS JOIN keeps SQLite from reading the account's rows first and asking the index about each.
BY_FTS5 = """
SELECT row.id FROM {index} CROSS JOIN {table} row ON row.id = {index}.rowid
WHERE {index} MATCH %s AND row.account_id = %s AND row.region = %s {rest} LIMIT %s
"""
BY_LIKE = """
SELECT row.id FROM {table} row WHERE {likes} AND row.account_id = %s AND row.region = %s {rest} LIMIT %s
"""
TRIGRAMS_FROM = "SELECT term, doc FROM {index}_terms WHERE term >= %s AND term <= %s"
FEW = 5
NO_INDEX = re.compile("no such (fts5 )?table")  # this SQLite has no such index: see trigrams.py
# The same function on both databases, by the name that each has for it.
PLACE_OF = {"sqlite": "instr", "postgresql": "strpos"}


def found_keys(model: type[models.Model], caller: Any, words: Sequence[Word]) -> list[int] | None:
    """The keys of the caller's rows whose `search_text` has each of the words.

    None where there are more than 1,000, or where no index of trigrams can say.
    """
    table = model._meta.db_table
    if table not in TRIGRAMS:
        return None
    phrases = {word: found for word in words if (found := indexed_by(word, TRIGRAMS[table])) is not None}
    indexed = list(phrases)
    if not indexed:
        return None
    if not all(phrases.values()):
        return []
    rest, forms = conditions([word for word in words if word not in indexed])
    place = (caller.account.pk, caller.region, *forms, MOST + 1)
    if connection.vendor == "sqlite":
        sql = BY_FTS5.format(index=TRIGRAMS[table], table=table, rest=rest)
        either = (f"({' OR '.join(map(phrase, found))})" for found in phrases.values())
        parameters = (" AND ".join(either), *place)
    else:
        likes = " AND ".join(one_of("row.search_text LIKE %s", word) for word in indexed)
        sql = BY_LIKE.format(table=table, likes=likes, rest=rest)
        parameters = (*(like(form) for word in indexed for form in word), *place)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            keys = [key for (key,) in cursor.fetchall()]
    except OperationalError as error:
        if not NO_INDEX.search(str(error)):
            raise
        return None
    return keys if len(keys) <= MOST else None


def conditions(words: Sequence[Word]) -> tuple[str, list[str]]:
    """What is asked of the rows that the index finds: the words that are too short for it."""
    one = f"{PLACE_OF[connection.vendor]}(row.search_text, %s) > 0"
    return "".join(f" AND {one_of(one, word)}" for word in words), [form for word in words for form in word]


def one_of(condition: str, word: Word) -> str:
    return f"({' OR '.join([condition] * len(word))})"


def indexed_by(word: Word, index: str) -> list[str] | None:
    """What the index is asked for in place of the word; None where it can't say, or not soon."""
    phrases: list[str] = []
    for form in word:
        found = [form] if len(form) >= SHORTEST else pairs(form, index)
        if found is None:
            return None
        phrases += found
    return phrases


def pairs(form: str, index: str) -> list[str] | None:
    """The trigrams that begin with two letters. A text ends in a newline, so in front of any there is one more."""
    if connection.vendor != "sqlite" or len(form) != SHORTEST - 1:
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(TRIGRAMS_FROM.format(index=index), (form, form + chr(sys.maxunicode)))
            found = cursor.fetchall()
    except OperationalError as error:
        if not NO_INDEX.search(str(error)):
            raise
        return None
    # What many rows have is found sooner by looking at the first of them.
    return None if sum(rows for _, rows in found) > FEW * MOST else [trigram for trigram, _ in found]


def phrase(needle: str) -> str:
    quoted = needle.replace('"', '""')
    return f'"{quoted}"'


def like(needle: str) -> str:
    # Of PostgreSQL's LIKE, whose escape is a backslash; SQLite's has none unless it is named.
    for special in "\\%_":
        needle = needle.replace(special, f"\\{special}")
    return f"%{needle}%"


PARTS = """
SELECT pool_id, 'tag', key, value FROM pools_tag WHERE pool_id IN ({keys}) AND key <> 'Name'
UNION ALL
SELECT pool_id, 'number', phone_number, '' FROM pools_phonenumber WHERE pool_id IN ({keys})
UNION ALL
SELECT link.pool_id, 'sender', pools_senderid.sender_id, pools_senderid.iso_country_code FROM pools_poolsenderid link
    JOIN pools_senderid ON pools_senderid.id = link.sender_id_id WHERE link.pool_id IN ({keys})
"""
TAGS = "SELECT {owner}_id, key, value FROM pools_tag WHERE {owner}_id IN ({keys})"
Pairs = list[tuple[str, str]]


@dataclass
class PoolValues:
    """What a pool is found by besides its ID and name."""

    tags: Pairs = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    # With the countries.
    sender_ids: Pairs = field(default_factory=list)


def pool_values(keys: Sequence[int]) -> dict[int, PoolValues]:
    """The tags but its name, the numbers and the sender IDs of each pool."""
    found = {key: PoolValues() for key in keys}
    if not keys:
        return found
    with connection.cursor() as cursor:
        cursor.execute(PARTS.format(keys=", ".join(["%s"] * len(keys))), [*keys, *keys, *keys])
        for key, kind, one, other in cursor.fetchall():
            if kind == "tag":
                found[key].tags.append((one, other))
            elif kind == "number":
                found[key].numbers.append(one)
            else:
                found[key].sender_ids.append((one, other))
    return found


def tags_of(owner: str, keys: Sequence[int]) -> dict[int, Pairs]:
    """The tags of each phone number or sender ID. owner: the column of the tags that names it."""
    found: dict[int, Pairs] = {key: [] for key in keys}
    if not keys:
        return found
    with connection.cursor() as cursor:
        cursor.execute(TAGS.format(owner=owner, keys=", ".join(["%s"] * len(keys))), keys)
        for key, *pair in cursor.fetchall():
            found[key].append(tuple(pair))
    return found


# Of what else tags are kept in the text, by the column of the tags that names it.
TAGGED = {"phonenumber": "phone_number", "senderid": "sender_id"}


def lines_below(model_name: str, keys: Sequence[int]) -> dict[int, str]:
    """What each row's text has below its first line, which is what other rows say of it."""
    if model_name == "pool":
        values = pool_values(keys)
        return {key: text.pool_parts(one.tags, one.numbers, one.sender_ids) for key, one in values.items()}
    return {key: text.tag_parts(tags) for key, tags in tags_of(TAGGED[model_name], keys).items()}
