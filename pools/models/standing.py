"""What an account has in a Region, counted for the tabs of every list in one query."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from pools.models.pools import Pool
from pools.reference.quotas import POOLS_PER_ACCOUNT

# Written out, because Django takes longer to put these five subqueries together than the database to answer
# them. The conditions repeat `for_caller`; tests/models/test_standing.py holds the two against each other.
SQL = """
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
     WHERE account_id = %(account)s AND region = %(region)s AND name = %(quota)s)
"""


@dataclass(frozen=True)
class Standing:
    """Counts stop one past the limit. `pool_quota` is None where AWS's default holds."""

    phone_numbers: int
    pools: int
    sender_ids: int
    channel_enabled: bool
    pool_quota: int | None


def standing(caller: Any, *, limit: int) -> Standing:
    now = Pool._meta.get_field("settled_timestamp").get_db_prep_value(timezone.now(), connection)
    place = {"account": caller.account.pk, "region": caller.region}
    with connection.cursor() as cursor:
        cursor.execute(SQL, place | {"limit": limit + 1, "now": now, "quota": POOLS_PER_ACCOUNT})
        numbers, pools, senders, channel, quota = cursor.fetchone()
    return Standing(numbers, pools, senders, bool(channel), quota)
