"""What to do about what differs from AWS, where that is said on another page than the sync's own."""

from collections.abc import Iterable
from typing import NamedTuple

from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.aws.values import Ref, ref_text
from pools.pages.kit.places import to
from pools.pages.kit.words import reasons

# As many as a form names one by one.
MOST_NAMED = 25


class AwsAct(NamedTuple):
    """A link; with ids, what a form posts, each a kind and AWS's key. reason: why it is off."""

    text: str
    href: str
    ids: tuple[str, ...] = ()
    reason: str = ""


def review(caller: Caller, refs: Iterable[Ref], text: str) -> AwsAct:
    """A plan of these resources and what they need; of many, what is pending, to choose from."""
    ids = tuple(ref_text(*ref) for ref in refs)
    if len(ids) > MOST_NAMED:
        return AwsAct(text, to(caller, "sync-pending"))
    reason = reasons.available_to(caller, Permission.CHANGE_RESOURCES)
    return AwsAct(text, to(caller, "sync-plan"), ids, reason)


def resolve(caller: Caller, text: str = "Resolve conflict") -> AwsAct:
    return AwsAct(text, to(caller, "sync-conflicts"))
