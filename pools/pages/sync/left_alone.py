"""Left alone: what is read and shown, never compared or written."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from pools.models import Standing
from pools.pages.kit.aws.left_alone import reason_in_words, what_to_do
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, named_of
from pools.pages.sync.refs import page_of_rows


class LeftAlone(NamedTuple):
    named: Named
    whys: list[str]
    what_to_do: list[str]


def panel(request: HttpRequest, state: Linked) -> dict[str, Any]:
    rows = state.link.mirrors.filter(standing=Standing.LEFT_ALONE)
    page = page_of_rows(request, rows.order_by("kind", "key"))
    names = named_of(request.caller, page.rows)
    found = [
        LeftAlone(
            names[row.kind, row.key],
            [reason_in_words(*reason) for reason in row.reasons],
            list(dict.fromkeys(what_to_do(why) for _, _, why in row.reasons)),
        )
        for row in page.rows
    ]
    return {"panel": "sync/left_alone.html", "rows": found, "page": page, "number": state.left_alone}
