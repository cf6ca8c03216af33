"""How each kind of resource is read: the operation, and what its request and its answer call things."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pools.models.scope import name_and_country
from pools.sync.state import CONFIGURATION_SET, OPT_OUT_LIST, PHONE_NUMBER, POOL, SENDER_ID


@dataclass(frozen=True)
class KindRead:
    """How a kind is read. items: the list in the answer of `operation`; names: the request's, of what to describe."""

    operation: str
    items: str
    names: str
    shape: str
    arn: str
    name: str
    name_of: Callable[[str], Any] = str


def sender_id_members(key: str) -> dict[str, str]:
    """What names a sender ID in a request."""
    return dict(zip(("SenderId", "IsoCountryCode"), name_and_country(key), strict=True))


KINDS_READ = {
    POOL: KindRead("DescribePools", "Pools", "PoolIds", "PoolInformation", "PoolArn", "PoolId"),
    PHONE_NUMBER: KindRead(
        "DescribePhoneNumbers",
        "PhoneNumbers",
        "PhoneNumberIds",
        "PhoneNumberInformation",
        "PhoneNumberArn",
        "PhoneNumberId",
    ),
    SENDER_ID: KindRead(
        "DescribeSenderIds",
        "SenderIds",
        "SenderIds",
        "SenderIdInformation",
        "SenderIdArn",
        "SenderId",
        sender_id_members,
    ),
    OPT_OUT_LIST: KindRead(
        "DescribeOptOutLists",
        "OptOutLists",
        "OptOutListNames",
        "OptOutListInformation",
        "OptOutListArn",
        "OptOutListName",
    ),
    CONFIGURATION_SET: KindRead(
        "DescribeConfigurationSets",
        "ConfigurationSets",
        "ConfigurationSetNames",
        "ConfigurationSetInformation",
        "ConfigurationSetArn",
        "ConfigurationSetName",
    ),
}
