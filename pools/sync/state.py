"""A resource as plain data, in one shape for the three sides that the sync compares: base, local and remote.

A resource, and whatever names one, goes by one key on all sides: AWS's ID where it has one, else ours (`key_of` has
the form). So whoever reads our own rows writes AWS's ID for a pool that was created here and is in AWS by now.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

POOL, PHONE_NUMBER, SENDER_ID = "pool", "phone-number", "sender-id"
OPT_OUT_LIST, CONFIGURATION_SET = "opt-out-list", "configuration-set"
# A member of pools that has no rows here.
RCS_AGENT = "rcs-agent"
KINDS = (OPT_OUT_LIST, CONFIGURATION_SET, SENDER_ID, PHONE_NUMBER, POOL)

# What a number takes from its pool, and what the pool decides while it is in one. So it does with keywords.
FROM_POOL = (
    "two_way_enabled",
    "two_way_channel_arn",
    "two_way_channel_role",
    "self_managed_opt_outs_enabled",
    "opt_out_list_name",
)
CHANNEL = ("two_way_channel_arn", "two_way_channel_role")
# What is compared, by the API's names; of what is unset there is no entry.
SETTINGS = MappingProxyType(
    {
        POOL: (*FROM_POOL, "shared_routes_enabled", "deletion_protection_enabled"),
        PHONE_NUMBER: (*FROM_POOL, "international_sending_enabled", "deletion_protection_enabled"),
        SENDER_ID: ("deletion_protection_enabled",),
        OPT_OUT_LIST: (),
        CONFIGURATION_SET: (
            "default_message_type",
            "default_sender_id",
            "default_message_feedback_enabled",
        ),
    }
)
# What is only known: it is as it was made, or follows from elsewhere.
FACTS = MappingProxyType(
    {
        POOL: ("message_type",),
        PHONE_NUMBER: (
            "phone_number",
            "iso_country_code",
            "message_type",
            "number_capabilities",
            "number_type",
            "monthly_leasing_price",
            "registration_id",
            # Compared as well, and here alone: a number is in one pool, whatever lists of members say.
            "pool_id",
        ),
        SENDER_ID: (
            "sender_id",
            "iso_country_code",
            "message_types",
            "monthly_leasing_price",
            "registered",
            "registration_id",
        ),
        # None where nobody counted: AWS gives a hundred numbers at a time.
        OPT_OUT_LIST: ("opted_out_number_count",),
        CONFIGURATION_SET: (),
    }
)
# The parts of which each entry is compared by itself.
PARTS = ("keywords", "tags", "members", "event_destinations")


@dataclass(frozen=True, order=True)
class Ref:
    """Which resource: its kind, and its key within the account and Region."""

    kind: str
    key: str


@dataclass(frozen=True)
class State:
    """One resource as one side has it.

    key: as `key_of` writes it. arn: AWS's, "" as long as there is none. created: AWS's CreatedTimestamp in ISO 8601,
    "" where AWS has none (a sender ID) or where the resource is not in AWS; name and this are one incarnation.
    status: as the API sends it. keywords: {"HELP": (message, action)}. members: {key: kind}. event_destinations: by
    name, in the API's wire form without the name. unknown: members of AWS's answer that are not known here, as they
    came.
    A part that is None was not read: that is not the same as an empty one, and it is not compared.
    """

    kind: str
    key: str
    arn: str = ""
    created: str = ""
    status: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, str]] | None = None
    tags: Mapping[str, str] | None = None
    members: Mapping[str, str] | None = None
    event_destinations: Mapping[str, Any] | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("facts", "settings"):
            given = getattr(self, name)
            kept = {key: given[key] for key in sorted(given) if given[key] is not None and given[key] != ""}
            object.__setattr__(self, name, MappingProxyType(kept))
        for name in (*PARTS, "unknown"):
            part = getattr(self, name)
            if part is not None:
                entries = {key: tuple(v) if name == "keywords" else v for key, v in sorted(part.items())}
                object.__setattr__(self, name, MappingProxyType(entries))

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.key)


def key_of(kind: str, name: str, iso_country_code: str = "") -> str:
    """key_of("sender-id", "ACME", "GB") is "ACME/GB"; of every other kind the ID or name itself."""
    return f"{name}/{iso_country_code}" if kind == SENDER_ID else name


def same_incarnation(one: State, other: State) -> bool:
    """Whether they are the same resource, and not one deleted and created again under its name."""
    return one.ref == other.ref and (not one.created or not other.created or one.created == other.created)


def to_json(state: State) -> dict[str, Any]:
    """Plain dicts, lists and texts, to be stored; `from_json` reads it."""
    return {name: plain(value) for name, value in vars(state).items() if value is not None}


def from_json(stored: Mapping[str, Any]) -> State:
    return State(**stored)


def plain(value: Any) -> Any:
    if isinstance(value, State):
        return to_json(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def digest_of(*values: Any) -> str:
    """Tells whether something was made from the same: the same plain data have the same digest."""
    text = json.dumps(plain(values), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def by_ref(states: Iterable[State]) -> dict[Ref, State]:
    return {state.ref: state for state in states}
