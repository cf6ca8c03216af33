"""Numbers that messages are sent to: AWS's simulators, numbers that fail on purpose, and which country one is in."""

import csv
from functools import lru_cache
from pathlib import Path

from pools.reference.phone_numbers import region_code

# By country: the destination that succeeds and the one that fails. Source: AWS End User Messaging SMS guide, "Test
# phone numbers".
_ROWS = list(csv.DictReader(Path(__file__).with_name("destinations.csv").open(encoding="utf-8", newline="")))
SIMULATORS = {row["iso_country_code"]: (row["success"], row["failure"]) for row in _ROWS}
_COUNTRIES = {number: country for country, pair in SIMULATORS.items() for number in pair}
FAILING_SIMULATORS = frozenset(row["failure"] for row in _ROWS)
# Source: Amazon Pinpoint user guide of 2023, "SMS country capabilities".
NOT_SENDABLE = frozenset({"CU", "IR", "KP", "SD", "SY"})
# This product's own: what the last four digits of a destination bring about, wherever it is.
FINAL_STATUSES = {
    "9901": "UNREACHABLE",
    "9902": "CARRIER_UNREACHABLE",
    "9903": "BLOCKED",
    "9904": "CARRIER_BLOCKED",
    "9905": "SPAM",
    "9906": "INVALID",
    "9907": "INVALID_MESSAGE",
    "9908": "TTL_EXPIRED",
    "9909": "UNKNOWN",
}
CONFLICTS = {
    "9911": "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    "9912": "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
    "9913": "NO_ORIGINATION_IDENTITIES_FOUND",
    "9914": "RESOURCE_NOT_ACTIVE",
    "9915": "MESSAGE_TYPE_MISMATCH",
    "9916": "NUMBER_CAPABILITIES_MISMATCH",
    "9917": "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
    "9918": "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
}


def is_simulator(phone_number: str) -> bool:
    return phone_number in _COUNTRIES


def conflict(phone_number: str) -> str:
    """The Reason that its last digits ask for, or ""."""
    return "" if is_simulator(phone_number) else CONFLICTS.get(phone_number[-4:], "")


def final_status(phone_number: str) -> str:
    """What becomes of a message to it."""
    if phone_number in FAILING_SIMULATORS:
        return "UNREACHABLE"
    return "DELIVERED" if is_simulator(phone_number) else FINAL_STATUSES.get(phone_number[-4:], "DELIVERED")


@lru_cache(maxsize=4096)
def country_of(phone_number: str) -> str:
    """The country of a number in E.164; "" where it is in none."""
    if phone_number in _COUNTRIES:
        return _COUNTRIES[phone_number]
    found = region_code(phone_number)
    return "" if found in ("ZZ", "001") else found
