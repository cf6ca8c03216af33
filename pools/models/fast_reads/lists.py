"""What the lists of pools, phone numbers and sender IDs count, in one query for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from pools.models.fast_reads.times import GONE, now
from pools.reference.quotas import POOLS_PER_ACCOUNT

MEMBER_COUNTS = """
SELECT pool_id, COUNT(*), 0 FROM pools_phonenumber WHERE pool_id IN ({keys}) GROUP BY pool_id
UNION ALL
SELECT pool_id, 0, COUNT(*) FROM pools_poolsenderid WHERE pool_id IN ({keys}) GROUP BY pool_id
"""


def member_counts(keys: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many phone numbers and sender IDs pools have, by the pools' keys; empty ones are left out.

    For the few rows of a page this is cheaper than `with_member_counts`, which counts for every row that a
    sort looks at. The rows are the caller's already, so their keys are all that the counts need.
    """
    if not keys:
        return {}
    counts: dict[int, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(MEMBER_COUNTS.format(keys=", ".join(["%s"] * len(keys))), [*keys, *keys])
        for key, numbers, senders in cursor.fetchall():
            other_numbers, other_senders = counts.get(key, (0, 0))
            counts[key] = (numbers + other_numbers, senders + other_senders)
    return counts


# The conditions repeat `for_caller`, and `held` where operations have counted; `one` makes a row where no count has
# been kept yet.
STANDING = f"""
SELECT
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_phonenumber
     WHERE account_id = %(account)s AND region = %(region)s LIMIT %(limit)s) AS numbers),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_pool
     WHERE account_id = %(account)s AND region = %(region)s
       AND (deleted_timestamp IS NULL OR settled_timestamp > %(now)s) LIMIT %(limit)s) AS pools),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_senderid
     WHERE account_id = %(account)s AND region = %(region)s LIMIT %(limit)s) AS senders),
  EXISTS (SELECT 1 FROM pools_project WHERE account_id = %(account)s AND sms_channel_enabled),
  (SELECT value FROM pools_quota
     WHERE account_id = %(account)s AND region = %(region)s AND name = %(quota)s),
  place.phone_number_count,
  place.pool_count - (SELECT COUNT(*) FROM pools_pool
     WHERE account_id = %(account)s AND region = %(region)s AND {GONE}),
  place.sender_id_count
FROM (SELECT 1 AS one) AS one
  LEFT JOIN pools_accountregion place ON place.account_id = %(account)s AND place.region = %(region)s
"""  # noqa: S608 - of our own words


@dataclass(frozen=True)
class ListStanding:
    """Counts stop one past the limit; those that are kept go on, and are None where nobody has begun to.

    `pool_quota` is None where AWS's default holds.
    """

    phone_numbers: int
    pools: int
    sender_ids: int
    channel_enabled: bool
    pool_quota: int | None
    kept_phone_numbers: int | None
    kept_pools: int | None
    kept_sender_ids: int | None


def standing(caller: Any, *, limit: int) -> ListStanding:
    place = {"account": caller.account.pk, "region": caller.region}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, place | {"limit": limit + 1, "now": now(), "quota": POOLS_PER_ACCOUNT})
        numbers, pools, senders, channel, *rest = cursor.fetchone()
    return ListStanding(numbers, pools, senders, bool(channel), *rest)
