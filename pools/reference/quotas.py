"""AWS's default quotas, keyed by the Reason that the API gives when one is reached."""

import json
from dataclasses import dataclass
from pathlib import Path

POOLS_PER_ACCOUNT = "POOLS_PER_ACCOUNT"
ORIGINATION_IDENTITIES_PER_POOL = "ORIGINATION_IDENTITIES_PER_POOL"
PHONE_NUMBERS_PER_ACCOUNT = "PHONE_NUMBERS_PER_ACCOUNT"
SENDER_IDS_PER_ACCOUNT = "SENDER_IDS_PER_ACCOUNT"
OPT_OUT_LISTS_PER_ACCOUNT = "OPT_OUT_LISTS_PER_ACCOUNT"
CONFIGURATION_SETS_PER_ACCOUNT = "CONFIGURATION_SETS_PER_ACCOUNT"
EVENT_DESTINATIONS_PER_CONFIGURATION_SET = "EVENT_DESTINATIONS_PER_CONFIGURATION_SET"
KEYWORDS_PER_POOL = "KEYWORDS_PER_POOL"
KEYWORDS_PER_PHONE_NUMBER = "KEYWORDS_PER_PHONE_NUMBER"
TAGS_PER_RESOURCE = "TAGS_PER_RESOURCE"
VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT = "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT"
VERIFICATION_ATTEMPTS_PER_DAY = "VERIFICATION_ATTEMPTS_PER_DAY"


@dataclass(frozen=True, slots=True)
class Quota:
    """One default. `label` and `scope` complete "You have reached the quota of 25 pools in this Region."."""

    reason: str
    value: int
    label: str
    scope: str
    account_limit_name: str | None  # its name in DescribeAccountLimits, which does not report every quota
    adjustable: bool


def _read(path: Path) -> dict[str, Quota]:
    fields = Quota.__dataclass_fields__
    rows = json.loads(path.read_text(encoding="utf-8"))["quotas"]
    return {row["reason"]: Quota(**{name: row[name] for name in fields}) for row in rows}


QUOTAS = _read(Path(__file__).with_name("quotas.json"))


def default(name: str) -> int:
    """The value an account starts with. `name` is a key of QUOTAS."""
    return QUOTAS[name].value


def applied(name: str, own: int | None) -> int:
    """The value that holds: the account's own, where it has one and AWS adjusts this quota, else the default."""
    quota = QUOTAS[name]
    return quota.value if own is None or not quota.adjustable else own
