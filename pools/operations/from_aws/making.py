"""One resource of AWS's on its way to a row: its own columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from pools import clock
from pools.models import PhoneNumber, Pool, SnsTopic
from pools.models.identities import ACTIVE, ASSOCIATING, DISASSOCIATING
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import BY_NAME
from pools.operations.from_aws.fitting import cut
from pools.operations.from_aws.naming import PHONE_NUMBER, POOL, ROW_SETTINGS, WHOLE, Named
from pools.operations.tags import NAME

# A number passes these by itself, within minutes.
PASSING = (ASSOCIATING, DISASSOCIATING)


@dataclass
class Draft:
    """state: AWS's, as JSON. row: ours, None until it is there. before: ours as the log has it, where we had one.

    pool: of a number, where AWS has it.
    """

    state: Mapping[str, Any]
    local_key: str
    unkept: set[Named]
    row: Model | None = None
    pool: Pool | None = None
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.state["kind"]

    @property
    def ref(self) -> Named:
        return self.state["kind"], self.state["key"]

    def part(self, name: str) -> dict[str, Any] | None:
        """What our rows can hold of that part, such as "tags"; None where it was not read."""
        found = self.state.get(name)
        return found and {key: value for key, value in found.items() if (name, key) not in self.unkept}


def fill(caller: Caller, draft: Draft) -> None:
    """Give it a row, new or ours, with all the columns that AWS has a value of; what AWS leaves unset is unset."""
    about = BY_NAME[draft.kind]
    if draft.row is None:
        ids = about.where(draft.local_key)
        draft.row = about.model(account=caller.account, region=caller.region, **ids)
        # A sender ID has no time of AWS's.
        draft.row.created_timestamp = clock.real_now()
    for name, value in columns_of(draft).items():
        setattr(draft.row, name, value)


def columns_of(draft: Draft) -> dict[str, Any]:
    state, model = draft.state, BY_NAME[draft.kind].model
    given = fact_columns(state)
    for name in ROW_SETTINGS[draft.kind]:
        kept = name in state["settings"] and (name, "") not in draft.unkept
        given[name] = state["settings"][name] if kept else model._meta.get_field(name).get_default()
    if state["created"]:
        given["created_timestamp"] = datetime.fromisoformat(state["created"])
    if draft.kind == PHONE_NUMBER:
        given |= {"settling_status": "", "settled_timestamp": None, "pool": draft.pool}
        # The only fact that AWS may leave out, and that has a column.
        given.setdefault("registration_id", "")
    if draft.kind == POOL:
        given |= {"deleted_timestamp": None, "settled_timestamp": None}
        if (tags := draft.part("tags")) is not None:
            given["name"] = tags.get(NAME, "").strip()
    return given


def fact_columns(state: Mapping[str, Any]) -> dict[str, Any]:
    """What is only known of it and has a column, with a number's status; whatever names it, the row has already."""
    about = BY_NAME[state["kind"]]
    ours = {column.name for column in about.model._meta.concrete_fields} - {*about.ids}
    given = {name: cut(about.model, name, value) for name, value in state["facts"].items() if name in ours}
    if state["kind"] == PHONE_NUMBER:
        given["carrier_status"] = carrier_status(state["status"])
    return given


def carrier_status(status: str) -> str:
    return cut(PhoneNumber, "carrier_status", ACTIVE if not status or status in PASSING else status)


def found_elsewhere(caller: Caller, kind: str, drafts: Sequence[Draft]) -> None:
    """Those that cannot have a row: another account here has AWS's ID, or the same number is here under another."""
    new = {draft.local_key: draft for draft in drafts if draft.row is None}
    about = BY_NAME[kind]
    if not new or not about.model._meta.get_field(about.ids[0]).unique:
        return
    taken_ids = about.model._default_manager.filter(**{f"{about.ids[0]}__in": list(new)})
    for key in taken_ids.values_list(about.ids[0], flat=True):
        new[key].unkept.add(WHOLE)
    if kind == PHONE_NUMBER:
        numbers = {draft.state["facts"].get("phone_number", ""): draft for draft in drafts}
        ours = PhoneNumber.objects.for_caller(caller).filter(phone_number__in=list(numbers))
        for number, key in ours.values_list("phone_number", "phone_number_id"):
            if key != numbers[number].local_key:
                numbers[number].unkept.add(WHOLE)


def remember_topics(caller: Caller, drafts: Iterable[Draft]) -> None:
    """Topics that are in use are among those to choose from, as after UpdatePool."""
    topics = {getattr(draft.row, "two_way_channel_arn", "") for draft in drafts}
    now = clock.real_now()
    rows = [
        SnsTopic(account=caller.account, region=caller.region, topic_arn=topic, created_timestamp=now)
        for topic in sorted(topics)
        if topic.startswith("arn:")
    ]
    SnsTopic.objects.bulk_create(rows, ignore_conflicts=True)
