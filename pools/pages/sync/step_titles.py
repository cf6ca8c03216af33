"""What a step of a plan does to which resource, in one line."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.models import SyncStep
from pools.models.mirrors import NOUNS
from pools.pages.kit.aws.naming import Named
from pools.pages.kit.aws.values import Ref

NamedRefs = Mapping[Ref, Named]
BOLD = '<strong translate="no">{}</strong>'
BOLD_NUMBER = '<strong class="unbroken" translate="no">{}</strong>'
# What each call does, with {} for the resource; the others are read from their names.
VERBS = {
    "CreatePool": "Create pool {}",
    "UpdatePool": "Change pool {}",
    "DeletePool": "Delete pool {}",
    "UpdatePhoneNumber": "Change phone number {}",
    "ReleasePhoneNumber": "Release phone number {}",
    "RequestPhoneNumber": "Request phone number {}",
    "RequestSenderId": "Request sender ID {}",
    "ReleaseSenderId": "Release sender ID {}",
    "UpdateSenderId": "Change sender ID {}",
    "CreateConfigurationSet": "Create configuration set {}",
    "DeleteConfigurationSet": "Delete configuration set {}",
    "SetDefaultSenderId": "Set the default sender ID of configuration set {}",
    "DeleteDefaultSenderId": "Delete the default sender ID of configuration set {}",
    "SetDefaultMessageType": "Set the default message type of configuration set {}",
    "DeleteDefaultMessageType": "Delete the default message type of configuration set {}",
    "SetDefaultMessageFeedbackEnabled": "Set the default message feedback of configuration set {}",
    "CreateOptOutList": "Create opt-out list {}",
    "DeleteOptOutList": "Delete opt-out list {}",
}


def changes_in(step: SyncStep) -> list[tuple[Ref, str, str, Any, Any]]:
    """The resource, the field's name and key, before, after."""
    return [
        ((kind, key), name, part, old, new) for kind, key, name, part, old, new in step.planned["changes"]
    ]


def refs_of_title(step: SyncStep) -> set[Ref]:
    return {(step.kind, step.key), *(member_of(step) or ())}


def label_of(names: NamedRefs, ref: Ref) -> str:
    return names[ref].label if ref in names else ref[1]


def bold(names: NamedRefs, ref: Ref) -> SafeString:
    return format_html(BOLD_NUMBER if ref[0] == "phone-number" else BOLD, label_of(names, ref))


def title_of(step: SyncStep, names: NamedRefs) -> SafeString:
    if member := member_of(step):
        who, pool = (bold(names, ref) for ref in member)
        if step.operation.startswith("Disassociate"):
            return format_html("Disassociate {} from pool {}", who, pool)
        return format_html("Associate {} to pool {}", who, pool)
    name = bold(names, (step.kind, step.key))
    noun = NOUNS.get(step.kind, step.kind)
    if step.operation in ("PutKeyword", "DeleteKeyword"):
        word = format_html(BOLD, step.planned["request"].get("Keyword", ""))
        verb = "Set" if step.operation == "PutKeyword" else "Delete"
        return format_html("{} keyword {} of {} {}", verb, word, noun, name)
    if step.operation == "TagResource":
        return format_html("Tag {} {}", noun, name)
    if step.operation == "UntagResource":
        return format_html("Remove tags of {} {}", noun, name)
    if step.operation in VERBS:
        return format_html(VERBS[step.operation], name)
    return format_html("{} {} {}", spaced(step.operation) or "Change", noun, name)


def spaced(operation: str) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", operation).lower()
    return words[:1].upper() + words[1:]


def member_of(step: SyncStep) -> tuple[Ref, Ref] | None:
    """Who joins or leaves which pool, where that is the step."""
    if not step.operation.endswith("OriginationIdentity"):
        return None
    for ref, name, part, before, after in changes_in(step):
        if name == "pool_id":
            return ref, ("pool", after or before)
        if name == "members":
            return ("sender-id", part), ref
    return None
