"""What a search finds a pool, a number or a sender ID by, kept by every verb that changes tags or what is in a pool."""

from collections.abc import Sequence

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.search import pool_values, tags_of
from pools.models.text import of_number, of_pool, of_sender_id, pool_parts, tag_parts

Searched = Pool | PhoneNumber | SenderId
OWN = {Pool: of_pool, PhoneNumber: of_number, SenderId: of_sender_id}


def keep_search_text(row: Searched) -> None:
    """Write the row's text anew. Call it once, after everything else that the verb writes about the row."""
    keep_search_texts([row])


def keep_search_texts(rows: Sequence[Searched]) -> None:
    """Those of rows of one kind."""
    model, parts = type(rows[0]), lines_below(rows)
    for row in rows:
        row.search_text = parts[row.pk]
        row.search_text = OWN[model](row)
        # One by one is faster than bulk_update, which puts a long CASE together even for one.
        model.objects.filter(pk=row.pk).update(search_text=row.search_text)


def lines_below(rows: Sequence[Searched]) -> dict[int, str]:
    keys = [row.pk for row in rows]
    if isinstance(rows[0], Pool):
        values = pool_values(keys)
        return {key: pool_parts(one.tags, one.numbers, one.sender_ids) for key, one in values.items()}
    owner = "phone_number" if isinstance(rows[0], PhoneNumber) else "sender_id"
    return {key: tag_parts(tags) for key, tags in tags_of(owner, keys).items()}
