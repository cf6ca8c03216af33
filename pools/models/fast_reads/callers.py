"""Who asks: a session, its user with their memberships, and the access key that signs a request."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import Field

from pools import clock
from pools.models.access_keys import AccessKey
from pools.models.accounts import Account, Membership, User
from pools.models.fast_reads.times import GONE, moment, now

# The account's amounts are read where a page shows them.
ACCOUNT_COLUMNS = (
    "name",
    "default_message_type",
    "default_sender_id",
    "status_delay_seconds",
    "fault",
    "fault_percent",
    "fault_until",
    "stop_delay_seconds",
    "sns_endpoint_url",
    "clock_ahead_seconds",
)


# As `held` counts, for every Region in which something was done: "us-east-1 12,eu-west-1 3".
POOL_COUNTS = """
SELECT {join}(place.region || ' ' || (
    COALESCE(place.pool_count, (SELECT COUNT(*) FROM pools_pool
      WHERE account_id = place.account_id AND region = place.region))
    - (SELECT COUNT(*) FROM pools_pool
      WHERE account_id = place.account_id AND region = place.region AND {gone})), ',')
FROM pools_accountregion place WHERE place.account_id = pools_account.account_id
"""

LINKED_REGIONS = """
SELECT {join}(link.region, ',') FROM pools_awslink link
WHERE link.account_id = pools_account.account_id AND link.unlinked_timestamp IS NULL
"""

# Every page asks this first, ...
OF_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"

# ... and then this.
WITH_MEMBERSHIPS = """
SELECT {user_columns}, pools_membership.id AS membership_id, pools_membership.role AS membership_role,
    pools_account.account_id AS account_id, {account_columns}, ({pool_counts}) AS pool_counts,
    ({linked_regions}) AS linked_regions,
    EXISTS (SELECT 1 FROM pools_learner WHERE pools_learner.account_id = pools_account.account_id) AS is_for_learning,
    pools_preference.lists AS list_preferences
FROM pools_user
    LEFT JOIN pools_preference ON pools_preference.user_id = pools_user.id
    LEFT JOIN pools_membership ON pools_membership.user_id = pools_user.id
    LEFT JOIN pools_account ON pools_account.account_id = pools_membership.account_id
WHERE pools_user.id = %(user)s ORDER BY pools_account.account_id
"""
NAMED_COLUMNS = ", ".join(f"pools_account.{name} AS account_{name}" for name in ACCOUNT_COLUMNS)
# The time in an account, by whose clock its pools are gone.
THERE = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', %(now)s, pools_account.clock_ahead_seconds || ' seconds')",
    "postgresql": "%(now)s + make_interval(secs => pools_account.clock_ahead_seconds)",
}
JOIN = {"sqlite": "group_concat", "postgresql": "string_agg"}


def session_data(session_key: str) -> str | None:
    """What a session holds, as it is kept; None of one that has ended."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SESSION, [session_key, connection.ops.adapt_datetimefield_value(clock.real_now())])
        found = cursor.fetchone()
    return found[0] if found else None


def user_with_memberships(user_id: int) -> User | None:
    """The user with `memberships_read`: their memberships and accounts, in the order of the accounts.

    The user has `list_preferences`, as JSON. Each account has `pool_counts`: how many pools it has, by the Regions'
    codes. It knows in which Regions it is linked to AWS: `linked_regions`, and whether somebody learns in it:
    `is_for_learning`.
    """
    join = JOIN[connection.vendor]
    fields = User._meta.concrete_fields
    query = WITH_MEMBERSHIPS.format(
        user_columns=", ".join(f"pools_user.{field.column}" for field in fields),
        account_columns=NAMED_COLUMNS,
        pool_counts=POOL_COUNTS.format(join=join, gone=GONE.replace("%(now)s", THERE[connection.vendor])),
        linked_regions=LINKED_REGIONS.format(join=join),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"user": user_id, "now": now()})
        names = [column[0] for column in cursor.description]
        rows = [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    if not rows:
        return None
    user = user_from(rows[0], fields)
    user.list_preferences = rows[0].list_preferences
    user.memberships_read = [membership_in(row) for row in rows if row.membership_id]
    return user


def user_from(row: SimpleNamespace, fields: Sequence[Field]) -> User:
    """SQLite has numbers for truths, and texts for times."""
    convert = {"BooleanField": bool, "DateTimeField": moment}
    values = [
        convert.get(field.get_internal_type(), lambda value: value)(getattr(row, field.column))
        for field in fields
    ]
    return User.from_db(connection.alias, [field.attname for field in fields], values)


def membership_in(row: SimpleNamespace) -> Membership:
    """The membership, with its account, that a row of WITH_MEMBERSHIPS holds besides the user."""
    account = account_from(row.account_id, [getattr(row, f"account_{name}") for name in ACCOUNT_COLUMNS])
    columns = (row.membership_id, row.id, row.account_id, row.membership_role)
    membership = Membership.from_db(connection.alias, ("id", "user_id", "account_id", "role"), columns)
    account.linked_regions = frozenset((row.linked_regions or "").split(",")) - {""}
    account.is_for_learning = bool(row.is_for_learning)
    counts = (one.split(" ") for one in (row.pool_counts or "").split(",") if one)
    account.pool_counts = {region: int(count) for region, count in counts}
    membership.account = account
    return membership


def account_from(account_id: str, values: Sequence[Any]) -> Account:
    """An account out of a raw row: its ID and its ACCOUNT_COLUMNS. What is not among them is read when asked for."""
    columns = dict(zip(ACCOUNT_COLUMNS, values, strict=True))
    columns["fault_until"] = moment(columns["fault_until"])
    return Account.from_db("default", ("account_id", *columns), (account_id, *columns.values()))


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
