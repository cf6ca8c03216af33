"""What belongs to a resource of AWS's, as rows: its keywords, tags, event destinations and policy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from pools import clock
from pools.models import EventDestination, Keyword, ResourcePolicy, Tag
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import HAS_KEYWORDS, TAKES_POLICY, arn_of, owner_columns, owner_of
from pools.operations.event_destinations import NAMES
from pools.operations.from_aws.making import Draft
from pools.operations.from_aws.naming import CONFIGURATION_SET
from pools.operations.resource_policies import NO_POLICY
from pools.operations.rules.membership import default_keywords


def write_parts(caller: Caller, kind: str, drafts: Sequence[Draft]) -> None:
    """Of rows of one kind that are there: all that was read of each part, in place of what it had."""
    if kind in HAS_KEYWORDS:
        _replace(Keyword, drafts, "keywords", keyword_row)
        # A number in a pool is read without keywords; like every number it has the two of its own.
        bare = [one for one in drafts if not one.before and one.part("keywords") is None]
        Keyword.objects.bulk_create(
            [row for one in bare for row in default_keywords(**owner_of(Keyword, one.row))]
        )
    _replace(Tag, drafts, "tags", tag_row)
    if kind == CONFIGURATION_SET:
        _replace(EventDestination, drafts, "event_destinations", event_destination_row)
    if kind in TAKES_POLICY:
        _write_policies(caller, drafts)


def _replace(model: type[Model], drafts: Sequence[Draft], part: str, make: Any) -> None:
    read = [draft for draft in drafts if draft.part(part) is not None]
    if not read:
        return
    owner = owner_columns(model)[type(read[0].row)]
    if old := [draft.row.pk for draft in read if draft.before]:
        model._default_manager.filter(**{f"{owner}__in": old}).delete()
    rows = [make(draft.row, key, value) for draft in read for key, value in draft.part(part).items()]
    model._default_manager.bulk_create(rows)


def keyword_row(owner: Model, word: str, value: Sequence[str]) -> Keyword:
    message, action = value
    return Keyword(**owner_of(Keyword, owner), keyword=word, keyword_message=message, keyword_action=action)


def tag_row(owner: Model, key: str, value: str) -> Tag:
    return Tag(**owner_of(Tag, owner), key=key, value=value)


def event_destination_row(owner: Model, name: str, value: Mapping[str, Any]) -> EventDestination:
    return EventDestination(
        configuration_set=owner,
        event_destination_name=name,
        created_timestamp=clock.real_now(),
        **destination_columns(value),
    )


def destination_columns(value: Mapping[str, Any]) -> dict[str, Any]:
    """From the API's wire form, which may hold more than we know inside a place: that is kept."""
    known = {"enabled": value["Enabled"], "matching_event_types": value["MatchingEventTypes"]}
    return known | {column: value.get(name) for column, name in NAMES.items()}


def _write_policies(caller: Caller, drafts: Sequence[Draft]) -> None:
    read = [draft for draft in drafts if draft.part("tags") is not None]
    mine = ResourcePolicy.objects.for_caller(caller)
    mine.filter(resource_arn__in=[arn_of(draft.row) for draft in read if draft.before]).delete()
    policies = {arn_of(draft.row): draft.state["facts"].get("resource_policy") for draft in read}
    place, now = {"account": caller.account, "region": caller.region}, clock.real_now()
    ResourcePolicy.objects.bulk_create(
        [
            ResourcePolicy(**place, resource_arn=arn, policy=policy, created_timestamp=now)
            for arn, policy in policies.items()
            if policy and policy != NO_POLICY
        ]
    )
