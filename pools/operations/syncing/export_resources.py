"""AWS's resources as those of Terraform's provider: each under a name, with what is a resource of its own there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pools.models.scope import name_and_country
from pools.operations.resource_policies import NO_POLICY
from pools.operations.syncing.export_bodies import BODIES, CannotExport, State, is_in_pool_there
from pools.operations.syncing.export_hcl import Block, Expression
from pools.reference import keywords as known
from pools.shapes import xform_name

PREFIX = "aws_pinpointsmsvoicev2_"
# In the order in which they need each other.
TYPES_THERE = {
    "opt-out-list": f"{PREFIX}opt_out_list",
    "configuration-set": f"{PREFIX}configuration_set",
    "sender-id": f"{PREFIX}sender_id",
    "phone-number": f"{PREFIX}phone_number",
    "pool": f"{PREFIX}pool",
}
# Tags of AWS's own, and those by which the sync finds again what it created.
NOT_EXPORTED_TAGS = ("aws:", "sms-console:created")
DESTINATION_BLOCKS = {
    "CloudWatchLogsDestination": ("cloudwatch_logs_destination", ("IamRoleArn", "LogGroupArn")),
    "KinesisFirehoseDestination": ("kinesis_firehose_destination", ("IamRoleArn", "DeliveryStreamArn")),
    "SnsDestination": ("sns_destination", ("TopicArn",)),
}


@dataclass
class Exported:
    """One resource there; without an address only notes, which are comments."""

    address: str = ""
    import_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()


class Exporting:
    """states: as sync/state.py writes them in JSON."""

    def __init__(self, states: Sequence[State]) -> None:
        self.states = sorted(states, key=lambda one: (list(TYPES_THERE).index(one["kind"]), one["key"]))
        self.by_key = {(one["kind"], one["key"]): one for one in states}
        self.labels: set[str] = set()
        self.addresses: dict[tuple[str, str], Expression] = {}

    def resources(self) -> Iterator[Exported]:
        """All of them, each before what refers to it, with its keywords, destinations and policy behind it."""
        for state in self.states:
            try:
                body, notes = BODIES[state["kind"]](self, state)
            except CannotExport as why:
                yield Exported(notes=[f"{state['kind']} {state['key']}: {why}"])
                continue
            address = self.address(TYPES_THERE[state["kind"]], name_of(state))
            self.addresses[state["kind"], state["key"]] = address
            labelled = [f"{state['kind']} {state['key']}: {note}" for note in notes]
            yield Exported(address, import_id_of(state), body | tags_there(state), labelled)
            yield from self.beside(state, address)

    def address(self, kind: str, name: str) -> Expression:
        """The only one of that name: a name may be that of two pools, and is cut to what a label may hold."""
        slug = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_") or "unnamed"
        slug = slug if slug[0].isalpha() else f"_{slug}"
        found, number = f"{kind}.{slug}", 1
        while found in self.labels:
            number += 1
            found = f"{kind}.{slug}_{number}"
        self.labels.add(found)
        return Expression(found)

    def beside(self, state: State, address: Expression) -> Iterator[Exported]:
        """What is a resource of its own there."""
        label, arn = address.partition(".")[2], Expression(f"{address}.arn")
        if not is_in_pool_there(state):
            for word, (message, action) in (state.get("keywords") or {}).items():
                yield self.keyword(state, f"{label}_{word}", arn, word, message, action)
        for name, destination in (state.get("event_destinations") or {}).items():
            yield self.destination(state, address, label, name, destination)
        policy = state["facts"].get("resource_policy")
        if policy and policy != NO_POLICY:
            there = self.address(f"{PREFIX}resource_policy", label)
            yield Exported(there, state["arn"], {"resource_arn": arn, "policy": policy})

    def keyword(
        self, state: State, name: str, arn: Expression, word: str, message: str, action: str
    ) -> Exported:
        if word != word.upper():
            return Exported(
                notes=[f"keyword {word} of {state['key']}: only keywords in capitals can be exported."]
            )
        body = {
            "origination_identity_arn": arn,
            "keyword": word,
            "keyword_message": message,
            # AWS decides it of those that every identity has.
            "keyword_action": None if word in known.REQUIRED else action,
        }
        return Exported(self.address(f"{PREFIX}keyword", name), f"{state['arn']},{word}", body)

    def destination(
        self, state: State, owner: Expression, label: str, name: str, wire: Mapping[str, Any]
    ) -> Exported:
        kind = next((kind for kind in DESTINATION_BLOCKS if wire.get(kind)), None)
        if kind is None:
            return Exported(
                notes=[f"event destination {name} of {state['key']}: its kind can't be exported."]
            )
        there, members = DESTINATION_BLOCKS[kind]
        target = {xform_name(member): wire[kind].get(member) for member in members}
        body = {
            "configuration_set_name": Expression(f"{owner}.name"),
            "event_destination_name": name,
            "matching_event_types": list(wire.get("MatchingEventTypes", ())),
            "enabled": wire.get("Enabled", True),
            there: Block(target),
        }
        address = self.address(f"{PREFIX}event_destination", f"{label}_{name}")
        return Exported(address, f"{state['key']},{name}", body)

    def opt_out_list(self, name: str | None) -> Any:
        address = self.addresses.get(("opt-out-list", name or ""))
        return Expression(f"{address}.name") if address else name

    def member(self, pool: State, key: str, kind: str) -> Any:
        if address := self.addresses.get((kind, key)):
            return Expression(f"{address}.arn")
        told = pool.get("unknown", {}).get("OriginationIdentities", {}).get(key, {})
        arn = told.get("OriginationIdentityArn") or self.by_key.get((kind, key), {}).get("arn")
        if kind not in ("phone-number", "sender-id") or not arn:
            raise CannotExport(f"has a member that can't be exported, {kind} {key}.")
        return arn


def name_of(state: State) -> str:
    return (state.get("tags") or {}).get("Name") or state["key"]


def import_id_of(state: State) -> str:
    return ",".join(name_and_country(state["key"])) if state["kind"] == "sender-id" else state["key"]


def tags_there(state: State) -> dict[str, Any]:
    tags = {
        key: value
        for key, value in (state.get("tags") or {}).items()
        if not key.startswith(NOT_EXPORTED_TAGS)
    }
    return {"tags": tags} if tags else {}
