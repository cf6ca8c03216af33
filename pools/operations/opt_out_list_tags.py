"""The tags of an opt-out list, saved as one act of two calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pools.models import OptOutList
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_opt_out_list
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.verb import operation
from pools.operations.tags import retag


@dataclass(frozen=True)
class OptOutListTags:
    """What the form shows and posts, as PoolSettings has it of a pool."""

    tags: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[tuple[str, str], str]:
        return {("tags", key): value for key, value in self.tags.items()}


def opt_out_list_tags_of(row: OptOutList) -> OptOutListTags:
    return OptOutListTags({tag.key: tag.value for tag in row.tag_rows.all()})


@operation
def save_opt_out_list_tags(
    caller: Caller,
    *,
    opt_out_list_name: str,
    initial: OptOutListTags | None,
    posted: OptOutListTags,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> int:
    """Save the tags of a list: UntagResource, TagResource, as needed.

    initial, choices: as save_pool_settings takes them.
    Returns: how many changed.
    Raises: ConflictException (Overtaken); what UntagResource and TagResource raise.
    """
    row = find_opt_out_list(caller, opt_out_list_name)
    current = opt_out_list_tags_of(row)
    changes = merge(row, initial and initial.flat(), posted.flat(), current.flat(), choices)
    retag(caller, row.opt_out_list_arn, {key: value for (_, key), value in changes.items()})
    return len(changes)
