"""The console's sentences for what the API refuses. Composed from the facts of the error, never from its wire text."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from pools.errors import Field, ServiceError
from pools.models import Account, Fault
from pools.operations.engine.caller import Caller, Permission, role_for
from pools.operations.rules.matching import Mismatch
from pools.reference import countries, quotas, regions

MESSAGE_TYPES = {"TRANSACTIONAL": "Transactional", "PROMOTIONAL": "Promotional"}
NUMBER_TYPES = {
    "LONG_CODE": "Long code",
    "SHORT_CODE": "Short code",
    "TOLL_FREE": "Toll-free",
    "TEN_DLC": "10DLC",
    "SIMULATOR": "Simulator",
}
CAPABILITIES = {"SMS": "SMS", "VOICE": "Voice", "MMS": "MMS"}
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
MISMATCH = {
    "MESSAGE_TYPE_MISMATCH",
    "TWO_WAY_CONFIG_MISMATCH",
    "OPT_OUT_LIST_MISMATCH",
    "SELF_MANAGED_OPT_OUTS_MISMATCH",
    "NUMBER_CAPABILITIES_MISMATCH",
    "KEYWORD_MISMATCH",
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
TEST_SETTINGS = (
    "Make this account slow or faulty on purpose, to see how your programs wait and try again. "
    "The settings hold in every Region."
)
NO_CODES = (
    "When a program asks to verify a destination number, the code appears here, as no message goes out."
)
TIER_IS_FOR = "What the API says of the account. Nothing is sent from here in either tier."
STATUS_DELAY = (
    "How long what is created, changed, or deleted takes to settle, for the API and in the console. "
    "0 settles at once."
)
FAULT_SHARE = "How many of the requests are hit, picked at random."
FAULT_DURATION = "How long the fault goes on from when you save. Then it ends by itself."
FAULT_GOES_ON = "What is left of the fault. Unless you change this, saving doesn't move its end."
WHOLE_NUMBER = "Enter a whole number from {} to {}."
# Why a control can't be used now: the tooltip of the control, and the flash where script was not there to hold it.
ONE_SELECTED = "This action is available when one {} is selected."
SOME_POOLS = "This action is available when at least one pool is selected."
ALL_AVAILABLE = "This action is available when every selected identity is available."
ALL_ASSOCIATED = "This action is available when every selected identity is associated."
POOL_ACTIVE = "This action is available when pool status is Active."
NO_CHANNEL = "This action is available when the SMS and voice channel is on in at least one project."
NO_PHONE_NUMBER = "This action is available when the pool has a phone number. Sender IDs are one-way."
KEYS_ARE_FOR = "Programs, such as the AWS CLI, sign their requests to the API with an access key."
KEYS_THAT_READ = f"{KEYS_ARE_FOR} Your role is Viewer, so yours can only read."
NO_KEYS = "With an access key, the AWS CLI, an SDK, or a program of your own can call this console's API in your name."
KEYS_USED_UP = "You have reached the quota of {} access keys per user. Delete one to create another."
KEYS_CHANGED = (
    "Your access keys have changed since this page was opened, so no key was created. A secret access key can't be "
    "shown again: if you need one, create another access key."
)
KEY_UNREADABLE = "Can't be read with this secret key"
KEYS_UNREADABLE = (
    "The console's secret key was changed, so it can't read some secrets here and refuses what those access keys sign. "
    "Whoever runs the console can put the old CONSOLE_SECRET_KEY back, or run manage.py secret-key rotate. Or delete "
    "those access keys, and create others."
)
KEY_ACTIVE = "Access key {} is active. Deactivate it first, and check that nothing fails without it."
MARK_IT = "Open the number, and mark it as registered."
# What the database lacks, and what helps, by the causes that trouble.py tells apart.
DATABASE = {
    "locked": ("The database is busy", "Wait a moment"),
    "unreachable": (
        "The console can't reach its database",
        "Wait a moment, or tell whoever runs the console",
    ),
    "full": ("The database has no room left", "Ask whoever runs the console to make room"),
    "rights": (
        "The console can't open its database or write to it",
        "Ask whoever runs the console to let it",
    ),
    "damaged": ("The database is damaged", "Ask whoever runs the console to put a good copy in its place"),
    "": ("The database failed", "Ask whoever runs the console to look into its log"),
}
REASONS = {
    "DELETION_PROTECTION_ENABLED": "Deletion protection is on. Turn it off, then try again.",
    "PHONE_NUMBER_ASSOCIATED_TO_POOL": "{label} is already in pool {pool}. Disassociate it there first.",
    "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL": "{label} isn't in this pool any more.",
    "RESOURCE_ALREADY_ASSOCIATED": "{label} is already in this pool.",
    "SENDER_ID_NOT_SUPPORTED": "Sender IDs aren't supported in {country}.",
    "SENDER_ID_REQUIRES_REGISTRATION": "Sender IDs in {country} must be registered.",
    "COUNTRY_CODE_MISMATCH": "The country doesn't match the identity.",
    "TWO_WAY_CHANNEL_NOT_PRESENT": "Choose an Amazon SNS topic for incoming messages.",
    "TWO_WAY_NOT_ENABLED": "Self-managed opt-outs need two-way SMS. Turn on two-way SMS first.",
    "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY": "Two-way SMS isn't available in {country}.",
    "RESOURCE_DELETION_NOT_ALLOWED": "{label} is a required keyword and can't be removed.",
    "CHANNEL_NOT_ENABLED": "The SMS and voice channel is off. Turn it on in at least one project first.",
    "RESOURCE_ALREADY_EXISTS": "{label} already exists.",
    "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT": "The limit is higher than your account's quota.",
    "INVALID_ARN": "Enter a valid ID or ARN.",
}
# What a form says at the field itself, by the problem that the shapes or a rule found.
PROBLEMS = {
    "missing": "{label} is required.",
    "too_short": "{label} must have at least {limit} characters.",
    "too_long": "The {lower} has too many characters. Character count: {length}/{limit}",
    "characters": "The {lower} has characters that aren't valid: {characters}",
    "enum": "Choose one of the values for {lower}.",
    "type": "Enter a valid {lower}.",
    "no_letter": "Sender ID must include at least one letter.",
    "edge_spaces": "The {lower} can't start or end with a space.",
    "duplicate": "This {lower} is already in the list.",
    "reserved": "Tag keys can't start with aws:.",
    "no_phone_number": "Two-way SMS needs a phone number in the pool. Sender IDs are one-way.",
    "two_way_off": "Self-managed opt-outs need two-way SMS. Turn on two-way SMS first.",
    "not_a_topic": "Enter a valid Amazon SNS topic ARN. For example: {example}",
    "fifo": "FIFO topics aren't supported. Choose a standard topic.",
    "other_region": "The Region here is {value}. It must be {expected}, {region_name}.",
    "other_partition": "The partition in the ARN is {value}. It must be {expected}.",
    "other_resource": "The ARN ends in {value}. The end must be like {expected}.",
    "other_service": "The service in the ARN is {value}. It must be {expected}.",
    "no_region": "The Region in the ARN is {value}. It must be empty, as in arn:aws:iam::111122223333:role/MyRole.",
    "account_digits": "The account ID in the ARN is {value}. It must have 12 digits.",
    "not_a_role": "Enter a valid IAM role ARN. For example: arn:aws:iam::111122223333:role/MyRole",
    "country": "Two-way SMS isn't available in {country}.",
    "no_sender_ids": "Sender IDs aren't supported in {country}.",
    "registration": "Sender IDs in {country} must be registered.",
    "country_mismatch": "The country doesn't match the identity.",
    "arn": "Enter a valid ID or ARN.",
    "out_of_range": "Enter a value for {lower} that is within the limits.",
    "over_quota": "The limit can't be higher than your account's quota of ${limit:,.2f} per month.",
}


def testing(account: Account) -> str:
    """What the account's test settings do to the API now: "Status delay 10 s, Throttling until 14:05 UTC"."""
    said = []
    if account.status_delay_seconds:
        said.append(f"Status delay {account.status_delay_seconds} s")
    if fault := account.running_fault:
        said.append(f"{Fault(fault).label} until {timezone.localtime(account.fault_until):%H:%M %Z}")
    return ", ".join(said)


def not_saved(cause: str) -> str:
    """Why nothing was saved, and what helps."""
    what, way_out = DATABASE[cause]
    return f"{what}, so nothing was saved. {way_out}, then try again."


def not_shown(cause: str) -> str:
    what, way_out = DATABASE[cause]
    return f"{what}. {way_out}, then try again."


def perhaps_saved(cause: str) -> str:
    """For a form that was answered already when the database failed."""
    what, way_out = DATABASE[cause]
    return f"{what}. {way_out}, go back, and refresh the page to see what was saved."


def role_reason(needed: str, role: str = "") -> str:
    """Why somebody may not, and who can help. role, needed: as the console writes them; "" for any role."""
    why = f"Your role is {role}." if role else "Your role doesn't allow this."
    return f"{why} Ask an administrator for the {needed} role."


def why_not(caller: Caller, permission: Permission) -> str:
    """Why the caller's role keeps a control off; "" where it does not."""
    if caller.may(permission):
        return ""
    return role_reason(role_for(permission).label, caller.role_label)


def quota_sentence(name: str, limit: int) -> str:
    quota = quotas.QUOTAS[name]
    return f"You have reached the quota of {limit} {quota.label} {quota.scope}."


def sentence(error: ServiceError) -> str:
    """One sentence or two that tell a person what is wrong and the way out."""
    facts = {"label": error.resource_id, "country": "", "pool": ""} | error.facts
    if "database" in facts:
        return not_saved(facts["database"])
    if facts.get("without_pools"):
        return f"Pools aren't available in {region_name(facts['region'])}. Choose another Region."
    if error.resource_type == "access-key" or facts.get("access_keys"):
        return about_access_key(error)
    if "quota" in facts:
        return quota_sentence(error.reason, facts["quota"])
    if error.code == "AccessDeniedException":
        return role_reason(facts.get("role", "Editor"))
    if error.code == "ResourceNotFoundException":
        return f"{error.resource_id} no longer exists in this Region."
    if error.reason in MISMATCH:
        return f"{facts['label']} doesn't match the pool: {'; '.join(map(difference, facts['mismatches']))}."
    if error.reason in COMPOSED:
        return COMPOSED[error.reason](facts)
    if error.reason in REASONS:
        return REASONS[error.reason].format(**facts)
    return " ".join(field_sentence(field, field.name, facts) for field in error.fields) or str(error)


def about_access_key(error: ServiceError) -> str:
    if "quota" in error.facts:
        return KEYS_USED_UP.format(error.facts["quota"])
    if error.code == "ResourceNotFoundException":
        return f"Access key {error.resource_id} no longer exists."
    if error.reason == "RESOURCE_DELETION_NOT_ALLOWED":
        return KEY_ACTIVE.format(error.resource_id)
    return KEYS_CHANGED


def last_identity(kind: str) -> str:
    if kind == "number":
        return "Two-way SMS needs a phone number, and this is the last one in the pool. Turn off two-way SMS first."
    return "A pool needs at least one origination identity. Delete the pool instead."


def modification(facts: dict[str, Any]) -> str:
    if facts.get("carrier"):
        return f"{facts['label']} is managed by carriers because the pool has a US toll-free number."
    if facts.get("action"):
        return f"The action of {facts['label']} can't be changed."
    return "This resource can't be changed right now."


def not_active(facts: dict[str, Any]) -> str:
    if facts.get("registration"):
        return f"{facts['label']} is pending until it is registered. {MARK_IT}"
    return f"{facts['label']} isn't active yet. Try again when its status is Active."


COMPOSED = {
    "LAST_PHONE_NUMBER": lambda facts: last_identity(facts.get("last", "identity")),
    "RESOURCE_MODIFICATION_NOT_ALLOWED": modification,
    "RESOURCE_NOT_ACTIVE": not_active,
}


def difference(mismatch: Mismatch) -> str:
    """Which setting differs, its value and the pool's."""
    if mismatch.reason == "KEYWORD_MISMATCH":
        return keyword_difference(mismatch)
    theirs, ours = value_of(mismatch.setting, mismatch.theirs), value_of(mismatch.setting, mismatch.ours)
    return f"{SETTINGS[mismatch.setting]} is {theirs}, the pool uses {ours}"


def keyword_difference(mismatch: Mismatch) -> str:
    """Names the words that are not the same on both sides, not the texts, which can be long."""
    words = sorted({keyword for keyword, *_ in mismatch.theirs ^ mismatch.ours})
    named = ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")
    return f"Keywords differ from the pool's ({named})"


def value_of(setting: str, value: Any) -> str:
    """A setting's value as the console writes it."""
    if setting == "two_way":
        enabled, channel, role = value
        return "Off" if not enabled else f"On ({channel}{f', {role}' if role else ''})"
    if setting == "message_type":
        types = value if isinstance(value, list) else [value]
        return " and ".join(MESSAGE_TYPES[one] for one in types) or "none"
    if isinstance(value, bool):
        return "On" if value else "Off"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value) if value not in (None, "") else "none"


def field_sentence(
    field: Field, label: str, facts: dict[str, Any] | None = None, *, pattern: str = ""
) -> str:
    """What is wrong with one field, by the form's own name of it. pattern: the class of characters allowed."""
    facts = facts or {}
    value = field.value if isinstance(field.value, str) else ""
    region = facts.get("region", "us-east-1")
    words = {
        "label": label,
        "lower": lower_first(label),
        "limit": field.limit,
        "length": len(value),
        "characters": odd_characters(value, pattern),
        "country": facts.get("country", ""),
        "example": f"arn:aws:sns:{region}:111122223333:MyTopic",
        "region_name": region_name(field.expected or region),
        "value": value or "nothing",
        "expected": field.expected,
    }
    return PROBLEMS.get(field.problem, "Enter a valid {lower}.").format(**words)


def status(code: str) -> tuple[str, str]:
    """The kind of a status, by which it gets its icon and colour, and its name."""
    return STATUS_KINDS.get(code, "in-progress"), STATUSES.get(code, code)


def number_type(code: str) -> str:
    return NUMBER_TYPES.get(code, code)


def capabilities(codes: Sequence[str]) -> list[str]:
    return [CAPABILITIES.get(code, code) for code in codes]


def lower_first(label: str) -> str:
    """A label in the middle of a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def odd_characters(value: str, pattern: str) -> str:
    """The characters outside `pattern` (one character's class), each once; a space and others that hide by name."""
    odd = dict.fromkeys(c for c in value if not (pattern and re.fullmatch(pattern, c)))
    return " ".join({" ": "(space)"}.get(c, c if c.isprintable() else "(invisible)") for c in list(odd)[:10])


def region_name(code: str) -> str:
    region = regions.region(code)
    return region.name if region else code


def country_name(code: str) -> str:
    country = countries.country(code)
    return country.name if country else code
