"""The pools that a sender ID is in, as its page lists them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from pools.models import Pool, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.pages.kit.places import to
from pools.pages.kit.way_back import FROM_IDENTITY
from pools.pages.kit.words import labels

# A sender ID may be in any number of pools; the list of pools has a filter for what is left.
LISTED = 100


def pools_with(caller: Caller, row: SenderId) -> QuerySet:
    return Pool.objects.for_caller(caller).filter(sender_ids=row).order_by("name_key", "pool_id")


def in_pools(caller: Caller, row: SenderId) -> dict[str, Any]:
    found = list(pools_with(caller, row)[: LISTED + 1])
    total = len(found) if len(found) <= LISTED else pools_with(caller, row).count()
    rows = [pool_entry(caller, row, pool) for pool in found[:LISTED]]
    return {"rows": rows, "total": total, "others": total - len(rows)}


def pool_entry(caller: Caller, row: SenderId, pool: Pool) -> dict[str, Any]:
    kind, status = labels.status(pool.status)
    query = urlencode({"id": full_id(row), **FROM_IDENTITY})
    return {
        "pool": pool,
        "url": to(caller, "pool-detail", pool.pool_id),
        "message_type": labels.MESSAGE_TYPES[pool.message_type],
        "status_kind": kind,
        "status": status,
        "disassociate_url": f"{to(caller, 'pool-disassociate', pool.pool_id)}?{query}",
    }
