"""A pool as plain data, for the activity log: what was there before, what after."""

from typing import Any

from pools.models import Pool
from pools.models.pools import SETTINGS


def pool_state(pool: Pool) -> dict[str, Any]:
    """Settings, keywords, tags and identities (by ID, sender IDs with their country)."""
    columns = ("pool_id", "message_type", *SETTINGS)
    keywords = pool.keywords.order_by("keyword").values_list("keyword", "keyword_message", "keyword_action")
    return {name: getattr(pool, name) for name in columns} | {
        "created_timestamp": pool.created_timestamp.isoformat(),
        "keywords": [list(row) for row in keywords],
        "tags": dict(pool.tag_rows.order_by("key").values_list("key", "value")),
        "phone_numbers": list(pool.phone_numbers.order_by("pk").values_list("phone_number_id", flat=True)),
        "sender_ids": [
            [link.sender_id.sender_id, link.sender_id.iso_country_code]
            for link in pool.sender_id_links.select_related("sender_id").order_by("pk")
        ],
    }
