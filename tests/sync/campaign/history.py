"""What the sync has written in AWS, field by field, from the log of AWS itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.help.aws.log import Entry, Log
from tests.sync.campaign.ledger import EXISTS, Ledger

KEYWORD_ACTION = "AUTOMATIC_RESPONSE"
MARKER = "sms-console:"


@dataclass(frozen=True)
class Write:
    """A field that took this value by a request of the sync. at: when the request came."""

    at: float
    resource: str
    field: str
    value: Any


def writes(log: Log, ledger: Ledger) -> list[Write]:
    """All that took effect, in order."""
    for one in log.of("CreatePool"):
        if one.took_effect:
            ledger.names[one.answer["PoolId"]] = f"pool/{name_given(one.request)}"
    return [write for one in log.entries if one.took_effect for write in of_entry(one, ledger)]


def of_entry(one: Entry, ledger: Ledger) -> Iterator[Write]:
    asked, operation = one.request, one.operation
    if operation == "CreatePool":
        resource = ledger.names[one.answer["PoolId"]]
        fields = [(EXISTS, True), *tags_in(asked)]
    else:
        resource = resource_of(asked, ledger)
        fields = FIELDS[operation](asked) if operation in FIELDS else []
        if operation.endswith("OriginationIdentity"):
            fields = [(by_number(name, ledger), value) for name, value in fields]
    yield from (Write(one.at, resource, name, value) for name, value in fields)


def tags_in(asked: dict[str, Any]) -> list[tuple[str, Any]]:
    tags = [(tag["Key"], tag["Value"]) for tag in asked.get("Tags", [])]
    return [(f"tags/{key}", value) for key, value in tags if not key.startswith(MARKER)]


def name_given(asked: dict[str, Any]) -> str:
    return dict(tags_in(asked)).get("tags/Name", "")


def member_in(asked: dict[str, Any]) -> str:
    """A sender ID, by its name or ARN; of a number its ID."""
    identity = asked["OriginationIdentity"]
    found = identity.partition(":sender-id/")[2] or identity.rpartition("/")[2]
    country = asked.get("IsoCountryCode", "")
    return found if "/" in found or found.startswith("phone-") else f"{found}/{country}"


def by_number(name: str, ledger: Ledger) -> str:
    """A member that is a phone number goes by that."""
    found = ledger.names.get(name.removeprefix("members/"), name)
    return found.replace("phone-number/", "members/")


def settings_in(asked: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in asked.items() if name != "PoolId"]


FIELDS = {
    "TagResource": tags_in,
    "UntagResource": lambda asked: [(f"tags/{key}", None) for key in asked["TagKeys"]],
    "PutKeyword": lambda asked: [
        (
            f"keywords/{asked['Keyword'].upper()}",
            [asked["KeywordMessage"], asked.get("KeywordAction", KEYWORD_ACTION)],
        )
    ],
    "DeleteKeyword": lambda asked: [(f"keywords/{asked['Keyword'].upper()}", None)],
    "AssociateOriginationIdentity": lambda asked: [(f"members/{member_in(asked)}", True)],
    "DisassociateOriginationIdentity": lambda asked: [(f"members/{member_in(asked)}", None)],
    "UpdatePool": settings_in,
    "DeletePool": lambda asked: [(EXISTS, None)],
    "CreateConfigurationSet": lambda asked: [(EXISTS, True)],
    "DeleteConfigurationSet": lambda asked: [(EXISTS, None)],
    "SetDefaultSenderId": lambda asked: [("DefaultSenderId", asked["SenderId"])],
}
# Which member of a request says what it is about, the first that is there.
ABOUT = ("ResourceArn", "PoolId", "ConfigurationSetName", "PhoneNumberId", "OriginationIdentity", "SenderId")


def resource_of(asked: dict[str, Any], ledger: Ledger) -> str:
    """By the name that help/both_sides.py gives it; ARNs end in kind and key."""
    value = next((asked[name] for name in ABOUT if name in asked), "")
    path = value.rpartition(":")[2] if value.startswith("arn:") else value
    return ledger.names.get(path.rpartition("/")[2], path)
