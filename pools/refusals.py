"""What a refusal is about: one frozen dataclass a kind, with what a sentence needs to name.

A ServiceError has one of these, or Fields, or neither where its Reason says all. Each door words every kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Mismatch:
    """One setting that differs. `setting` is the API's member in snake_case; `theirs` is the identity's value."""

    reason: str
    setting: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Stale:
    """A setting that both this form and somebody else changed. None stands for absent."""

    setting: str
    key: str
    yours: Any
    current: Any


@dataclass(frozen=True)
class FormRow:
    """The row of a form that a refusal is about: ("keywords", "HELP")."""

    setting: str
    key: str


# A class a kind, and no dict of facts, so that a test can hold both doors to words for each of them.
class About:
    """A kind of refusal. label: the resource's name for people."""


@dataclass(frozen=True)
class Blocked(About):
    """A resource is in a state that stands in the way; the Reason says which."""

    label: str


@dataclass(frozen=True)
class NotActive(About):
    label: str
    status: str
    awaits_registration: bool = False


@dataclass(frozen=True)
class Mismatched(About):
    """An identity doesn't fit a pool."""

    label: str
    mismatches: Sequence[Mismatch]


@dataclass(frozen=True)
class Taken(About):
    """A phone number is in a pool already."""

    label: str
    pool_label: str
    # A label may be that of two pools; whoever is to act on one needs its ID.
    pool_id: str


@dataclass(frozen=True)
class Leaving(About):
    """A phone number is still on its way out of a pool."""

    label: str


@dataclass(frozen=True)
class LastIdentity(About):
    """kind: "identity", or "number" where two-way SMS needs one."""

    label: str
    kind: str


@dataclass(frozen=True)
class RequiredKeyword(About):
    keyword: str


@dataclass(frozen=True)
class FixedAction(About):
    """A required keyword's action can't be changed."""

    keyword: str


@dataclass(frozen=True)
class CarrierManaged(About):
    """Carriers answer the keyword themselves for US toll-free numbers."""

    keyword: str


@dataclass(frozen=True)
class DefaultList(About):
    """The opt-out list that every account has."""

    label: str


@dataclass(frozen=True)
class TooEarly(About):
    """first: when it can be deleted at the earliest."""

    label: str
    first: datetime


@dataclass(frozen=True)
class Overtaken(About):
    """Settings of a form that somebody else has changed since it was rendered, or may have.

    moved: those that the form changes too. also: those that it leaves as they were.
    """

    moved: Sequence[Stale]
    also: Sequence[Stale] = ()


@dataclass(frozen=True)
class TokenUsed(About):
    """The ClientToken came with another request before. answer: what that one got, as on the wire."""

    answer: Mapping[str, Any] | None


@dataclass(frozen=True)
class OverQuota(About):
    """name: as in reference/quotas."""

    name: str
    limit: int


@dataclass(frozen=True)
class AccessKeysUsedUp(About):
    limit: int


@dataclass(frozen=True)
class AccessKeysMoved(About):
    """The user's access keys are others than the form was rendered with."""


@dataclass(frozen=True)
class AccessKeyActive(About):
    access_key_id: str


@dataclass(frozen=True)
class AccessNeeded(About):
    """role: the label of the least role that may. action: the operation's name."""

    role: str
    action: str


@dataclass(frozen=True)
class Provoked(About):
    """The last digits of a destination ask for the refusal."""

    digits: str


@dataclass(frozen=True)
class OtherType(About):
    """A message is of another type than its sender. theirs: the sender's types."""

    label: str
    theirs: Sequence[str]
    message_type: str


@dataclass(frozen=True)
class LacksCapability(About):
    label: str
    capability: str


@dataclass(frozen=True)
class NoSender(About):
    """Nothing reaches the country. label: the pool's, or "" of the whole account."""

    label: str
    iso_country_code: str


@dataclass(frozen=True)
class OptedOut(About):
    label: str
    opt_out_list_name: str


@dataclass(frozen=True)
class NotVerified(About):
    """The account is in the sandbox, and the destination is not verified."""

    label: str


@dataclass(frozen=True)
class SpentUp(About):
    """The month's spend limit is reached. dollars: it."""

    dollars: str


@dataclass(frozen=True)
class CalledTooOften(About):
    """An account in the sandbox makes no more calls than these in a day."""

    limit: int


@dataclass(frozen=True)
class Elsewhere(About):
    """An ARN of another place. parts: the name of each that differs, its value, and the request's."""

    arn: str
    parts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class NoPools(About):
    """The Region has no pools."""

    region: str


@dataclass(frozen=True)
class NoneOffered(About):
    """AWS has no phone number like that."""


@dataclass(frozen=True)
class AlreadySetUp(About):
    """The account has a phone number or a pool in the Region."""

    region: str


@dataclass(frozen=True)
class Unsettled(About):
    """A test setting lets what is new become ACTIVE only after these seconds."""

    seconds: int


@dataclass(frozen=True)
class NotSetBack(About):
    """The account is one that people work in, or a draft of what is in AWS: it keeps what it has, and its clock."""


@dataclass(frozen=True)
class ClockTooFar(About):
    """An account's clock goes no further ahead than that."""

    years: int


@dataclass(frozen=True)
class SnapshotsUsedUp(About):
    """An account has no more snapshots than that."""

    limit: int


@dataclass(frozen=True)
class TooMuchToKeep(About):
    """A snapshot holds no more rows than that."""

    limit: int


@dataclass(frozen=True)
class TrainersSnapshot(About):
    """Whoever took it has no role in the account: it is there for a whole class."""

    label: str


@dataclass(frozen=True)
class UnknownOperation(About):
    operation: str


@dataclass(frozen=True)
class OnPurpose(About):
    """A test setting of the account asks for the failure."""


@dataclass(frozen=True)
class SyncRefused(About):
    """The sync with AWS does not do this now. why: as in operations/syncing/refusing.py. label: what it is about."""

    why: str
    label: str


@dataclass(frozen=True)
class DatabaseTrouble(About):
    """cause: as trouble.py tells them apart, "" where it can't."""

    cause: str


Texts = Mapping[type[About], str | Callable[[Any], str]]


def worded(texts: Texts, about: About) -> str:
    """A door's words for a kind: a text with the kind's own names in braces, or a function of it."""
    text = texts[type(about)]
    return text(about) if callable(text) else text.format(**vars(about))
