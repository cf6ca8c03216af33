"""What a search finds a pool by, kept by every verb that changes a pool's tags or identities."""

from collections.abc import Sequence

from pools.models import Pool
from pools.models.fast_reads.search import pool_values
from pools.models.text import of_pool, pool_parts


def keep_search_text(pool: Pool) -> None:
    """Write the pool's text anew. Call it once, after everything else that the verb writes about the pool."""
    keep_search_texts([pool])


def keep_search_texts(pools: Sequence[Pool]) -> None:
    values = pool_values([pool.pk for pool in pools])
    for pool in pools:
        tags, numbers, senders = values[pool.pk].values()
        pool.search_text = pool_parts(tags, numbers, senders)
        pool.search_text = of_pool(pool)
        # One by one is faster than bulk_update, which puts a long CASE together even for one.
        Pool.objects.filter(pk=pool.pk).update(search_text=pool.search_text)
