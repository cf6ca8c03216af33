"""Items of AWS's answers as states: nothing that came is lost.

A member that the service model has and no state knows is a fact. What the model does not have, or of which it does
not know the value, is unknown: it is kept as it came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pools import shapes
from pools.shapes import xform_name
from pools.sync.kinds import KINDS_READ
from pools.sync.state import (
    CONFIGURATION_SET,
    KINDS,
    PHONE_NUMBER,
    SENDER_ID,
    SETTINGS,
    State,
    key_of,
)

# Members of an item that have a place of their own in a state.
STATUS, CREATED, EVENT_DESTINATIONS = "Status", "CreatedTimestamp", "EventDestinations"
MEMBERS, KEYWORDS = "OriginationIdentities", "Keywords"
# The service model lets AWS leave it out, and has it off then; our rows know only on and off.
LEFT_OUT = {PHONE_NUMBER: {"international_sending_enabled": False}}


def state_of(kind: str, item: Mapping[str, Any]) -> State:
    """An item of a Describe operation's list, without the parts that other calls give."""
    about, known = KINDS_READ[kind], _known(KINDS_READ[kind].shape)
    arn, created = item.get(about.arn, ""), moment_of(item.get(CREATED))
    # In the API's model a number's own ID is optional; its ARN ends in it.
    name = item.get(about.name) or arn.rpartition("/")[2]
    settings, facts = dict(LEFT_OUT.get(kind, {})), {}
    for member in item.keys() & known.keys() - {about.arn, STATUS, CREATED, EVENT_DESTINATIONS}:
        kept = settings if xform_name(member) in SETTINGS[kind] else facts
        kept[xform_name(member)] = ordered(_in_the_models_case(known[member], item[member]))
    if kind != SENDER_ID:
        facts.pop(xform_name(about.name), None)
    unknown = {member: value for member, value in item.items() if not _fits(known.get(member), value)}
    return State(
        kind=kind,
        key=key_of(kind, name, item.get("IsoCountryCode", "")),
        arn=arn,
        created=created,
        status=item.get(STATUS, ""),
        facts=facts,
        settings=settings,
        event_destinations=event_destinations_of(item) if kind == CONFIGURATION_SET else None,
        unknown=unknown,
    )


def _known(shape: str) -> Mapping[str, Any]:
    return shapes.service_model().shape_for(shape).members


def _fits(shape: Any, value: Any) -> bool:
    """Whether a value, and all in it, is one that the service model has, and that a state keeps."""
    if shape is None:
        return False
    if value is None or value == "":
        return True  # as if it had been left out
    if shape.type_name == "structure":
        members = shape.members
        return isinstance(value, dict) and all(_fits(members.get(key), one) for key, one in value.items())
    if shape.type_name == "list":
        return isinstance(value, list) and all(_fits(shape.member, one) for one in value)
    if shape.type_name == "timestamp":
        return bool(moment_of(value))
    if shape.type_name == "string":
        return isinstance(value, str) and (not shape.enum or value in shape.enum)
    return isinstance(value, bool if shape.type_name == "boolean" else int)


def _in_the_models_case(shape: Any, value: Any) -> Any:
    """AWS was seen to give message types as "Transactional", which is no other one."""
    if shape.type_name == "list" and isinstance(value, list):
        return [_in_the_models_case(shape.member, one) for one in value]
    if shape.type_name == "string" and isinstance(value, str) and value.upper() in shape.enum:
        return value.upper()
    return value


def ordered(value: Any) -> Any:
    """Lists of texts in one order: AWS gives none, and another one is no change."""
    if isinstance(value, dict):
        return {key: ordered(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(one, str) for one in value) else list(map(ordered, value))
    return value


def moment_of(value: Any) -> str:
    """A time in ISO 8601. AWS sends seconds since 1970, and by its own clients' parsers may send a text."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).astimezone(UTC).isoformat()
        except ValueError:
            return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC).isoformat()
    return ""


def event_destinations_of(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        one.get("EventDestinationName", ""): {
            key: ordered(value) for key, value in one.items() if key != "EventDestinationName"
        }
        for one in item.get(EVENT_DESTINATIONS) or []
    }


def keywords_of(page: Iterable[Mapping[str, Any]]) -> tuple[dict[str, tuple[str, str]], dict[str, Any]]:
    """The keywords of a page of DescribeKeywords; and what is unknown of each."""
    known, keywords, unknown = _known("KeywordInformation"), {}, {}
    for item in page:
        keywords[item["Keyword"]] = (item.get("KeywordMessage", ""), item.get("KeywordAction", ""))
        rest = {name: value for name, value in item.items() if not _fits(known.get(name), value)}
        if rest:
            unknown[item["Keyword"]] = rest
    return keywords, unknown


def member_of(pool: State, item: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Key and kind of a member of a pool; and what is unknown of it, the ARN too where another account owns it."""
    known = _known("OriginationIdentityMetadata")
    arn = item.get("OriginationIdentityArn", "")
    owner, _, resource = arn.rpartition(":")
    kind = resource.partition("/")[0]
    rest = {name: value for name, value in item.items() if not _fits(known.get(name), value)}
    if kind not in KINDS:
        rest = dict(item)
    elif owner != pool.arn.rpartition(":")[0]:
        rest["OriginationIdentityArn"] = arn
    return key_of(kind, item["OriginationIdentity"], item.get("IsoCountryCode", "")), kind, rest


def with_unknown(state: State, name: str, entries: Mapping[str, Any]) -> State:
    return replace(state, unknown={**state.unknown, name: dict(entries)}) if entries else state
