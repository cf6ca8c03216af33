"""The IAM policies that a link needs: one to read, one to read and apply. No action more than the code calls."""

from dataclasses import dataclass
from typing import Any

from pools.reference.aws_calls import READS, WRITES
from pools.reference.regions import REGIONS

# What calls need beside the permission for themselves.
# Source: Service Authorization Reference, AWS End User Messaging SMS and Voice V2, dependent actions, 2026.
ALSO_NEEDED = {
    "CreateConfigurationSet": ("sms-voice:TagResource",),
    "CreatePool": ("sms-voice:TagResource",),
    "RequestSenderId": ("sms-voice:TagResource",),
    # The role that publishes what comes in to the topic, or hands it to Amazon Connect.
    "UpdatePhoneNumber": ("iam:PassRole",),
    "UpdatePool": ("iam:PassRole",),
}
# What makes a resource has none yet that a policy could name.
WITHOUT_RESOURCE = ("CreateConfigurationSet", "CreatePool", "RequestSenderId")


@dataclass(frozen=True)
class Needed:
    """An action that a policy must allow, and the calls that need it."""

    action: str
    calls: tuple[str, ...]


def needed(*, write: bool) -> list[Needed]:
    """Every action, in order of its name. GetCallerIdentity needs none."""
    calls: dict[str, set[str]] = {}
    for operation in (*READS, *(WRITES if write else ())):
        for action in (f"sms-voice:{operation}", *ALSO_NEEDED.get(operation, ())):
            calls.setdefault(action, set()).add(operation)
    return [Needed(action, tuple(sorted(calls[action]))) for action in sorted(calls)]


def policy(account_id: str, region: str, *, write: bool) -> dict[str, Any]:
    """The document, for one account and Region, to be written as JSON."""
    statements = [_statement("Read", READS, "*", region)]
    if write:
        partition = REGIONS[region].partition
        own = f"arn:{partition}:sms-voice:{region}:{account_id}:*"
        changes = tuple(name for name in WRITES if name not in WITHOUT_RESOURCE)
        statements += [
            _statement("Create", WITHOUT_RESOURCE, "*", region),
            _statement("Change", changes, own, region),
            {
                "Sid": "PassRole",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": f"arn:{partition}:iam::{account_id}:role/*",
                "Condition": {"StringEquals": {"iam:PassedToService": "sms-voice.amazonaws.com"}},
            },
        ]
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(sid: str, operations: tuple[str, ...], resource: str, region: str) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": [f"sms-voice:{name}" for name in sorted(operations)],
        "Resource": resource,
        # The reading calls that name no resource could not be kept to a Region otherwise.
        "Condition": {"StringEquals": {"aws:RequestedRegion": region}},
    }
