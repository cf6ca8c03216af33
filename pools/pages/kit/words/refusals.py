"""The console's sentences for what the API refuses. Composed from what an error is about, never from its wire text."""

import re

from pools import refusals
from pools.errors import Field, ResourceNotFoundException, ServiceError
from pools.models import Activity
from pools.models.identities import international
from pools.models.text import code_point
from pools.pages.kit.words.labels import country_name, region_name, value_of
from pools.pages.kit.words.mismatches import not_matching
from pools.pages.kit.words.reasons import (
    KEY_ACTIVE,
    KEYS_USED_UP,
    MARK_IT,
    last_identity,
    no_pools_in,
    quota_sentence,
)
from pools.pages.kit.words.sync_refusals import SYNC
from pools.refusals import Texts, worded

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
# What stands in the way, where the Reason says all.
REASONS = {
    "DELETION_PROTECTION_ENABLED": "Deletion protection is on. Turn it off, then try again.",
    "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL": "{label} isn't in this pool any more.",
    "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION": "{label} is pending until it is registered.",
    "RESOURCE_ALREADY_ASSOCIATED": "{label} is already in this pool.",
    "RESOURCE_ALREADY_EXISTS": "{label} already exists.",
    "RESOURCE_MODIFICATION_NOT_ALLOWED": "{label} has gone on meanwhile. Refresh the page to see how it stands.",
    "RESOURCE_NOT_EMPTY": "{label} is used by a pool or a phone number.",
    "SENDER_ID_ASSOCIATED_TO_POOL": "{label} is in a pool. Disassociate it there first.",
    "EVENT_DESTINATION_MISMATCH": "{label} can't become another kind of destination.",
    "VERIFICATION_ALREADY_COMPLETE": "{label} is verified already.",
    "VERIFICATION_CODE_EXPIRED": "The code has expired. Ask for another one.",
    "TWO_WAY_CHANNEL_NOT_PRESENT": "Choose an Amazon SNS topic for incoming messages.",
    "CHANNEL_NOT_ENABLED": "The SMS and voice channel is off. Turn it on in at least one project first.",
    "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT": "The limit is higher than your account's quota.",
    "INVALID_ARN": "Enter a valid ID or ARN.",
}
# What a form says at the field itself, by the problem that the shapes or a rule found.
PROBLEMS = {
    "missing": "{label} is required.",
    "too_short": "{label} must have at least {limit:,} characters.",
    "too_long": "The {lower} has too many characters. Character count: {length:,}/{limit:,}",
    "characters": "The {lower} has characters that aren't valid: {characters}",
    "invisible": "The {lower} contains an invisible character ({code_point}) at position {limit}. Type it again.",
    "enum": "Choose one of the values for {lower}.",
    "type": "Enter a valid {lower}.",
    "nowhere": "Enter a phone number with its country code, such as +1 206-555-0175.",
    "not_sendable": "Messages can't be sent to {country}.",
    "not_reached": "This sender doesn't reach {country}.",
    "no_sender_ids_there": "Sender IDs aren't supported in {country}.",
    "not_registered_there": "Sender IDs in {country} must be registered.",
    "sends_at_home": "International sending is off for this number, and the message goes to {country}.",
    "no_voice": "This sender can't make calls.",
    "price_over": "The message costs ${value}, which is more than the max price.",
    "no_letter": "Sender ID must include at least one letter.",
    "edge_spaces": "The {lower} can't start or end with a space.",
    "duplicate": "This {lower} is already in the list.",
    "too_many_names": "{limit:,} learners, but {value} names.",
    "reserved": "Tag keys can't start with aws:.",
    "no_phone_number": "Two-way SMS needs a phone number in the pool. Sender IDs are one-way.",
    "two_way_off": "Self-managed opt-outs need two-way SMS. Turn on two-way SMS first.",
    "not_a_topic": "Enter a valid Amazon SNS topic ARN. For example: {example}",
    "fifo": "FIFO topics aren't supported. Choose a standard topic.",
    "other_region": "The Region here is {value}. It must be {expected}, {region_name}.",
    "other_beginning": "The ARN begins with {value}. It must begin with {expected}.",
    "other_partition": "The partition in the ARN is {value}. It must be {expected}.",
    "other_resource": "The ARN ends in {value}. The end must be like {expected}.",
    "other_service": "The service in the ARN is {value}. It must be {expected}.",
    "no_region": "The Region in the ARN is {value}. It must be empty, as in arn:aws:iam::111122223333:role/MyRole.",
    "account_digits": "The account ID in the ARN is {value}. It must have 12 digits.",
    "not_a_role": "Enter a valid IAM role ARN. For example: arn:aws:iam::111122223333:role/MyRole",
    "not_a_log_group": "Enter a valid log group ARN.",
    "not_a_stream": "Enter a valid delivery stream ARN.",
    "not_sns": "Enter a valid Amazon SNS topic ARN.",
    "us_toll_free_only": "International sending is for toll-free numbers of the United States (US) only.",
    "country": "Two-way SMS isn't available in {country}.",
    "no_sender_ids": "Sender IDs aren't supported in {country}.",
    "registration": "Sender IDs in {country} must be registered.",
    "country_mismatch": "The country doesn't match the identity.",
    "arn": "Enter a valid ID or ARN.",
    "out_of_range": "Enter a value for {lower} that is within the limits.",
    "in_use": "{limit:,} are in use. The quota can't be lower.",
    "not_offered": "No numbers of this type are to be had in {country}. Choose another type.",
    "none_left": "No numbers of this type are left in {country}. Choose another type.",
    "transactional_only": "Simulator numbers are Transactional only.",
    "not_at_once": "Toll-free numbers are Pending until they are registered. Add a number of another type.",
    "policy": "{label} must be a JSON object with a Statement.",
    "endpoint": "Enter an address such as http://localhost:4566, without a path, a user name or a password.",
    "endpoint_host": "The console may not publish to {value}. It may to: {expected}. Whoever runs it allows others "
    "with CONSOLE_SNS_HOSTS.",
    "learners_endpoint": "An account for training publishes nothing. Use another account.",
    "dots": "The {lower} can't be . or .., which lead elsewhere in an address.",
    "snapshot_named": "A snapshot has this name already.",
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
    # First by kind: one Reason may stand for several, and the kind knows the names and numbers.
    if type(error.about) in KINDS:
        return worded(KINDS, error.about)
    if isinstance(error, ResourceNotFoundException):
        return gone(error)
    if error.reason in REASONS:
        label = error.about.label if isinstance(error.about, refusals.Blocked) else error.resource_id
        return REASONS[error.reason].format(label=label)
    return " ".join(field_sentence(field, field.name) for field in error.fields) or str(error)


def of_record(act: Activity) -> str:
    """Of an act that was refused, as far as the log knows: what it was about there is no more than an ID."""
    if act.error == ResourceNotFoundException.__name__ and act.resource_id:
        return f"{act.resource_id} isn't in this Region."
    if act.reason in REASONS and act.resource_id:
        return REASONS[act.reason].format(label=act.resource_id)
    return f"{act.operation}: {act.error}{f', {act.reason}' if act.reason else ''}."


def gone(error: ServiceError) -> str:
    if error.resource_type == "access-key":
        return f"Access key {error.resource_id} no longer exists."
    if error.resource_type == "snapshot":
        return f"Snapshot {error.resource_id} no longer exists."
    return f"{error.resource_id} no longer exists in this Region."


def not_active(about: refusals.NotActive) -> str:
    if about.awaits_registration:
        return f"{about.label} is pending until it is registered. {MARK_IT}"
    if about.status == "DELETING":
        return f"{about.label} is being deleted."
    return f"{about.label} isn't active yet. Try again when its status is Active."


def mismatched(about: refusals.Mismatched) -> str:
    return not_matching(about.label, about.mismatches)


def field_sentence(field: Field, label: str, *, pattern: str = "") -> str:
    """What is wrong with one field, by the form's own name of it. pattern: the class of characters allowed."""
    value = field.value if isinstance(field.value, str) else ""
    words = {
        "label": label,
        "lower": lower_first(label),
        "limit": field.limit,
        "length": len(value),
        "characters": odd_characters(value, pattern),
        "code_point": code_point(value[field.limit - 1]) if field.problem == "invisible" else "",
        "country": country_name(value),
        "example": f"arn:aws:sns:{field.expected}:111122223333:MyTopic",
        "region_name": region_name(field.expected),
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


# By the kind of refusal; what is only Blocked, or about no more than its Reason, stands in REASONS.
KINDS: Texts = {
    refusals.AccessKeyActive: lambda about: KEY_ACTIVE.format(about.access_key_id),
    refusals.AccessKeysMoved: lambda about: KEYS_CHANGED,
    refusals.AccessKeysUsedUp: lambda about: KEYS_USED_UP.format(about.limit),
    refusals.AccessNeeded: "Your role doesn't allow this. Ask an administrator for the {role} role.",
    refusals.AlreadySetUp: lambda about: (
        f"This account has phone numbers or pools in {region_name(about.region)} already. Nothing was added."
    ),
    refusals.CalledTooOften: "An account in the sandbox makes at most {limit} calls. Try again later.",
    refusals.CarrierManaged: "{keyword} is managed by carriers because the pool has a US toll-free number.",
    refusals.ClockTooFar: "The clock can be at most {years} years ahead. Reset or restore first.",
    refusals.DatabaseTrouble: lambda about: not_saved(about.cause),
    refusals.DefaultList: "{label} is in every account and can't be deleted.",
    refusals.Elsewhere: "{arn} no longer exists in this Region.",
    refusals.FixedAction: "The action of {keyword} can't be changed.",
    refusals.LacksCapability: "{label} doesn't have the capability {capability}.",
    refusals.LastIdentity: lambda about: last_identity(about.kind),
    refusals.Leaving: "{label} is leaving its pool. Try again when its status is Active.",
    refusals.Mismatched: mismatched,
    refusals.NoneOffered: "There is no phone number like that.",
    refusals.NoPools: lambda about: f"{no_pools_in(region_name(about.region))} Choose another Region.",
    refusals.NoSender: lambda about: (
        f"No identity of {about.label or 'this account'} reaches {country_name(about.iso_country_code)}."
    ),
    refusals.NotActive: not_active,
    refusals.NotSetBack: "Snapshots, reset, and the clock are for demo, class, and practice accounts.",
    refusals.NotVerified: lambda about: (
        f"This account is in the sandbox and {international(about.label)} isn't verified."
    ),
    refusals.OnPurpose: "A test setting of the account asks for this failure.",
    refusals.OptedOut: lambda about: (
        f"{international(about.label)} is on opt-out list {about.opt_out_list_name}."
    ),
    refusals.OtherType: lambda about: (
        f"{about.label} is {value_of('message_type', list(about.theirs))}, "
        f"the message is {value_of('message_type', about.message_type)}."
    ),
    refusals.OverQuota: lambda about: quota_sentence(about.name, about.limit),
    refusals.Overtaken: "This resource can't be changed right now.",
    refusals.Provoked: "A destination that ends in {digits} asks for this refusal.",
    refusals.RequiredKeyword: "{keyword} is a required keyword and can't be removed.",
    refusals.SnapshotsUsedUp: "An account has at most {limit} snapshots. Delete one first.",
    refusals.SpentUp: "The monthly limit of ${dollars} is reached.",
    refusals.SyncRefused: lambda about: SYNC[about.why].format(label=about.label),
    refusals.Taken: "{label} is already in pool {pool_label}. Disassociate it there first.",
    refusals.TokenUsed: "This request was sent before with other values.",
    refusals.TooMuchToKeep: "This account holds more than a snapshot takes, which is {limit:,} rows.",
    refusals.TrainersSnapshot: "Your trainer took {label}. You can restore it, but not delete it.",
    refusals.TooEarly: "{label} can be deleted a day after it was added.",
    refusals.Unsettled: (
        "A pool begins with an Active phone number, and the test settings keep new ones Pending for {seconds} s. Set "
        "the status delay to 0 there first."
    ),
    refusals.UnknownOperation: "{operation} isn't an operation of this console.",
}
