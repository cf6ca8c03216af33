"""One setting, keyword, tag or event destination of a row: what it is here, and another value of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from pools.models import ConfigurationSet, PhoneNumber
from pools.models.pools import SHARED_SETTINGS
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import BY_NAME, HAS_KEYWORDS, kind_of
from pools.operations.event_destinations import event_destination_answer
from pools.operations.from_aws.naming import IN_POOL, POOL, ROW_SETTINGS, SENDER_ID, Named, aws_key
from pools.operations.from_aws.parts import destination_columns, event_destination_row, keyword_row, tag_row
from pools.operations.keywords import keyword_state
from pools.operations.rules.two_way import remember_topic
from pools.operations.tags import NAME, keep_found, keep_name

CHANNEL_NAMES = ("two_way_channel_arn", "two_way_channel_role")


def value_here(caller: Caller, row: Model, field: Named) -> Any:
    """What that is here, as a comparison has it: None where it is unset, or not there."""
    name, key = field
    if name == "keywords":
        word = row.keywords.filter(keyword=key).first()
        return word and [word.keyword_message, word.keyword_action]
    if name == "tags":
        return row.tag_rows.filter(key=key).values_list("value", flat=True).first()
    if name == "event_destinations":
        found = row.event_destination_rows.filter(event_destination_name=key).first()
        return found and without_name(event_destination_answer(row, found).event_destination)
    if name == "members":
        there = row.sender_ids.filter(**BY_NAME[SENDER_ID].where(key)).exists()
        return SENDER_ID if there else None
    if field == IN_POOL:
        return row.pool and aws_key(caller, POOL, row.pool.pool_id)
    owner = row.settings if isinstance(row, PhoneNumber) and name in SHARED_SETTINGS else row
    if name in CHANNEL_NAMES and not owner.two_way_enabled:
        return None
    value = getattr(owner, name)
    return None if value == "" else value


def without_name(destination: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in destination.items() if name != "EventDestinationName"}


def same_value(one: Any, other: Any) -> bool:
    return in_any_order(one) == in_any_order(other)


def in_any_order(value: Any) -> Any:
    """Lists of an event destination have no order; the two texts of a keyword have."""
    if isinstance(value, Mapping):
        return {
            key: sorted(map(str, item)) if isinstance(item, Sequence) and not isinstance(item, str) else item
            for key, item in value.items()
        }
    return list(value) if isinstance(value, list | tuple) else value


def set_keyword(row: Model, word: str, value: Sequence[str] | None) -> bool:
    if kind_of(row).name not in HAS_KEYWORDS:
        return False
    before = row.keywords.filter(keyword=word).first()
    was = before and keyword_state(before)
    if value is None:
        row.keywords.filter(keyword=word).delete()
        changed(row, {f"keywords/{word}": (was, None)})
        return True
    after = before or keyword_row(row, word, value)
    after.keyword_message, after.keyword_action = value
    after.save()
    changed(row, {f"keywords/{word}": (was, keyword_state(after))})
    return True


def set_tag(row: Model, key: str, value: str | None) -> bool:
    before = row.tag_rows.filter(key=key).first()
    was = before and before.value
    if value is None:
        row.tag_rows.filter(key=key).delete()
    else:
        after = before or tag_row(row, key, value)
        after.value = value
        after.save()
    if key == NAME:
        keep_name(row, value or "")
    keep_found(row)
    changed(row, {f"tags/{key}": (was, value)})
    return True


def set_destination(row: Model, name: str, value: Mapping[str, Any] | None) -> bool:
    if not isinstance(row, ConfigurationSet):
        return False
    before = row.event_destination_rows.filter(event_destination_name=name).first()
    was = before and event_destination_answer(row, before).event_destination
    if value is None:
        row.event_destination_rows.filter(event_destination_name=name).delete()
        changed(row, {f"event_destinations/{name}": (was, None)})
        return True
    after = before or event_destination_row(row, name, value)
    for column, one in destination_columns(value).items():
        setattr(after, column, one)
    after.save()
    changed(
        row, {f"event_destinations/{name}": (was, event_destination_answer(row, after).event_destination)}
    )
    return True


def set_setting(caller: Caller, row: Model, name: str, value: Any) -> bool:
    """None is the column's default, which for every setting is what AWS has where nobody set it."""
    if name not in ROW_SETTINGS[kind_of(row).name]:
        return False
    before = getattr(row, name)
    after = row._meta.get_field(name).get_default() if value is None else value
    setattr(row, name, after)
    row.save(update_fields=[name])
    if name == "two_way_channel_arn":
        remember_topic(caller, after)
    changed(row, {name: (before, after)})
    return True
