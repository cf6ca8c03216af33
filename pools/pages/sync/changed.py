"""Changed in AWS: what was changed outside this console and taken over here."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from pools.models import AwsChange
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.naming import Named, names_of_refs
from pools.pages.kit.aws.values import Names, setting_name, value_in_words
from pools.pages.kit.paging import page_of_rows
from pools.pages.kit.words import reasons
from pools.pages.sync.states import moment_in_words

SEEN = "seen"
# What became of a resource as a whole, by the cause.
WHOLE = {
    "added": "Added here",
    "vanished here": "Added here again",
    "gone in AWS": "Deleted in AWS",
}


class Changed(NamedTuple):
    pk: int
    seen_at: str
    named: Named
    setting: str
    was: str
    now: str
    is_new: bool


def panel(request: HttpRequest, state: Linked) -> dict[str, Any]:
    """?seen=1: those as well that somebody has marked as seen."""
    shows_seen = request.GET.get(SEEN) == "1"
    rows = state.link.aws_changes.order_by("-seen_timestamp", "pk")
    page = page_of_rows(request, rows if shows_seen else rows.unseen())
    refs = {(row.kind, row.resource_key) for row in page.rows}
    refs |= {
        ("pool", value) for row in page.rows if row.name == "pool_id" for value in (row.was, row.now) if value
    }
    names = names_of_refs(request.caller, state.link, refs)
    labels = {ref: one.label for ref, one in names.items()}
    return {
        "panel": "sync/changed.html",
        "rows": [changed_of(row, names[row.kind, row.resource_key], labels, state) for row in page.rows],
        "page": page,
        "number": state.changed,
        "shows_seen": shows_seen,
        "other_url": request.path if shows_seen else f"{request.path}?{SEEN}=1",
        "some_selected": reasons.SOME_CHANGES,
        "since": state.link.created_timestamp,
    }


def changed_of(row: AwsChange, resource: Named, labels: Names, state: Linked) -> Changed:
    at = moment_in_words(row.seen_timestamp, state.now)
    is_new = row.acknowledged_timestamp is None
    if not row.name:
        text = WHOLE.get(row.cause, f"Deleted and created again at {at}")
        return Changed(row.pk, at, resource, text, "", "", is_new)
    was, now = (value_in_words(row.name, value, labels) for value in (row.was, row.now))
    return Changed(row.pk, at, resource, setting_name(row.name, row.key), was, now, is_new)
