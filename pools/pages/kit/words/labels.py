"""What the console calls things: the words for the API's enums, settings and places, and the notes beside them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from pools.models import Account, Fault
from pools.reference import countries, quotas, regions

MESSAGE_TYPES = {"TRANSACTIONAL": "Transactional", "PROMOTIONAL": "Promotional"}
NUMBER_TYPES = {
    "LONG_CODE": "Long code",
    "SHORT_CODE": "Short code",
    "TOLL_FREE": "Toll-free",
    "TEN_DLC": "10DLC",
    "SIMULATOR": "Simulator",
}
# Of what there is here, in the order of tables.
QUOTAS = {
    quotas.POOLS_PER_ACCOUNT: "Pools",
    quotas.PHONE_NUMBERS_PER_ACCOUNT: "Phone numbers",
    quotas.SENDER_IDS_PER_ACCOUNT: "Sender IDs",
    quotas.OPT_OUT_LISTS_PER_ACCOUNT: "Opt-out lists",
    quotas.CONFIGURATION_SETS_PER_ACCOUNT: "Configuration sets",
    quotas.VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT: "Verified numbers",
    quotas.ORIGINATION_IDENTITIES_PER_POOL: "Origination identities in a pool",
    quotas.KEYWORDS_PER_POOL: "Keywords of a pool",
    quotas.KEYWORDS_PER_PHONE_NUMBER: "Keywords of a phone number",
    quotas.EVENT_DESTINATIONS_PER_CONFIGURATION_SET: "Event destinations of a configuration set",
    quotas.TAGS_PER_RESOURCE: "Tags of a pool",
}
CAPABILITIES = {"SMS": "SMS", "VOICE": "Voice", "MMS": "MMS"}
ON_OFF = {True: "On", False: "Off"}
YES_NO = {True: "Yes", False: "No"}
STATUSES = {
    "CREATING": "Creating",
    "ACTIVE": "Active",
    "DELETING": "Deleting",
    "PENDING": "Pending",
    "ASSOCIATING": "Associating",
    "DISASSOCIATING": "Disassociating",
    "DELETED": "Deleted",
}
STATUS_KINDS = {"ACTIVE": "positive", "PENDING": "pending", "DELETED": "stopped"}  # others: in progress
KEYWORD_ACTIONS = {"AUTOMATIC_RESPONSE": "Automatic response", "OPT_OUT": "Opt out", "OPT_IN": "Opt in"}
SETTINGS = {
    "message_type": "Message type",
    # The API judges switch, topic and role as one, so its mismatch is worded as one.
    "two_way": "Two-way SMS",
    "two_way_enabled": "Two-way SMS",
    "two_way_channel_arn": "Topic ARN",
    "two_way_channel_role": "IAM role ARN",
    "opt_out_list_name": "Opt-out list",
    "self_managed_opt_outs_enabled": "Self-managed opt-outs",
    "shared_routes_enabled": "Shared routes",
    "deletion_protection_enabled": "Deletion protection",
    "number_capabilities": "Capabilities",
    "keywords": "Keywords",
}
TIERS = {
    "SANDBOX": "A new account, which may send to verified numbers only, for 1 USD a month.",
    "PRODUCTION": "An account that AWS has moved out of the sandbox.",
}
FAULTS = {
    "": "The API answers as it should.",
    "THROTTLING": "Requests get ThrottlingException. SDKs wait and try again by themselves.",
    "INTERNAL_SERVER_ERROR": "Requests get InternalServerException, as if the service had failed.",
    "RESOURCE_NOT_ACCESSIBLE": "Requests that change something get ValidationException with this reason. Reads work.",
}
TIER_IS_FOR = (
    "Whom the account may text, and what the API says of it. No message leaves the console in either tier."
)
STATUS_DELAY = (
    "How long what is created, changed, or deleted takes to settle, for the API and in the console. "
    "0 settles at once."
)
SPENDING_QUOTA = (
    "What AWS Support raises: the most that text messages may cost in a month. 1 USD, as in a new account, pays for "
    "172 parts to the United States. The SMS and voice settings can limit it further."
)
STOP_DELAY = (
    "For so long after a recipient's STOP messages to it still go out, as may happen at AWS. 0 acts at once."
)
SNS_ENDPOINT = (
    "Where replies to two-way numbers are published, such as http://localhost:4566. If it's empty, nothing is "
    "published. The console's installation says which hosts it may be on."
)
FAULT_SHARE = "How many of the requests are hit, picked at random."
FAULT_DURATION = "How long the fault goes on from when you save. Then it ends by itself."
FAULT_GOES_ON = "What is left of the fault. Unless you change this, saving doesn't move its end."
WHOLE_NUMBER = "Enter a whole number from {} to {}."
# Short, as the row's actions stand behind it; KEYS_UNREADABLE stands above the list and says why.
KEY_UNREADABLE = "Can't be read"
KEYS_UNREADABLE = (
    "The console's secret key was changed, so it can't read some secrets here and refuses what those access keys sign. "
    "Whoever runs the console can put the old CONSOLE_SECRET_KEY back, or run manage.py secret-key rotate. Or delete "
    "those access keys, and create others."
)


def testing(account: Account) -> str:
    """What the account's test settings do to the API now: "Status delay 10 s, Throttling until 14:05 UTC"."""
    effects = []
    if account.status_delay_seconds:
        effects.append(f"Status delay {account.status_delay_seconds:,} s")
    if fault := account.running_fault:
        effects.append(f"{Fault(fault).label} until {timezone.localtime(account.fault_until):%H:%M %Z}")
    if account.stop_delay_seconds:
        effects.append(f"STOP acts after {account.stop_delay_seconds} s")
    if account.sns_endpoint_url:
        effects.append("Replies are published")
    return ", ".join(effects)


def value_of(setting: str, value: Any) -> str:
    """A setting's value as the console writes it."""
    if setting == "message_type":
        # A pool or a number has one message type, a sender ID a list of them.
        types = value if isinstance(value, list) else [value]
        return " and ".join(MESSAGE_TYPES[one] for one in types) or "none"
    if isinstance(value, bool):
        return ON_OFF[value]
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value) if value not in (None, "") else "none"


def status(code: str) -> tuple[str, str]:
    """The kind of a status, by which it gets its icon and colour, and its name."""
    return STATUS_KINDS.get(code, "in-progress"), STATUSES.get(code, code)


def number_type(code: str) -> str:
    return NUMBER_TYPES.get(code, code)


def capabilities(codes: Sequence[str]) -> list[str]:
    return [CAPABILITIES.get(code, code) for code in codes]


def region_name(code: str) -> str:
    region = regions.region(code)
    return region.name if region else code


def country_name(code: str) -> str:
    """As the console writes a country wherever it stands: "Sweden (SE)"."""
    country = countries.country(code)
    return country.label if country else code


def plural(number: Any, noun: str) -> str:
    """A number of things in words: "1 pool", "1,300 pools". number: an integer or a Counted."""
    written = f"{number:,}" if isinstance(number, int) else str(number)
    return f"{written} {noun}{'' if written == '1' else 's'}"


def joined(words: Iterable[str], *, most: int = 0) -> str:
    """ "A", "A and B", "A, B and C"; where there are more than `most`, "A, B and 5 more"."""
    words = list(words)
    if most and len(words) > most:
        words = [*words[:most], f"{len(words) - most:,} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def together(signs: str) -> str:
    """Signs with spaces between that no line breaks at, as one alone on a line would be taken for dirt."""
    return signs.replace(" ", "\u00a0")
