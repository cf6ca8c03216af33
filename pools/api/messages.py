"""The API's own words for a refusal. Programs look for Reason="…" in them; people read the rest."""

import re
from decimal import Decimal
from typing import Any

from pools import refusals, shapes
from pools.errors import Field, ServiceError
from pools.refusals import Mismatch, Texts, worded

# "Conflict Occurred" is how AWS begins; no source has its words for the others.
HEADS = {
    "AccessDeniedException": "Access Denied",
    "ConflictException": "Conflict Occurred",
    "InternalServerException": "Internal Server Error",
    "ResourceNotFoundException": "Resource Not Found",
    "ServiceQuotaExceededException": "Service Quota Exceeded",
    "ThrottlingException": "Rate Exceeded",
    "ValidationException": "Validation Failed",
}
PROBLEMS = {
    "account_digits": "has {value} for an account, which must be 12 digits",
    "arn": "must be an ID, a name, or an ARN of the right service and resource type",
    "arn_without_country": "is an ARN, which needs an IsoCountryCode with it",
    "characters": "must satisfy the regular expression {pattern}",
    "code": "is not the code that was sent last",
    "country": "two-way messaging is not supported in {value}",
    "country_mismatch": "differs from the country of the origination identity",
    "duplicate": "is there twice",
    "edge_spaces": "must not begin or end with a space",
    "enum": "must be one of: {enum}",
    "fifo": "must not be a FIFO topic",
    "filter_value": "is not a value that this filter can have",
    "missing": "is required",
    "nowhere": "is in no country",
    "not_sendable": "is in {value}, where nothing can be sent to",
    "not_reached": "does not reach {value}",
    "no_sender_ids_there": "is a sender ID, and {value} is a country without them",
    "not_registered_there": "is a sender ID that is not registered, as {value} requires",
    "sends_at_home": "is a toll-free number with international sending off, and the destination is in {value}",
    "no_voice": "needs a phone number with the VOICE capability",
    "price_over": "is less than the price of the message, {value} USD",
    "no_letter": "must have at least one letter",
    "no_phone_number": "needs a phone number in the pool; sender IDs are one-way",
    "no_region": "has {value} for a Region, which must be empty here",
    "no_sender_ids": "is a country without sender IDs",
    "no_sms": "needs a phone number with the SMS capability",
    "not_a_log_group": "must be the ARN of an Amazon CloudWatch Logs log group",
    "not_a_role": "must be the ARN of an IAM role",
    "not_a_stream": "must be the ARN of an Amazon Data Firehose delivery stream",
    "not_a_topic": "must be the ARN of an Amazon SNS topic in the Region, or connect.<region>.amazonaws.com",
    "not_json": "is not JSON",
    "not_object": "is not a JSON object",
    "not_sns": "must be the ARN of an Amazon SNS topic",
    "not_together": "cannot be used together with the other parameter",
    "one_destination": "is missing; an event destination has one destination of one of three kinds",
    "opted_in_lately": "was taken off the list less than 30 days ago",
    "endpoint": "must be an address such as http://localhost:4566",
    "endpoint_host": "has {value} for a host, which must be one of {expected}",
    "learners_endpoint": "must be empty in an account for training",
    "other_beginning": "begins with {value}, and an ARN with {expected}",
    "other_partition": "has {value} for a partition, which must be {expected}",
    "other_region": "has {value} for a Region, which must be {expected}",
    "other_resource": "has {value} for a resource, which must be like {expected}",
    "other_service": "has {value} for a service, which must be {expected}",
    "over_quota": "must be at most {limit}, the account's quota",
    "policy": "must be a JSON object with a Statement",
    "registration": "is a country where sender IDs must be registered",
    "reserved": "must not begin with aws:",
    "simulator": "is a simulator number, which cannot send verification codes",
    "token": "was made for another request, or by another service",
    "dots": "must not be . or ..",
    "snapshot_named": "is the name of another snapshot",
    "too_few": "must have at least {limit} items",
    "too_large": "must be at most {limit}",
    "too_long": "must have a length of at most {limit}",
    "too_many": "must have at most {limit} items",
    "too_short": "must have a length of at least {limit}",
    "too_small": "must be at least {limit}",
    "two_way_off": "needs two-way messaging to be on",
    "unsupported_event_type": "is {value}, which is not supported",
    "type": "has the wrong type; must be {type}",
    "us_toll_free_only": "can be true only for a United States toll-free number",
}
MARK_IT = "mark it as registered on the console's page of the number"
# What to do about a refusal that is not about a member of the request.
WAYS_OUT = {
    "CHANNEL_NOT_ENABLED": "turn on the SMS and voice channel in a project of the account first",
    "DELETION_PROTECTION_ENABLED": "turn off deletion protection first",
    "EVENT_DESTINATION_MISMATCH": "an event destination keeps its kind; create another one",
    "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION": MARK_IT,
    "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL": "it is not in this pool",
    "RESOURCE_ALREADY_ASSOCIATED": "it is in this pool already",
    "RESOURCE_ALREADY_EXISTS": "there is one of this name already",
    "RESOURCE_MODIFICATION_NOT_ALLOWED": "it has gone on meanwhile",
    "RESOURCE_NOT_EMPTY": "a pool or a phone number uses the list",
    "SENDER_ID_ASSOCIATED_TO_POOL": "disassociate it from its pools first",
    "VERIFICATION_ALREADY_COMPLETE": "it is verified already",
    "VERIFICATION_CODE_EXPIRED": "ask for another code",
}
# The members that matching.two_way compares, in its order.
TWO_WAY = ("TwoWayEnabled", "TwoWayChannelArn", "TwoWayChannelRole")
# Why the database failed, by the causes that trouble.py tells apart.
DATABASE = {
    "locked": "the database is busy; try again",
    "unreachable": "the database cannot be reached; try again",
    "full": "the database has no room left; whoever runs the console can make some",
    "rights": "the console cannot open its database or write to it; whoever runs it can let it",
    "damaged": "the database is damaged; whoever runs the console can put a good copy in its place",
    "": "the database failed; the console's log says how",
}
SHOWN = 5  # of the members that are wrong, in a message
TYPES = {
    "structure": "an object",
    "list": "a list",
    "map": "an object",
    "integer": "an integer",
    "long": "an integer",
}


def message(error: ServiceError, operation: str) -> str:
    """Conflict Occurred - Reason="…" ResourceType="…" ResourceId="…": and what of it helps a person.

    The AWS CLI shows nothing but this, so what Fields says is here once more.
    """
    quoted = {
        "Reason": error.reason,
        "ResourceType": error.resource_type,
        "ResourceId": error.resource_id,
        "Fields": ", ".join(_camel(field.name) for field in error.fields),
    }
    facts = " ".join(f'{name}="{value}"' for name, value in quoted.items() if value)
    head = f"{HEADS[error.code]} - {facts}" if facts else HEADS[error.code]
    more = details(error, operation)
    return f"{head}: {more}" if more else head


def details(error: ServiceError, operation: str) -> str:
    if type(error.about) in KINDS:
        return worded(KINDS, error.about)
    if error.fields:
        return "; ".join(f"{field.name} {cause(field, operation)}" for field in error.fields[:SHOWN])
    return WAYS_OUT.get(error.reason, "")


def elsewhere(about: refusals.Elsewhere) -> str:
    parts = (
        f"the {name} in its ARN is {theirs}, the request's is {ours}" for name, theirs, ours in about.parts
    )
    return ", and ".join(parts)


def not_active(about: refusals.NotActive) -> str:
    if about.awaits_registration:
        return f"it is PENDING until it is registered; {MARK_IT}"
    return f"its status is {about.status} and must be ACTIVE"


def last_identity(about: refusals.LastIdentity) -> str:
    if about.kind == "number":
        return "associate another phone number first, or turn two-way messaging off"
    return "associate another origination identity first, or delete the pool"


def difference(mismatch: Mismatch) -> str:
    """Which member differs. A keyword set is too long to print; its name is enough."""
    if mismatch.setting == "keywords":
        return "Keywords differ"
    if mismatch.setting == "two_way":
        pairs = zip(TWO_WAY, mismatch.theirs, mismatch.ours, strict=True)
        found = [_differs(*pair) for pair in pairs if pair[1] != pair[2]]
        # Where one side is off, its channel and role say nothing.
        return found[0] if mismatch.theirs[0] != mismatch.ours[0] else "; ".join(found)
    name = "".join(part.capitalize() for part in mismatch.setting.split("_"))
    return _differs(name, mismatch.theirs, mismatch.ours)


def _differs(name: str, theirs: Any, ours: Any) -> str:
    return f"{name} is {_text(theirs)}, the pool's is {_text(ours)}"


def cause(field: Field, operation: str) -> str:
    """What is wrong with one member, and what it must be."""
    shape = shapes.shape_at(operation, field.name)
    facts = shape.metadata if shape else {}
    kind = shape.type_name if shape else ""
    text = PROBLEMS.get(field.problem, field.problem.replace("_", " "))
    # Money is whole dollars here, so of a limit with cents only the dollars can be asked for.
    limit = int(field.limit) if isinstance(field.limit, Decimal) else field.limit
    return text.format(
        limit=limit,
        value=field.value or "nothing",
        expected=field.expected,
        pattern=facts.get("pattern", "of its type"),
        enum=", ".join(facts.get("enum", ())),
        type=TYPES.get(kind, f"a {kind or 'value'}"),
    )


def _camel(path: str) -> str:
    """Members as AWS writes them here, which begin small; a map's key in the path stays as it was given."""
    return re.sub(r"(?:^|\.)[A-Z]", lambda match: match[0].lower(), path)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value) or "empty"


# By the kind of refusal; what is only Blocked, or about no more than its Reason, has a way out.
KINDS: Texts = {
    refusals.AccessKeyActive: "this one cannot be deleted",
    refusals.AccessKeysMoved: "this one cannot be changed",
    refusals.AccessKeysUsedUp: "the quota is {limit}",
    refusals.AccessNeeded: "it needs the role {role}",
    refusals.CalledTooOften: "in the sandbox there are at most {limit} calls",
    refusals.AlreadySetUp: "the account has phone numbers or pools in {region} already",
    refusals.CarrierManaged: "carriers answer this keyword themselves for United States toll-free numbers",
    refusals.ClockTooFar: "its clock goes at most {years} years ahead",
    refusals.DatabaseTrouble: lambda about: DATABASE[about.cause],
    refusals.DefaultList: "the list exists in every account and cannot be deleted",
    refusals.Elsewhere: elsewhere,
    refusals.FixedAction: "its action cannot be changed; its message can",
    refusals.LastIdentity: last_identity,
    refusals.LacksCapability: "it lacks the capability {capability}",
    refusals.Leaving: "it is leaving its pool; wait until its status is ACTIVE",
    refusals.Mismatched: lambda about: "; ".join(map(difference, about.mismatches)),
    refusals.NoneOffered: "no phone number with these attributes is available",
    refusals.NoPools: "pools are not available in {region}",
    refusals.NoSender: "no origination identity reaches {iso_country_code}",
    refusals.NotActive: not_active,
    refusals.NotSetBack: "only demo, class and practice accounts can be set back",
    refusals.NotVerified: "the account is in the sandbox, which sends to verified numbers only",
    refusals.OnPurpose: "a test setting of the account asks for this",
    refusals.OptedOut: "it is on the opt-out list {opt_out_list_name}",
    refusals.OtherType: lambda about: (
        f"MessageType is {about.message_type}, its own is {_text(about.theirs)}"
    ),
    refusals.OverQuota: "the quota is {limit}",
    refusals.Overtaken: "this one cannot be changed",
    refusals.Provoked: "a destination that ends in {digits} asks for this",
    refusals.RequiredKeyword: "this one cannot be deleted",
    refusals.SnapshotsUsedUp: "an account has at most {limit} snapshots",
    refusals.SpentUp: "the limit of this month is {dollars} USD",
    refusals.SyncRefused: "the sync with AWS stands in the way ({why})",
    refusals.Taken: "it is in the pool {pool_id}; disassociate it there, or change the pool",
    refusals.TooMuchToKeep: "a snapshot holds at most {limit} rows",
    refusals.TrainersSnapshot: "{label} is a trainer's",
    refusals.TokenUsed: "the ClientToken was used before with other parameters",
    refusals.TooEarly: "it can be deleted from {first:%Y-%m-%dT%H:%M:%SZ} on, 24 hours after it was added",
    refusals.Unsettled: "a test setting keeps new phone numbers PENDING for {seconds} seconds",
    refusals.UnknownOperation: (
        "{operation} is an operation of the API that this server does not have. docs/api.md lists those that it has."
    ),
}
