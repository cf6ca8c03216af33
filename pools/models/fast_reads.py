"""Reads that nearly every request asks for; with pool_reads, the only SQL that is written out.

Django takes up to six times as long to put one of these together as the database takes to answer it. Each repeats
a rule that a QuerySet states; tests/models/test_fast_reads.py holds the two against each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError, connection, models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from pools.models.access_keys import AccessKey
from pools.models.accounts import Account, Membership, User
from pools.models.pools import Pool
from pools.reference.quotas import POOLS_PER_ACCOUNT

# The account's amounts are read where a page shows them.
ACCOUNT_COLUMNS = (
    "name",
    "default_message_type",
    "default_sender_id",
    "status_delay_seconds",
    "fault",
    "fault_percent",
    "fault_until",
)


# Every page asks this first.
WITH_MEMBERSHIPS = """
SELECT pools_user.*, pools_membership.id AS membership_id, pools_membership.role AS membership_role,
    pools_account.account_id AS account_id, {account_columns}
FROM pools_user
    LEFT JOIN pools_membership ON pools_membership.user_id = pools_user.id
    LEFT JOIN pools_account ON pools_account.account_id = pools_membership.account_id
WHERE pools_user.id = %s ORDER BY pools_account.account_id
""".format(account_columns=", ".join(f"pools_account.{name} AS account_{name}" for name in ACCOUNT_COLUMNS))


def user_with_memberships(user_id: int) -> User | None:
    """The user with `memberships_read`: their memberships and accounts, in the order of the accounts."""
    rows = list(User.objects.raw(WITH_MEMBERSHIPS, [user_id]))
    if not rows:
        return None
    rows[0].memberships_read = [membership_in(row) for row in rows if row.membership_id]
    return rows[0]


def membership_in(row: User) -> Membership:
    """The membership, with its account, that a row of WITH_MEMBERSHIPS holds beside the user."""
    account = account_from(row.account_id, [getattr(row, f"account_{name}") for name in ACCOUNT_COLUMNS])
    columns = (row.membership_id, row.pk, row.account_id, row.membership_role)
    membership = Membership.from_db(row._state.db, ("id", "user_id", "account_id", "role"), columns)
    membership.account = account
    return membership


def account_from(account_id: str, values: Sequence[Any]) -> Account:
    """An account out of a raw row: its ID and its ACCOUNT_COLUMNS. What is not among them is read when asked for."""
    columns = dict(zip(ACCOUNT_COLUMNS, values, strict=True))
    columns["fault_until"] = moment(columns["fault_until"])
    return Account.from_db("default", ("account_id", *columns), (account_id, *columns.values()))


def moment(value: str | datetime | None) -> datetime | None:
    """A time that raw SQL read: SQLite gives it as a text, or without its zone, which is UTC."""
    if isinstance(value, str):
        value = parse_datetime(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# Every request to the API asks this first.
FOR_SIGNING = """
SELECT key.id, key.encrypted_secret, key.last_used_timestamp, person.id, person.username, person.is_demo,
    pools_account.account_id, member.id, member.role, {account_columns}
FROM pools_accesskey key
    JOIN pools_user person ON person.id = key.user_id
    JOIN pools_account ON pools_account.account_id = key.account_id
    LEFT JOIN pools_membership member ON member.user_id = key.user_id AND member.account_id = key.account_id
WHERE key.access_key_id = %s AND key.is_active AND person.is_active
""".format(account_columns=", ".join(f"pools_account.{name}" for name in ACCOUNT_COLUMNS))


def signing_key(access_key_id: str) -> tuple[AccessKey, Membership | None] | None:
    """An active key of an active user, with user and account, and the user's membership in the account."""
    with connection.cursor() as cursor:
        cursor.execute(FOR_SIGNING, [access_key_id])
        found = cursor.fetchone()
    if found is None:
        return None
    pk, secret, last_used, user_id, username, is_demo, account_id, membership_id, role, *account = found
    key = AccessKey(
        pk=pk,
        access_key_id=access_key_id,
        user=User.from_db("default", ("id", "username", "is_demo"), (user_id, username, is_demo)),
        account=account_from(account_id, account),
        encrypted_secret=secret,
        last_used_timestamp=moment(last_used),
    )
    if membership_id is None:
        return key, None
    return key, Membership(pk=membership_id, user=key.user, account=key.account, role=role)


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


# The conditions repeat `for_caller`, and `held` where operations have counted.
STANDING = """
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
     WHERE account_id = %(account)s AND region = %(region)s AND deleted_timestamp >= '1970-01-01'
       AND (settled_timestamp IS NULL OR settled_timestamp <= %(now)s)),
  place.sender_id_count
FROM (SELECT 1 AS one) AS one
  LEFT JOIN pools_accountregion place ON place.account_id = %(account)s AND place.region = %(region)s
"""


@dataclass(frozen=True)
class Standing:
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


def standing(caller: Any, *, limit: int) -> Standing:
    now = Pool._meta.get_field("settled_timestamp").get_db_prep_value(timezone.now(), connection)
    place = {"account": caller.account.pk, "region": caller.region}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, place | {"limit": limit + 1, "now": now, "quota": POOLS_PER_ACCOUNT})
        numbers, pools, senders, channel, *rest = cursor.fetchone()
    return Standing(numbers, pools, senders, bool(channel), *rest)


# An index of trigrams knows nothing of shorter texts.
SHORTEST = 3
MOST = 1_000
# The virtual tables that hold SQLite's trigrams, by the tables whose `search_text` they are made of.
TRIGRAMS = {"pools_pool": "trigrams_of_pools", "pools_phonenumber": "trigrams_of_phone_numbers"}
# CROSS JOIN keeps SQLite from reading the account's rows first and asking the index about each.
BY_FTS5 = """
SELECT row.id FROM {index} CROSS JOIN {table} row ON row.id = {index}.rowid
WHERE {index} MATCH %s AND row.account_id = %s AND row.region = %s LIMIT %s
"""
BY_LIKE = """
SELECT id FROM {table} WHERE ({likes}) AND account_id = %s AND region = %s LIMIT %s
"""


def found_keys(model: type[models.Model], caller: Any, needles: Sequence[str]) -> list[int] | None:
    """The keys of the caller's rows whose `search_text` contains one of the needles.

    None where there are more than 1,000, or where no index of trigrams can say.
    """
    table = model._meta.db_table
    if table not in TRIGRAMS or not needles or any(len(needle) < SHORTEST for needle in needles):
        return None
    place = (caller.account.pk, caller.region, MOST + 1)
    if connection.vendor == "sqlite":
        sql = BY_FTS5.format(index=TRIGRAMS[table], table=table)
        asked = (" OR ".join(map(phrase, needles)), *place)
    else:
        sql = BY_LIKE.format(table=table, likes=" OR ".join(["search_text LIKE %s"] * len(needles)))
        asked = (*map(like, needles), *place)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            keys = [key for (key,) in cursor.fetchall()]
    except OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None  # this SQLite has no such index: see trigrams.py
    return keys if len(keys) <= MOST else None


def phrase(needle: str) -> str:
    quoted = needle.replace('"', '""')
    return f'"{quoted}"'


def like(needle: str) -> str:
    for special in "\\%_":
        needle = needle.replace(special, f"\\{special}")
    return f"%{needle}%"


PARTS = """
SELECT pool_id, 'tag', value FROM pools_tag WHERE pool_id IN ({keys}) AND key <> 'Name'
UNION ALL
SELECT pool_id, 'number', phone_number FROM pools_phonenumber WHERE pool_id IN ({keys})
UNION ALL
SELECT link.pool_id, 'sender', pools_senderid.sender_id FROM pools_poolsenderid link
    JOIN pools_senderid ON pools_senderid.id = link.sender_id_id WHERE link.pool_id IN ({keys})
"""


def pool_values(keys: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The values of each pool's tags but its name, its numbers and its sender IDs."""
    found: dict[int, dict[str, list[str]]] = {key: {"tag": [], "number": [], "sender": []} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(PARTS.format(keys=", ".join(["%s"] * len(keys))), [*keys, *keys, *keys])
        for key, kind, value in cursor.fetchall():
            found[key][kind].append(value)
    return found


def write_texts(table: str, texts: Iterable[tuple[int, str]]) -> None:
    """Set the `search_text` of many rows."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET search_text = %s WHERE id = %s",  # noqa: S608 - a table of ours
            [(text, key) for key, text in texts],
        )
