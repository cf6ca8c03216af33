"""The tags of an opt-out list, saved as one act of two calls."""

from collections.abc import Mapping

from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_opt_out_list
from pools.operations.engine.merging import merge
from pools.operations.engine.verb import operation
from pools.operations.tags import retag


@operation
def save_opt_out_list_tags(
    caller: Caller, *, opt_out_list_name: str, initial: Mapping[str, str], posted: Mapping[str, str]
) -> int:
    """Save the tags of a list: UntagResource, TagResource, as needed. initial: those that the form was drawn with.

    Returns: how many changed.
    Raises: ConflictException (Overtaken); what UntagResource and TagResource raise.
    """
    row = find_opt_out_list(caller, opt_out_list_name)
    current = {tag.key: tag.value for tag in row.tag_rows.all()}
    flat = [{("tags", key): value for key, value in tags.items()} for tags in (initial, posted, current)]
    changes = merge(row, *flat)
    retag(caller, row.opt_out_list_arn, {key: value for (_, key), value in changes.items()})
    return len(changes)
