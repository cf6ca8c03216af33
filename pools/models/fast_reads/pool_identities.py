"""The identities that Pool detail lists and counts: those of the pool, and those that it could have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BinaryField

from pools.models.identities import PhoneNumber, SenderId
from pools.models.pools import Pool
from pools.reference.quotas import ORIGINATION_IDENTITIES_PER_POOL

# What Pool detail says of a pool's identities besides listing them: counts of others stop one past the limit.
POOL_STANDING = """
SELECT
  (SELECT COUNT(*) FROM pools_phonenumber WHERE pool_id = %(pool)s),
  (SELECT COUNT(*) FROM pools_poolsenderid WHERE pool_id = %(pool)s),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_phonenumber
     WHERE account_id = %(account)s AND region = %(region)s
       AND (pool_id IS NULL OR pool_id <> %(pool)s) LIMIT %(limit)s) AS numbers),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_senderid
     WHERE account_id = %(account)s AND region = %(region)s
       AND id NOT IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
     LIMIT %(limit)s) AS senders),
  (SELECT value FROM pools_quota
     WHERE account_id = %(account)s AND region = %(region)s AND name = %(quota)s)
"""


@dataclass(frozen=True)
class PoolStanding:
    """`identity_quota` is None where AWS's default holds."""

    phone_numbers: int
    sender_ids: int
    other_phone_numbers: int
    other_sender_ids: int
    identity_quota: int | None

    @property
    def associated(self) -> int:
        return self.phone_numbers + self.sender_ids

    @property
    def identities(self) -> int:
        """All that the account has, as far as they were counted."""
        return self.associated + self.other_phone_numbers + self.other_sender_ids


def pool_standing(caller: Any, pool: Pool, *, limit: int) -> PoolStanding:
    parameters = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            POOL_STANDING, parameters | {"limit": limit + 1, "quota": ORIGINATION_IDENTITIES_PER_POOL}
        )
        return PoolStanding(*cursor.fetchone())


# Names are bytes here: PostgreSQL unites columns of one type only, and letters would sort by its collation.
# What pages.pools.identity_rows.entries has where nothing is searched for. Of numbers in other pools, which come last,
# no more are sorted than can be on the page.
IDENTITY_KEYS = """
SELECT 0 AS standing, 0 AS kind, CAST(phone_number AS {bytes}) AS name, created_timestamp AS created, id
  FROM pools_phonenumber WHERE pool_id = %(pool)s
UNION ALL
SELECT 0, 1, name_key, created_timestamp, id FROM pools_senderid
  WHERE id IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
UNION ALL
SELECT 1, 0, CAST(phone_number AS {bytes}), created_timestamp, id FROM pools_phonenumber
  WHERE account_id = %(account)s AND region = %(region)s AND pool_id IS NULL
UNION ALL
SELECT 1, 1, name_key, created_timestamp, id FROM pools_senderid
  WHERE account_id = %(account)s AND region = %(region)s
    AND id NOT IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
UNION ALL
SELECT * FROM (
  SELECT 2 AS standing, 0 AS kind, CAST('' AS {bytes}) AS name, created_timestamp AS created, id FROM pools_phonenumber
  WHERE account_id = %(account)s AND region = %(region)s AND pool_id <> %(pool)s
  ORDER BY created_timestamp DESC, id DESC LIMIT %(stop)s) AS others
ORDER BY 1, 2, 3, 4 DESC, 5 DESC LIMIT %(count)s OFFSET %(start)s
"""


def identity_keys(caller: Any, pool: Pool, start: int, stop: int) -> list[tuple]:
    """A part of the list of a pool's identities and of those that it could have."""
    parameters = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        sql = IDENTITY_KEYS.format(bytes=BinaryField().db_type(connection))
        cursor.execute(sql, parameters | {"start": start, "stop": stop, "count": stop - start})
        return cursor.fetchall()


def read_identities(
    number_keys: Sequence[int], sender_keys: Sequence[int]
) -> tuple[dict[int, PhoneNumber], dict[int, SenderId]]:
    """Phone numbers with their pools, and sender IDs, by keys that a query for the caller has found.

    By key alone: with account and Region in the query, SQLite would take their index and read every row of it.
    """
    return (
        PhoneNumber.objects.select_related("pool").in_bulk(number_keys),
        SenderId.objects.in_bulk(sender_keys),
    )
