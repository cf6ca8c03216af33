"""The indexes of trigrams that searches in many rows need: FTS5's on SQLite, pg_trgm's on PostgreSQL.

The database keeps them itself. Without them every search gives the same answers, and reads more rows for them.
"""

import logging
from typing import Any

from django.db import DatabaseError, transaction

from pools.models.fast_reads.search import TRIGRAMS

logger = logging.getLogger(__name__)
# `content` keeps no second copy of the texts in the index, which must then be told what it had: that is what
# 'delete' is for.
FTS5 = (
    """CREATE VIRTUAL TABLE {index} USING fts5(
        search_text, content='{table}', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN
        INSERT INTO {index} (rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN
        INSERT INTO {index} ({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER {index}_update AFTER UPDATE OF search_text ON {table}
        WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO {index} ({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO {index} (rowid, search_text) VALUES (new.id, new.search_text); END""",
    "CREATE VIRTUAL TABLE {index}_terms USING fts5vocab({index}, 'row')",
    "INSERT INTO {index} ({index}) VALUES ('rebuild')",
)
PG_TRGM = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    *(
        f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (search_text gin_trgm_ops)"
        for table, index in TRIGRAMS.items()
    ),
)


def make_trigrams(connection: Any) -> None:
    """Make what is missing. A migration that makes a table anew takes SQLite's triggers away with the old one."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in missing(cursor) if connection.vendor == "sqlite" else PG_TRGM:
                cursor.execute(statement)
    # Nothing needs it but speed, and the console's role may not be one that can make an extension.
    except DatabaseError as error:
        logger.warning("Searches in many rows are slow, as the database has no index for them: %s", error)


def missing(cursor: Any) -> list[str]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    there, wanted = {name for (name,) in cursor.fetchall()}, []
    for table, index in TRIGRAMS.items():
        parts = [f"{index}_{event}" for event in ("insert", "delete", "update")]
        # Made anew and not mended: changes may have passed while a part was missing.
        if table in there and not {index, f"{index}_terms", *parts} <= there:
            wanted += [f"DROP TRIGGER IF EXISTS {part}" for part in parts]
            wanted.append(f"DROP TABLE IF EXISTS {index}_terms")
            wanted.append(f"DROP TABLE IF EXISTS {index}")
            wanted += [statement.format(table=table, index=index) for statement in FTS5]
    return wanted
