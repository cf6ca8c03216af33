"""Pending changes: the resources that differ by what somebody did here."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from pools.models import Mirror, RunStatus, Standing
from pools.models.mirrors import PENDING_STANDINGS
from pools.pages.kit.aws.differences import PENDING, Setting, fields_of, settings_of
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, labels_of, named_of
from pools.pages.kit.aws.values import Names, Ref, ref_text
from pools.pages.kit.paging import page_of_rows
from pools.pages.kit.words import reasons
from pools.pages.sync.why_blocked import why_in_words

SHOWN = 3
GLYPHS = {Standing.NEW: "+", Standing.DELETED: "-"}


class Pending(NamedTuple):
    """settings: as many as a row has room for; more: how many others there are."""

    value: str
    named: Named
    glyph: str
    settings: list[Setting]
    more: int
    by: str
    moment: Any
    blocked: str


def panel(request: HttpRequest, state: Linked) -> dict[str, Any]:
    rows = state.link.mirrors.filter(standing__in=PENDING_STANDINGS).select_related("changed_by")
    page = page_of_rows(request, rows.order_by("-changed_timestamp", "kind", "key"))
    names = named_of(request.caller, page.rows)
    labels = labels_of(request.caller, state.link, names, page.rows)
    blocked = blocked_reasons(state, page.rows)
    found = [
        pending_of(row, names[row.kind, row.key], labels, blocked.get((row.kind, row.key), ""))
        for row in page.rows
    ]
    return {
        "panel": "sync/pending.html",
        "rows": found,
        "page": page,
        "number": state.pending,
        "some_selected": reasons.SOME_CHANGES,
        "uncompared": state.uncompared,
        "as_of": state.link.read_timestamp,
    }


def pending_of(row: Mirror, named: Named, labels: Names, blocked: str) -> Pending:
    settings = [] if row.standing in GLYPHS else settings_of(fields_of(row, PENDING), labels)
    return Pending(
        ref_text(row.kind, row.key),
        named,
        GLYPHS.get(row.standing, "~"),
        settings[:SHOWN],
        max(0, len(settings) - SHOWN),
        str(row.changed_by or ""),
        row.changed_timestamp,
        blocked,
    )


def blocked_reasons(state: Linked, rows: list[Mirror]) -> dict[Ref, str]:
    """What the last plan of all changes said of these: only a plan knows."""
    made = state.link.runs.plans().filter(only__isnull=True).exclude(status=RunStatus.COMPARING)
    run = made.order_by("-number").first()
    if run is None:
        return {}
    steps = run.steps.filter(is_blocked=True, key__in=[row.key for row in rows])
    return {(kind, key): why_in_words(why) for kind, key, why in steps.values_list("kind", "key", "why")}
