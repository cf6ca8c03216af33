"""Everything that an account holds, read with boto3 alone, so that two accounts can be held against each other.

It shares nothing with the sync: what that reads wrongly, or takes for the same, is found here.
"""

from collections.abc import Iterator
from typing import Any

# What each side has of its own, or has no way to give to the other.
OWN = {
    "PoolArn",
    "PoolId",
    "PhoneNumberArn",
    "SenderIdArn",
    "OptOutListArn",
    "ConfigurationSetArn",
    "CreatedTimestamp",
    "EventDestinations",
    "MonthlyLeasingPrice",
}
# What a number has from its pool while it is in one, and what counts only while two-way SMS is on.
OF_THE_POOL = {"SelfManagedOptOutsEnabled", "OptOutListName", "TwoWayEnabled"}
CHANNEL = {"TwoWayChannelArn", "TwoWayChannelRole"}
MARKER = "sms-console:"

Side = dict[str, dict[str, Any]]


def side_of(client: Any) -> Side:
    """{"pool/the tag Name": {"tags/Team": "orders", "keywords/STOP": […], "members/+1…": True, …}, …}.

    A pool goes by its tag Name, else its ID: AWS gives one that was created here another ID.
    Raises: ValueError where two go by one name.
    """
    found: Side = {}
    for name, fields in (*pools(client), *numbers(client), *named(client)):
        if name in found:
            raise ValueError(f"There are two of {name}.")
        found[name] = {key: value for key, value in fields.items() if value not in (None, "", [])}
    return found


def differences(here: Side, there: Side) -> list[str]:
    """Each field in which they are not the same, in words."""
    lines = [f"only here: {name}" for name in sorted(here.keys() - there.keys())]
    lines += [f"only in AWS: {name}" for name in sorted(there.keys() - here.keys())]
    for name in sorted(here.keys() & there.keys()):
        for key in sorted(here[name].keys() | there[name].keys()):
            ours, theirs = here[name].get(key), there[name].get(key)
            if ours != theirs:
                lines.append(f"{name} {key}: {ours!r} here, {theirs!r} in AWS")
    return lines


def pools(client: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for pool in every(client, "describe_pools", "Pools"):
        tags = tags_of(client, pool["PoolArn"])
        fields = settings_of(pool) | tags | keywords_of(client, pool["PoolId"])
        for member in every(
            client, "list_pool_origination_identities", "OriginationIdentities", PoolId=pool["PoolId"]
        ):
            fields[f"members/{name_of_member(member)}"] = True
        yield f"pool/{tags.get('tags/Name') or pool['PoolId']}", fields


def name_of_member(member: dict[str, Any]) -> str:
    return member.get("PhoneNumber") or f"{member['OriginationIdentity']}/{member['IsoCountryCode']}"


def numbers(client: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in every(client, "describe_phone_numbers", "PhoneNumbers"):
        is_member = bool(number.pop("PoolId", ""))
        fields = settings_of(number) | tags_of(client, number["PhoneNumberArn"])
        if is_member:
            fields = {key: value for key, value in fields.items() if key not in OF_THE_POOL | CHANNEL}
        else:
            fields |= keywords_of(client, number["PhoneNumberId"])
        yield f"phone-number/{number['PhoneNumber']}", fields


def named(client: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for sender in every(client, "describe_sender_ids", "SenderIds"):
        name = f"sender-id/{sender['SenderId']}/{sender['IsoCountryCode']}"
        yield name, settings_of(sender) | tags_of(client, sender["SenderIdArn"])
    for one in every(client, "describe_opt_out_lists", "OptOutLists"):
        yield f"opt-out-list/{one['OptOutListName']}", tags_of(client, one["OptOutListArn"])
    for one in every(client, "describe_configuration_sets", "ConfigurationSets"):
        fields = settings_of(one) | tags_of(client, one["ConfigurationSetArn"])
        for destination in one.get("EventDestinations", []):
            fields[f"event_destinations/{destination['EventDestinationName']}"] = ordered(destination)
        yield f"configuration-set/{one['ConfigurationSetName']}", fields


def every(client: Any, operation: str, items: str, **request: Any) -> Iterator[dict[str, Any]]:
    for page in client.get_paginator(operation).paginate(**request):
        yield from page[items]


def settings_of(item: dict[str, Any]) -> dict[str, Any]:
    kept = {key: ordered(value) for key, value in item.items() if key not in OWN}
    return kept if kept.get("TwoWayEnabled") else {k: v for k, v in kept.items() if k not in CHANNEL}


def ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: ordered(one) for key, one in value.items()}
    return sorted(value) if isinstance(value, list) else value


def tags_of(client: Any, arn: str) -> dict[str, Any]:
    """Without those by which a console finds again what it created."""
    listed = client.list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {f"tags/{tag['Key']}": tag["Value"] for tag in listed if not tag["Key"].startswith(MARKER)}


def keywords_of(client: Any, identity: str) -> dict[str, Any]:
    listed = every(client, "describe_keywords", "Keywords", OriginationIdentity=identity)
    return {f"keywords/{one['Keyword']}": [one["KeywordMessage"], one["KeywordAction"]] for one in listed}
