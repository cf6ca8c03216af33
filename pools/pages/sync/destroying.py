"""What somebody ticks of a step that destroys, and whom it cuts off."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pools.models import SyncStep
from pools.pages.kit.words.labels import joined
from pools.pages.sync.about_test import grouped
from pools.pages.sync.step_titles import member_of

# What somebody ticks.
TICKS = {
    "DeletePool": "Delete this pool",
    "DeleteKeyword": "Delete this keyword",
    "DeleteConfigurationSet": "Delete this configuration set",
    "DeleteDefaultSenderId": "Delete this default sender ID",
    "DisassociateOriginationIdentity": "Disassociate this {}",
}
CONSEQUENCES = {
    "DeletePool": "Applications that send to this pool get errors.",
    "DeleteKeyword": "A message with this word gets no answer of its own any more.",
    "DeleteConfigurationSet": "Applications that name this configuration set get errors.",
    "DeleteDefaultSenderId": "Messages of this configuration set have no sender ID of their own any more.",
    "DisassociateOriginationIdentity": "The pool stops sending from this {} right away.",
}
ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


def noun_of_member(step: SyncStep) -> str:
    member = member_of(step)
    return "number" if member and member[0][0] == "phone-number" else "sender ID"


def tick_of(step: SyncStep) -> str:
    return TICKS.get(step.operation, "Do this").format(noun_of_member(step))


def consequence_of(step: SyncStep, memory: Mapping[str, Any]) -> str:
    """Whom it cuts off; memory: the mirror's, of the step's resource."""
    if step.operation == "DeletePool" and (accounts := accounts_in(memory)):
        one = len(accounts) == 1
        who = f"Account{'' if one else 's'} {joined(accounts)} send{'s' if one else ''}"
        return f"{who} through this pool (resource policy) and get{'s' if one else ''} errors."
    return CONSEQUENCES.get(step.operation, "").format(noun_of_member(step))


def accounts_in(memory: Mapping[str, Any]) -> list[str]:
    """The accounts that the pool's resource policy lets send through it."""
    side = memory.get("read") or memory.get("base") or {}
    text = (side.get("facts") or {}).get("resource_policy") or ""
    try:
        statements = json.loads(text).get("Statement", []) if text else []
    except (ValueError, AttributeError):
        return []
    statements = statements if isinstance(statements, list) else [statements]
    named = [json.dumps(one.get("Principal", "")) for one in statements if isinstance(one, dict)]
    found = sorted({number for principal in named for number in ACCOUNT.findall(principal)})
    return [grouped(one) for one in found]
