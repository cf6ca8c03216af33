"""What came from AWS, as the activity log has it: under the names that the operations here use."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pools.models.scope import name_and_country
from pools.operations.engine.resources import BY_NAME
from pools.operations.from_aws.making import Draft
from pools.operations.from_aws.naming import (
    CONFIGURATION_SET,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    ROW_SETTINGS,
    SENDER_ID,
)
from pools.operations.rules.snapshots import (
    configuration_set_state,
    opt_out_list_state,
    phone_number_state,
    pool_state,
    sender_id_state,
)

SNAPSHOTS: Mapping[str, Callable[[Any], dict[str, Any]]] = MappingProxyType(
    {
        POOL: pool_state,
        PHONE_NUMBER: phone_number_state,
        SENDER_ID: sender_id_state,
        OPT_OUT_LIST: opt_out_list_state,
        CONFIGURATION_SET: configuration_set_state,
    }
)


def as_it_came(draft: Draft) -> dict[str, Any]:
    """A new row's state, from what it was made of: to read it again would take five queries for each."""
    row, state = draft.row, draft.state
    ids = {name: getattr(row, name) for name in BY_NAME[draft.kind].ids}
    facts = {name: value for name, value in state["facts"].items() if name != "resource_policy"}
    settings = {name: getattr(row, name) for name in ROW_SETTINGS[draft.kind]}
    parts: dict[str, Any] = {"tags": draft.part("tags") or {}}
    if (words := draft.part("keywords")) is not None:
        parts["keywords"] = sorted([word, *value] for word, value in words.items())
    if (members := draft.part("members")) is not None:
        parts["phone_numbers"] = [key for key, kind in members.items() if kind == PHONE_NUMBER]
        parts["sender_ids"] = [[*name_and_country(key)] for key, kind in members.items() if kind == SENDER_ID]
    if (destinations := draft.part("event_destinations")) is not None:
        parts["event_destinations"] = [
            {"EventDestinationName": name, **one} for name, one in destinations.items()
        ]
    return facts | ids | settings | {"created_timestamp": row.created_timestamp.isoformat()} | parts
