"""What the trigrams find, and the texts that they are made of."""

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection, models

# An index of trigrams knows nothing of shorter texts.
SHORTEST = 3
MOST = 1_000
# The virtual tables that hold SQLite's trigrams, by the tables whose `search_text` they are made of.
TRIGRAMS = {"pools_pool": "trigrams_of_pools", "pools_phonenumber": "trigrams_of_phone_numbers"}
# CROSS JOIN keeps SQLite from reading the account's rows first and asking the index about each.
BY_FTS5 = """
SELECT row.id FROM {index} CROSS JOIN {table} row ON row.id = {index}.rowid
WHERE {index} MATCH %s AND row.account_id = %s AND row.region = %s LIMIT %s
"""
BY_LIKE = """
SELECT id FROM {table} WHERE ({likes}) AND account_id = %s AND region = %s LIMIT %s
"""


def found_keys(model: type[models.Model], caller: Any, needles: Sequence[str]) -> list[int] | None:
    """The keys of the caller's rows whose `search_text` contains one of the needles.

    None where there are more than 1,000, or where no index of trigrams can say.
    """
    table = model._meta.db_table
    if table not in TRIGRAMS or not needles or any(len(needle) < SHORTEST for needle in needles):
        return None
    place = (caller.account.pk, caller.region, MOST + 1)
    if connection.vendor == "sqlite":
        sql = BY_FTS5.format(index=TRIGRAMS[table], table=table)
        parameters = (" OR ".join(map(phrase, needles)), *place)
    else:
        sql = BY_LIKE.format(table=table, likes=" OR ".join(["search_text LIKE %s"] * len(needles)))
        parameters = (*map(like, needles), *place)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            keys = [key for (key,) in cursor.fetchall()]
    except OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None  # this SQLite has no such index: see trigrams.py
    return keys if len(keys) <= MOST else None


def phrase(needle: str) -> str:
    quoted = needle.replace('"', '""')
    return f'"{quoted}"'


def like(needle: str) -> str:
    # Of PostgreSQL's LIKE, whose escape is a backslash; SQLite's has none unless it is named.
    for special in "\\%_":
        needle = needle.replace(special, f"\\{special}")
    return f"%{needle}%"


PARTS = """
SELECT pool_id, 'tag', value FROM pools_tag WHERE pool_id IN ({keys}) AND key <> 'Name'
UNION ALL
SELECT pool_id, 'number', phone_number FROM pools_phonenumber WHERE pool_id IN ({keys})
UNION ALL
SELECT link.pool_id, 'sender', pools_senderid.sender_id FROM pools_poolsenderid link
    JOIN pools_senderid ON pools_senderid.id = link.sender_id_id WHERE link.pool_id IN ({keys})
"""


def pool_values(keys: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The values of each pool's tags but its name, its numbers and its sender IDs."""
    found: dict[int, dict[str, list[str]]] = {key: {"tag": [], "number": [], "sender": []} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(PARTS.format(keys=", ".join(["%s"] * len(keys))), [*keys, *keys, *keys])
        for key, kind, value in cursor.fetchall():
            found[key][kind].append(value)
    return found
