"""The console's sentences for what the API refuses. Composed from the facts of the error, never from its wire text."""

import re
from typing import Any

from pools.errors import Field, ServiceError
from pools.models.text import code_point
from pools.operations.rules.matching import Mismatch
from pools.pages.kit.words.labels import SETTINGS, region_name, value_of
from pools.pages.kit.words.reasons import (
    KEY_ACTIVE,
    KEYS_USED_UP,
    MARK_IT,
    last_identity,
    quota_sentence,
    role_reason,
)

MISMATCH = {
    "MESSAGE_TYPE_MISMATCH",
    "TWO_WAY_CONFIG_MISMATCH",
    "OPT_OUT_LIST_MISMATCH",
    "SELF_MANAGED_OPT_OUTS_MISMATCH",
    "NUMBER_CAPABILITIES_MISMATCH",
    "KEYWORD_MISMATCH",
}
KEYS_CHANGED = (
    "Your access keys have changed since this page was opened, so no key was created. A secret access key can't be "
    "shown again: if you need one, create another access key."
)
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
    "invisible": "The {lower} contains an invisible character ({code_point}) at position {limit}. Type it again.",
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
        "code_point": code_point(value[field.limit - 1]) if field.problem == "invisible" else "",
        "country": facts.get("country", ""),
        "example": f"arn:aws:sns:{region}:111122223333:MyTopic",
        "region_name": region_name(field.expected or region),
        "value": value or "nothing",
        "expected": field.expected,
    }
    return PROBLEMS.get(field.problem, "Enter a valid {lower}.").format(**words)


def lower_first(label: str) -> str:
    """A label in the middle of a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def odd_characters(value: str, pattern: str) -> str:
    """The characters outside `pattern` (one character's class), each once; a space and others that hide by name."""
    odd = dict.fromkeys(c for c in value if not (pattern and re.fullmatch(pattern, c)))
    return " ".join({" ": "(space)"}.get(c, c if c.isprintable() else "(invisible)") for c in list(odd)[:10])
