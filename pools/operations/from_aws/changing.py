"""One thing of a resource that was changed in AWS, taken over: a setting, a keyword, a tag, a member, a pool."""

from typing import Any

from pools.operations.engine.caller import Caller
from pools.operations.engine.verb import operation
from pools.operations.from_aws.fitting import can_hold
from pools.operations.from_aws.joining import move_number, set_member
from pools.operations.from_aws.naming import IN_POOL, POOL, Named, one_row, own_keys
from pools.operations.from_aws.single import (
    same_value,
    set_destination,
    set_keyword,
    set_setting,
    set_tag,
    value_here,
)

# Stands for a caller that knows of no value here.
ANY_VALUE: Any = object()


@operation
def set_field(caller: Caller, *, ref: Named, field: Named, value: Any, expected: Any = ANY_VALUE) -> bool:
    """Give one thing of a resource AWS's value; None takes it away, or unsets it.

    ref: kind and AWS's key. field: as in pools/sync/fields.py. value: plain, of a pool AWS's ID. expected: what it was
    here when it was compared; where somebody has changed it since, it stays.
    Returns: whether it is so now. False where it is not here to be changed, where our rows cannot hold the value, or
    where what it names is not here (yet): then nothing is agreed on.
    """
    keys = own_keys(caller, [ref, *([(POOL, value)] if field == IN_POOL and value else [])])
    row = one_row(caller, ref, keys)
    if row is None or not can_hold(ref[0], field, value):
        return False
    if expected is not ANY_VALUE and not same_value(value_here(caller, row, field), expected):
        return False
    name, key = field
    if name == "keywords":
        return set_keyword(row, key, value)
    if name == "tags":
        return set_tag(row, key, value)
    if name == "event_destinations":
        return set_destination(row, key, value)
    if name == "members":
        return set_member(caller, row, key, value)
    if field == IN_POOL:
        return move_number(caller, row, value, keys)
    return set_setting(caller, row, name, value)
