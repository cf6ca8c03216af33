"""What a search finds a pool, a number or a sender ID by, kept by every verb that changes tags or what is in a pool."""

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.fast_reads.search import lines_below


def keep_search_text(row: Pool | PhoneNumber | SenderId) -> None:
    """Write the row's text anew. Call it once, after everything else that the verb writes about the row."""
    row.search_text = lines_below(row._meta.model_name, [row.pk])[row.pk]
    # The column puts the first line before them: see kept.py.
    row.save(update_fields=["search_text"])
