"""What of AWS's the console leaves alone: it is stored and shown as it is, never compared and never written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pools import shapes
from pools.operations.from_aws.fitting import cannot_keep
from pools.reference import quotas
from pools.sync.answers import MEMBERS
from pools.sync.fields import Field, fields
from pools.sync.state import CONFIGURATION_SET, PHONE_NUMBER, POOL, RCS_AGENT, SENDER_ID, State

# More than this the console's own form does not take of a new keyword; the API takes 30.
LONGEST_KEYWORD = 25
# Which lists of the service model the values that we know are from.
STATUS_ENUMS = {POOL: "PoolStatus", PHONE_NUMBER: "NumberStatus"}
VALUE_ENUMS = {
    "message_type": "MessageType",
    "message_types": "MessageType",
    "number_type": "NumberType",
    "number_capabilities": "NumberCapability",
    "default_message_type": "MessageType",
}
KNOWN_MEMBERS = (PHONE_NUMBER, SENDER_ID)


@dataclass(frozen=True, order=True)
class LeftAlone:
    """One reason. part, key: as in a Field; without a key all of that part, without a part the whole resource."""

    part: str
    key: str
    why: str

    def covers(self, which: Field) -> bool:
        return self.part in ("", which[0]) and self.key in ("", which[1])


def left_alone(state: State, *, whole: str = "") -> tuple[LeftAlone, ...]:
    """Why AWS's resource, or what of it, is none of the console's business.

    whole: a reason that its reader knows and the state does not: BLOCKED_REGION, CHANNEL_OFF, NOT_MANAGED.
    """
    found = [LeftAlone("", "", whole)] if whole else []
    unfit = (LeftAlone(*which, "NO_PLACE") for which in cannot_keep(vars(state)))
    return tuple(sorted({*found, *_unknown_values(state), *_too_much(state), *_odd_members(state), *unfit}))


def is_left_alone(reasons: tuple[LeftAlone, ...], which: Field = ("", "")) -> bool:
    """Whether that field is; without one, whether the whole resource is."""
    return any(reason.covers(which) for reason in reasons)


def _unknown_values(state: State) -> Iterator[LeftAlone]:
    enum = STATUS_ENUMS.get(state.kind)
    if enum and state.status and state.status not in _values(enum):
        yield LeftAlone("", "", "UNKNOWN_STATUS")
    for name, value in (*state.facts.items(), *state.settings.items()):
        # AWS was seen to give a message type in another case than its model has.
        if name in VALUE_ENUMS and not {one.upper() for one in _listed(value)} <= _values(VALUE_ENUMS[name]):
            yield LeftAlone("", "", "UNKNOWN_VALUE")
    for word, (_, action) in (state.keywords or {}).items():
        if action not in _values("KeywordAction"):
            yield LeftAlone("keywords", word, "UNKNOWN_VALUE")


def _too_much(state: State) -> Iterator[LeftAlone]:
    for word in state.keywords or ():
        if len(word) > LONGEST_KEYWORD:
            yield LeftAlone("keywords", word, "LONG_KEYWORD")
    if len(state.keywords or ()) > quotas.default(quotas.KEYWORDS_PER_POOL):
        yield LeftAlone("keywords", "", "TOO_MANY_KEYWORDS")
    if sum(name == "tags" for name, _ in fields(state)) > quotas.default(quotas.TAGS_PER_RESOURCE):
        yield LeftAlone("tags", "", "TOO_MANY_TAGS")
    if state.kind == CONFIGURATION_SET and len(state.event_destinations or ()) > quotas.default(
        quotas.EVENT_DESTINATIONS_PER_CONFIGURATION_SET
    ):
        yield LeftAlone("event_destinations", "", "TOO_MANY_EVENT_DESTINATIONS")


def _odd_members(state: State) -> Iterator[LeftAlone]:
    odd = state.unknown.get(MEMBERS, {})
    for key, kind in (state.members or {}).items():
        if kind not in KNOWN_MEMBERS:
            yield LeftAlone("", "", "RCS_AGENT" if kind == RCS_AGENT else "UNKNOWN_MEMBER")
        elif "OriginationIdentityArn" in odd.get(key, {}):
            # Another account's, which shares it: it has no row here, and that is nobody's wish.
            yield LeftAlone("members", key, "SHARED_MEMBER")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


@cache
def _values(enum: str) -> frozenset[str]:
    return frozenset(shapes.service_model().shape_for(enum).enum)
