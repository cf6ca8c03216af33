"""What Pool detail and Create pool read around a pool, written out for the reason that fast_reads gives.

tests/models/test_pool_reads.py holds each against the QuerySets that say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BinaryField
from django.utils import timezone

from pools.models.identities import PhoneNumber, SenderId
from pools.models.pools import Pool
from pools.reference.quotas import KEYWORDS_PER_POOL, ORIGINATION_IDENTITIES_PER_POOL

# What Pool detail says of a pool's identities beside their list: counts of others stop one past the limit.
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
    asked = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        cursor.execute(POOL_STANDING, asked | {"limit": limit + 1, "quota": ORIGINATION_IDENTITIES_PER_POOL})
        return PoolStanding(*cursor.fetchone())


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
    asked = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        sql = IDENTITY_KEYS.format(bytes=BinaryField().db_type(connection))
        cursor.execute(sql, asked | {"start": start, "stop": stop, "count": stop - start})
        return cursor.fetchall()


# The order in which text differs by its code points, whatever the database's locale: an ARN is no word of a language.
CODE_POINTS = {"postgresql": '"C"', "sqlite": "BINARY"}
AROUND_POOL = """
SELECT 'opt-out list' AS kind, opt_out_list_name AS name, '' AS detail FROM pools_optoutlist
  WHERE account_id = %(account)s AND region = %(region)s
UNION ALL
SELECT * FROM (SELECT 'topic' AS kind, topic_arn AS name, '' AS detail FROM pools_snstopic
  WHERE account_id = %(account)s AND region = %(region)s
  ORDER BY topic_arn COLLATE {code_points} LIMIT %(topics)s) AS topics
UNION ALL
SELECT 'quota', CAST(value AS VARCHAR(16)), '' FROM pools_quota
  WHERE account_id = %(account)s AND region = %(region)s AND name = %(quota)s
UNION ALL
SELECT DISTINCT 'member', iso_country_code, number_type FROM pools_phonenumber WHERE pool_id = %(pool)s
UNION ALL
SELECT DISTINCT 'member', iso_country_code, '' FROM pools_senderid
  WHERE id IN (SELECT sender_id_id FROM pools_poolsenderid WHERE pool_id = %(pool)s)
"""


@dataclass(frozen=True)
class AroundPool:
    """`members` are pairs of country and number type; sender IDs have no type. `keyword_quota` as in Standing."""

    opt_out_lists: list[str]
    topics: list[str]
    keyword_quota: int | None
    members: frozenset[tuple[str, str]]


def around_pool(caller: Any, pool: Pool, *, topics: int) -> AroundPool:
    """What the settings form offers or needs to know besides the pool: `topics` at most of those that there are."""
    found: dict[str, list[tuple[str, str]]] = {"opt-out list": [], "topic": [], "quota": [], "member": []}
    asked = {"account": caller.account.pk, "region": caller.region, "pool": pool.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            AROUND_POOL.format(code_points=CODE_POINTS[connection.vendor]),
            asked | {"topics": topics, "quota": KEYWORDS_PER_POOL},
        )
        for kind, name, detail in cursor.fetchall():
            found[kind].append((name, detail))
    return AroundPool(
        opt_out_lists=[name for name, _ in found["opt-out list"]],
        topics=[name for name, _ in found["topic"]],
        keyword_quota=next((int(value) for value, _ in found["quota"]), None),
        members=frozenset(found["member"]),
    )


# What `available` says of phone numbers.
CAN_MAKE_A_POOL = """
  pool_id IS NULL AND carrier_status = 'ACTIVE'
  AND (settled_timestamp IS NULL OR settled_timestamp <= %(now)s OR settling_status = 'ACTIVE')
  AND CAST(number_capabilities AS TEXT) LIKE '%%"SMS"%%'
"""
AVAILABLE_NUMBERS = f"""
SELECT
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_phonenumber
     WHERE account_id = %(account)s AND region = %(region)s AND ({CAN_MAKE_A_POOL}) LIMIT %(limit)s) AS available),
  (SELECT COUNT(*) FROM (SELECT 1 FROM pools_phonenumber
     WHERE account_id = %(account)s AND region = %(region)s AND NOT ({CAN_MAKE_A_POOL}) LIMIT %(limit)s) AS others)
"""  # noqa: S608 - of our own words


def available_numbers(caller: Any, *, limit: int) -> tuple[int, int]:
    """How many numbers a pool can be made from, and how many others there are: each stops one past the limit."""
    now = PhoneNumber._meta.get_field("settled_timestamp").get_db_prep_value(timezone.now(), connection)
    asked = {"account": caller.account.pk, "region": caller.region, "now": now, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE_NUMBERS, asked)
        return cursor.fetchone()


def read_identities(
    number_keys: Sequence[int], sender_keys: Sequence[int]
) -> tuple[dict[int, PhoneNumber], dict[int, SenderId]]:
    """Phone numbers with their pools, and sender IDs, by keys that a query for the caller has found.

    By key alone: beside account and Region, SQLite would take their index and read every row of it.
    """
    return (
        PhoneNumber.objects.select_related("pool").in_bulk(number_keys),
        SenderId.objects.in_bulk(sender_keys),
    )
