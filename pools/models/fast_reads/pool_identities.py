"""What Pool detail reads of the identities that it lists: those of the pool, and those that it could have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BinaryField

from pools.models.fast_reads.times import now
from pools.models.identities import PhoneNumber, SenderId
from pools.models.pools import Pool
from pools.reference.quotas import ORIGINATION_IDENTITIES_PER_POOL

# What Pool detail says of a pool's identities besides listing them; the count of others stops one past the limit.
POOL_STANDING = """
SELECT
  (SELECT COUNT(*) FROM pools_phonenumber WHERE pool_id = %(pool)s),
  (SELECT COUNT(*) FROM pools_poolsenderid WHERE pool_id = %(pool)s),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_phonenumber
     WHERE account_id = %(account)s AND region = %(region)s AND pool_id <> %(pool)s LIMIT %(limit)s) AS numbers),
  (SELECT value FROM pools_quota
     WHERE account_id = %(account)s AND region = %(region)s AND name = %(quota)s)
"""


@dataclass(frozen=True)
class PoolStanding:
    """`identity_quota` is None where AWS's default holds."""

    phone_numbers: int
    sender_ids: int
    numbers_elsewhere: int
    identity_quota: int | None

    @property
    def associated(self) -> int:
        return self.phone_numbers + self.sender_ids


def pool_standing(caller: Any, pool: Pool, *, limit: int) -> PoolStanding:
    parameters = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            POOL_STANDING, parameters | {"limit": limit + 1, "quota": ORIGINATION_IDENTITIES_PER_POOL}
        )
        return PoolStanding(*cursor.fetchone())


# What pages.pools.identity_list.searched has where nothing is searched for: members, then what could become some, of
# each kind up to the limit. Every row ends in what it is judged by, in the order of rules.candidates.NUMBER_FACTS.
# Names are bytes here: PostgreSQL unites columns of one type only, and letters would sort by its collation.
FACTS = """
  CASE WHEN carrier_status <> 'ACTIVE' THEN carrier_status
       WHEN settled_timestamp > %(now)s THEN settling_status ELSE 'ACTIVE' END,
  CAST(number_capabilities AS TEXT), message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
  self_managed_opt_outs_enabled, opt_out_list_name
"""
NO_SWITCH = "CAST(NULL AS BOOLEAN)"  # PostgreSQL would take a NULL in a subquery for a text
NO_FACTS = f"NULL, CAST(message_types AS TEXT), NULL, {NO_SWITCH}, NULL, NULL, {NO_SWITCH}, NULL"
IDENTITY_KEYS = f"""
SELECT 0, 0, CAST(phone_number AS {{bytes}}), created_timestamp, id, {FACTS} FROM pools_phonenumber
  WHERE pool_id = %(pool)s
UNION ALL
SELECT 0, 1, name_key, created_timestamp, id, {NO_FACTS} FROM pools_senderid
  WHERE id IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
UNION ALL
SELECT * FROM (
  SELECT 1, 0, CAST(phone_number AS {{bytes}}) AS name, created_timestamp, id, {FACTS} FROM pools_phonenumber
  WHERE account_id = %(account)s AND region = %(region)s AND pool_id IS NULL
  ORDER BY name, created_timestamp DESC, id DESC LIMIT %(limit)s) AS numbers
UNION ALL
SELECT * FROM (
  SELECT 1, 1, name_key, created_timestamp, id, {NO_FACTS} FROM pools_senderid
  WHERE account_id = %(account)s AND region = %(region)s
    AND id NOT IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
  ORDER BY name_key, created_timestamp DESC, id DESC LIMIT %(limit)s) AS senders
ORDER BY 1, 2, 3, 4 DESC, 5 DESC
"""  # noqa: S608 - of our own words


def identity_keys(caller: Any, pool: Pool, *, limit: int) -> list[tuple]:
    """(0 for members, 1 for those in no pool; 0 for numbers, 1 for sender IDs; key; facts), in the list's order."""
    parameters = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        sql = IDENTITY_KEYS.format(bytes=BinaryField().db_type(connection))
        cursor.execute(sql, parameters | {"limit": limit + 1, "now": now()})
        return [(rank, kind, key, facts) for rank, kind, _, _, key, *facts in cursor.fetchall()]


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
