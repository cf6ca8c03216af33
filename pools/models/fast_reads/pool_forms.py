"""What the forms that change and create a pool offer, and the limits that they say."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from pools.models.fast_reads.times import now
from pools.models.identities import US_TOLL_FREE, PhoneNumber
from pools.models.pools import Pool
from pools.reference import countries, quotas

# The order in which text differs by its code points, whatever the database's locale: an ARN is no word of a language.
CODE_POINTS = {"postgresql": '"C"', "sqlite": "BINARY"}
# The topics are suggestions of a datalist: any other ARN can be typed.
TOPICS = 100
# Four reads as one, told apart by their first column.
SETTINGS_CHOICES = """
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
class SettingsChoices:
    """`members` are pairs of country and number type; sender IDs have no type.

    `keyword_quota` is None where AWS's default holds; `quota` is its name.
    """

    opt_out_lists: list[str]
    topics: list[str]
    keyword_quota: int | None
    members: frozenset[tuple[str, str]]
    quota: str = quotas.KEYWORDS_PER_POOL

    @property
    def keyword_limit(self) -> int:
        return quotas.applied(self.quota, self.keyword_quota)

    @property
    def has_phone_number(self) -> bool:
        return any(kind for _, kind in self.members)

    @property
    def has_us_toll_free(self) -> bool:
        return US_TOLL_FREE in self.members

    @property
    def lacks_shared_routes(self) -> bool:
        found = (countries.country(code) for code, _ in self.members)
        return any(country.lacks_shared_routes for country in found if country)


def settings_choices(caller: Any, pool: Pool, *, topics: int = TOPICS) -> SettingsChoices:
    """What the settings form offers or needs to know besides the pool: `topics` at most of those that there are."""
    return choices_read(caller, pool.pk, quotas.KEYWORDS_PER_POOL, topics)


def number_choices(caller: Any, number: PhoneNumber) -> SettingsChoices:
    """The same for the form of a phone number, which is its only member."""
    found = choices_read(caller, None, quotas.KEYWORDS_PER_PHONE_NUMBER, TOPICS)
    return replace(found, members=frozenset({(number.iso_country_code, number.number_type)}))


def choices_read(caller: Any, pool: int | None, quota: str, topics: int) -> SettingsChoices:
    """pool: its key; None for no members."""
    found: dict[str, list[tuple[str, str]]] = {"opt-out list": [], "topic": [], "quota": [], "member": []}
    parameters = {"account": caller.account.pk, "region": caller.region, "pool": pool}
    with connection.cursor() as cursor:
        cursor.execute(
            SETTINGS_CHOICES.format(code_points=CODE_POINTS[connection.vendor]),
            parameters | {"topics": topics, "quota": quota},
        )
        for kind, name, detail in cursor.fetchall():
            found[kind].append((name, detail))
    return SettingsChoices(
        opt_out_lists=[name for name, _ in found["opt-out list"]],
        topics=[name for name, _ in found["topic"]],
        keyword_quota=next((int(value) for value, _ in found["quota"]), None),
        members=frozenset(found["member"]),
        quota=quota,
    )


# What `available` says of phone numbers.
# The doubled % is a plain one: drivers take a single one for a parameter.
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
    parameters = {"account": caller.account.pk, "region": caller.region, "now": now(), "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE_NUMBERS, parameters)
        return cursor.fetchone()
