"""The rows of the identities' table, written out: what each cell says, and where its links lead."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Model
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pools.models.words import Word
from pools.pages.kit.why import hidden_in_numbers, hidden_in_sender_ids, rows_shown
from pools.pages.kit.words import labels
from pools.pages.pools.identity_rows import IdentityRow
from pools.templatetags.console import icon, none, on_off, status
from pools.templatetags.stencils import join, stencil

HOLES = (
    "key",
    "name",
    "value",
    "href",
    "label",
    "why",
    "type",
    "country",
    "message_type",
    "capabilities",
    "two_way",
    "status",
    "reasons",
    "reasons_list",
    "pool_href",
    "pool_label",
    "pool_text",
    "standing_kind",
    "standing_icon",
    "standing_text",
)


def table_rows(
    rows: Sequence[IdentityRow],
    urls: dict[str, str],
    selected: Collection[str],
    words: dict[type[Model], list[Word]],
) -> SafeString:
    """urls: of the lists of `numbers`, `sender_ids` and `pools`. selected: the values that stay ticked.

    words: what was searched for, as it asks for rows of each model.
    """
    found: dict[Any, dict[str, Any]] = {}
    for model, wanted in words.items():
        found |= found_cells([row for row in rows if type(row.identity) is model], wanted)
    return join(table_row(row, urls, row.value in selected, found.get(row.value, {})) for row in rows)


def found_cells(rows: Sequence[IdentityRow], words: Sequence[Word]) -> dict[str, dict[str, Any]]:
    """The cells of rows of one kind that a search found, by the rows' values: what it found them by is marked there."""
    identities = [row.identity for row in rows]
    shown, cells = rows_shown(words, identities), {}
    for row in rows:
        marks, number = shown[row.identity.pk], row.is_number
        cells[row.value] = {
            "label": marks.number(row.identity.phone_number) if number else marks.text(row.identity.label),
            "type": marks.text(row.type),
            "country": marks.text(row.country),
            "message_type": marks.text(row.message_type),
            "capabilities": marks.text(row.capabilities),
            "status": status(row.status_kind, marks.text(row.status)),
            "pool_text": marks.text(row.elsewhere_text),
        }
        if number:
            text = marks.text(labels.ON_OFF[row.two_way_enabled])
            cells[row.value]["two_way"] = on_off(row.two_way_enabled, text)
    is_number = bool(rows) and rows[0].is_number
    hidden = hidden_in_numbers(identities, shown) if is_number else hidden_in_sender_ids(shown)
    for row in rows:
        cells[row.value]["why"] = shown[row.identity.pk].why(hidden.get(row.identity.pk, ()))
    return cells


def table_row(row: IdentityRow, urls: dict[str, str], selected: bool, found: dict[str, Any]) -> SafeString:
    # What shapes a row is one of a few; what people type only fills holes and makes no new stencil.
    kept = stencil(
        "pools/identity_row.html",
        HOLES,
        state=row.state,
        standing=row.standing,
        unavailable=bool(row.reasons),
        selected=selected,
    )
    return kept.fill(cells(row, urls) | (refusal_cells(row, urls) if row.reasons else {}) | found)


def cells(row: IdentityRow, urls: dict[str, str]) -> dict[str, Any]:
    number = row.is_number
    return {
        "key": row.key,
        "name": row.name,
        "value": row.value,
        "href": f"{urls['numbers']}{row.value}/" if number else f"{urls['sender_ids']}?show={row.value}",
        "label": row.identity.label,
        "why": "",
        "type": row.type,
        "country": row.country,
        "message_type": row.message_type,
        "capabilities": row.capabilities,
        # Nobody can answer a sender ID: Off would promise a switch that there is not.
        "two_way": on_off(row.two_way_enabled) if number else none(),
        "status": status(row.status_kind, row.status),
    }


def refusal_cells(row: IdentityRow, urls: dict[str, str]) -> dict[str, Any]:
    """Why the identity cannot join: in words, and where it is or how it stands."""
    why: dict[str, Any] = {"reasons": " ".join(row.reasons)}
    if row.elsewhere:
        return why | {
            "pool_href": f"{urls['pools']}{row.elsewhere.pool_id}/",
            "pool_label": row.elsewhere.label,
            "pool_text": row.elsewhere_text,
        }
    return why | {
        "reasons_list": format_html_join("", "<li>{}</li>", ((reason,) for reason in row.reasons)),
        "standing_kind": row.standing_kind,
        "standing_icon": icon(row.standing_icon),
        "standing_text": row.standing_text,
    }
