"""Left alone: what is read and shown, never compared or written."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from pools.models import Mirror, Standing
from pools.pages.kit.aws.left_alone import WITHOUT_CHANNEL, reason_in_words, what_to_do
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, named_of
from pools.pages.kit.empty.channel import channel_off
from pools.pages.kit.empty.lists import Way
from pools.pages.kit.paging import page_of_rows


class LeftAlone(NamedTuple):
    named: Named
    whys: list[str]
    what_to_do: list[str]
    way: Way | None


def panel(request: HttpRequest, state: Linked) -> dict[str, Any]:
    rows = state.link.mirrors.filter(standing=Standing.LEFT_ALONE)
    page = page_of_rows(request, rows.order_by("kind", "key"))
    names = named_of(request.caller, page.rows)
    is_off = any(is_for_the_channel(row) for row in page.rows)
    # None for who may not turn it on.
    off = channel_off(request.caller) if is_off else None
    found = [
        LeftAlone(
            names[row.kind, row.key],
            [reason_in_words(*reason) for reason in row.reasons],
            list(dict.fromkeys(what_to_do(why) for _, _, why in row.reasons)),
            off.way if off and is_for_the_channel(row) else None,
        )
        for row in page.rows
    ]
    return {"panel": "sync/left_alone.html", "rows": found, "page": page, "number": state.left_alone}


def is_for_the_channel(row: Mirror) -> bool:
    return any(why == WITHOUT_CHANNEL for _, _, why in row.reasons)
