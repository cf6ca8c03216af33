"""The rows of the identities' table, written out: what each cell says, and where its links lead."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString

from pools.models.words import Word
from pools.pages.kit.why import hidden_in_numbers, hidden_in_sender_ids, rows_shown
from pools.pages.kit.words import labels
from pools.pages.pools import association
from pools.pages.pools.identity_rows import IdentityRow
from pools.templatetags.console import status
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
    "status",
    "pool_href",
    "pool_label",
    "pool_text",
    "explained",
    "step_text",
    "step_href",
)


def table_rows(
    rows: Sequence[IdentityRow],
    urls: dict[str, str],
    selected: Collection[str],
    words: dict[type[Model], list[Word]],
    *,
    changeable: bool,
    back: str,
) -> SafeString:
    """urls: of the lists of `numbers`, `sender_ids` and `pools`. selected: the values that stay ticked.

    words: what was searched for, as it asks for rows of each model. changeable: whether the reader may change anything.
    back: the pool's ID.
    """
    found: dict[Any, dict[str, Any]] = {}
    for model, wanted in words.items():
        found |= found_cells([row for row in rows if type(row.identity) is model], wanted)
    return join(
        table_row(
            row,
            urls,
            found.get(row.value, {}),
            selected=row.value in selected,
            changeable=changeable,
            back=back,
        )
        for row in rows
    )


def found_cells(rows: Sequence[IdentityRow], words: Sequence[Word]) -> dict[str, dict[str, Any]]:
    """The cells of rows of one kind that a search found, by the rows' values: what it found them by is marked there."""
    identities = [row.identity for row in rows]
    shown, cells = rows_shown(words, identities), {}
    for row in rows:
        marks, number = shown[row.identity.pk], row.is_number
        kinds = marks.text(row.message_type)
        cells[row.value] = {
            "label": marks.number(row.identity.phone_number) if number else marks.text(row.identity.label),
            "type": marks.text(row.type),
            "country": marks.text(row.country),
            "message_type": kinds if "<mark>" in kinds else row.message_type_in_short,
            "pool_text": marks.text(row.elsewhere_text),
        }
    is_number = bool(rows) and rows[0].is_number
    hidden = hidden_in_numbers(identities, shown) if is_number else hidden_in_sender_ids(shown)
    for row in rows:
        cells[row.value]["why"] = shown[row.identity.pk].why(hidden.get(row.identity.pk, ()))
    return cells


def table_row(
    row: IdentityRow,
    urls: dict[str, str],
    found: dict[str, Any],
    *,
    selected: bool,
    changeable: bool,
    back: str,
) -> SafeString:
    explained = association.explained(row)
    step = association.next_step(row, urls, back) if changeable else None
    # What shapes a row is one of a few; what people type only fills holes and makes no new stencil.
    kept = stencil(
        "pools/identity_row.html",
        HOLES,
        state=row.state,
        standing=row.standing,
        explains=bool(explained),
        has_step=bool(step),
        selected=selected,
        changeable=changeable,
    )
    texts = {"explained": explained, "step_text": step and step.text, "step_href": step and step.href}
    return kept.fill(cells(row, urls) | texts | found)


def cells(row: IdentityRow, urls: dict[str, str]) -> dict[str, Any]:
    number, pool = row.is_number, row.elsewhere
    return {
        "key": row.key,
        "name": row.name,
        "value": row.value,
        "href": f"{urls['numbers' if number else 'sender_ids']}{row.value}/",
        "label": row.identity.label,
        "why": "",
        "type": row.type,
        "country": row.country,
        "message_type": row.message_type_in_short,
        "status": status(*labels.status(row.identity.status)),
        "pool_href": f"{urls['pools']}{pool.pool_id}/" if pool else "",
        "pool_label": pool.label if pool else "",
        "pool_text": row.elsewhere_text,
    }
