"""Changing the settings that pools and phone numbers have alike."""

from collections.abc import Callable
from typing import Any

from pools.models import PhoneNumber, Pool
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_opt_out_list_name
from pools.operations.engine.journal import changed
from pools.operations.rules.two_way import settle_two_way, with_channel

Owner = Pool | PhoneNumber


def change_settings(
    caller: Caller, row: Owner, wanted: dict[str, Any], *, check: Callable[[Any], None] | None = None
) -> None:
    """Save what is asked for, where the settings as they would be go together; what is None stays.

    row: locked. wanted: by column; the opt-out list by name or ARN. check: what else the row's settings must be.
    """
    name = wanted["opt_out_list_name"]
    given = with_channel(wanted | {"opt_out_list_name": name and find_opt_out_list_name(caller, name)})
    before = {name: getattr(row, name) for name, value in given.items() if value is not None}
    # Set before it is judged: what must go together is what results, not what was sent.
    for name in before:
        setattr(row, name, given[name])
    if check:
        check(row)
    settle_two_way(caller, row)
    row.save(update_fields=list(before))
    changed(row, {name: (before[name], getattr(row, name)) for name in before})
