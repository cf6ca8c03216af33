"""What of AWS's our rows can hold. The rest stays in the mirror alone, and is left alone there."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import BooleanField, Model

from pools.models import EventDestination, Keyword, PhoneNumber, Tag
from pools.operations.engine.resources import BY_NAME
from pools.operations.event_destinations import NAMES
from pools.operations.from_aws.naming import PHONE_NUMBER, WHOLE, Named
from pools.shapes import UNSTORABLE

OF_DESTINATION = {"Enabled", "MatchingEventTypes", *NAMES.values()}


def cannot_keep(state: Mapping[str, Any]) -> frozenset[Named]:
    """The settings, keywords, tags and event destinations, as ("tags", "Name"), that no row of ours can hold.

    ("", "") is the resource itself. state: as pools/sync/state.py writes it to JSON.
    """
    return frozenset(_unfit(state))


def _unfit(state: Mapping[str, Any]) -> Iterator[Named]:
    kind, model = BY_NAME[state["kind"]], BY_NAME[state["kind"]].model
    if not all(
        fits(model, column, part) for column, part in zip(kind.ids, kind.split(state["key"]), strict=True)
    ):
        yield WHOLE
    if state["kind"] == PHONE_NUMBER and not fits(
        PhoneNumber, "phone_number", state["facts"].get("phone_number", "")
    ):
        yield WHOLE
    for name, value in state["settings"].items():
        if not can_hold(state["kind"], (name, ""), value):
            yield name, ""
    for part in ("keywords", "tags", "event_destinations"):
        for key, value in (state.get(part) or {}).items():
            if not can_hold(state["kind"], (part, key), value):
                yield part, key


def can_hold(kind: str, field: Named, value: Any) -> bool:
    """Whether our rows can hold that value of that one thing; None is absent."""
    name, key = field
    if name == "keywords":
        columns = ("keyword", "keyword_message", "keyword_action")
        return all(fits(Keyword, *pair) for pair in zip(columns, (key, *(value or ("", ""))), strict=True))
    if name == "tags":
        return fits(Tag, "key", key) and fits(Tag, "value", value or "")
    if name == "event_destinations":
        return fits(EventDestination, "event_destination_name", key) and (value is None or _is_known(value))
    if name in ("members", "pool_id"):
        return True
    return value is None or fits(BY_NAME[kind].model, name, value)


def fits(model: type[Model], column: str, value: Any) -> bool:
    about = model._meta.get_field(column)
    if isinstance(about, BooleanField):
        return isinstance(value, bool)
    return isinstance(value, str) and len(value) <= about.max_length and not UNSTORABLE.search(value)


def _is_known(destination: Mapping[str, Any]) -> bool:
    """Whether it has no more than an event destination of ours: what is inside its parts is kept as it came."""
    places = [destination[name] for name in NAMES.values() if destination.get(name) is not None]
    return (
        destination.keys() <= OF_DESTINATION
        and isinstance(destination.get("Enabled"), bool)
        and isinstance(destination.get("MatchingEventTypes"), list)
        and all(isinstance(place, Mapping) for place in places)
    )


def cut(model: type[Model], column: str, value: Any) -> Any:
    """A fact as its column takes it: of what we know nothing of, the beginning."""
    longest = model._meta.get_field(column).max_length
    return UNSTORABLE.sub("", value)[:longest] if longest and isinstance(value, str) else value
