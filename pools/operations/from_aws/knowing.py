"""What is only known of a resource: nobody here can want it otherwise, so it is as AWS has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from pools.models import Tag
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import Changes, changed_too
from pools.operations.engine.resources import owner_of
from pools.operations.engine.verb import operation
from pools.operations.from_aws.making import fact_columns
from pools.operations.from_aws.naming import STORED_IN_ORDER, own_keys, rows_by_key
from pools.operations.tags import is_reserved, keep_found

# The log calls a column by the API's name.
LOGGED_AS = {"carrier_status": "status"}


@operation
def store_facts(caller: Caller, *, states: Sequence[Mapping[str, Any]]) -> None:
    """Keep a number's status, capabilities and price, a sender ID's registration, and so on, and AWS's own tags.

    states: as pools/sync/state.py writes them to JSON; one that is not here is passed over. A policy stays as it is.
    """
    keys = own_keys(caller, [(one["kind"], one["key"]) for one in states])
    for kind in STORED_IN_ORDER:
        mine = {keys.get((kind, one["key"]), one["key"]): one for one in states if one["kind"] == kind}
        for key, row in rows_by_key(caller, kind, mine).items():
            fields = {**keep_columns(row, fact_columns(mine[key])), **keep_reserved(row, mine[key]["tags"])}
            if fields:
                logged = {LOGGED_AS.get(name, name): change for name, change in fields.items()}
                changed_too(caller, "store_facts", row, logged)


def keep_columns(row: Model, given: Mapping[str, Any]) -> Changes:
    other = {
        name: (getattr(row, name), value)
        for name, value in given.items()
        if in_one_order(getattr(row, name)) != in_one_order(value)
    }
    for name, (_, value) in other.items():
        setattr(row, name, value)
    if other:
        row.save(update_fields=list(other))
    return other


def keep_reserved(row: Model, tags: Mapping[str, str] | None) -> Changes:
    """The tags that AWS itself gives; no one else can, and no plan takes them away."""
    if tags is None:
        return {}
    theirs = {key: value for key, value in tags.items() if is_reserved(key)}
    ours = {tag.key: tag.value for tag in row.tag_rows.all() if is_reserved(tag.key)}
    other = {key for key in theirs.keys() | ours.keys() if theirs.get(key) != ours.get(key)}
    if not other:
        return {}
    row.tag_rows.filter(key__in=other).delete()
    new = [Tag(**owner_of(Tag, row), key=key, value=theirs[key]) for key in sorted(other & theirs.keys())]
    Tag.objects.bulk_create(new)
    keep_found(row)
    return {f"tags/{key}": (ours.get(key), theirs.get(key)) for key in sorted(other)}


def in_one_order(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
