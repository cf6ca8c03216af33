"""The rows of the identities' table, written out: what each cell says, and where its links lead."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pools.pages.pools.identity_rows import IdentityRow
from pools.templatetags.console import icon, none, on_off, status
from pools.templatetags.stencils import join, stencil

HOLES = (
    "key",
    "name",
    "value",
    "href",
    "label",
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


def table_rows(rows: Iterable[IdentityRow], urls: dict[str, str], selected: Collection[str]) -> SafeString:
    """urls: of the lists of `numbers`, `sender_ids` and `pools`. selected: the values that stay ticked."""
    return join(table_row(row, urls, row.value in selected) for row in rows)


def table_row(row: IdentityRow, urls: dict[str, str], selected: bool) -> SafeString:
    # What shapes a row is one of a few; what people type only fills holes and makes no new stencil.
    kept = stencil(
        "pools/identity_row.html",
        HOLES,
        state=row.state,
        standing=row.standing,
        unavailable=bool(row.reasons),
        selected=selected,
    )
    return kept.fill(cells(row, urls) | (refusal_cells(row, urls) if row.reasons else {}))


def cells(row: IdentityRow, urls: dict[str, str]) -> dict[str, Any]:
    number = row.is_number
    return {
        "key": row.key,
        "name": row.name,
        "value": row.value,
        "href": f"{urls['numbers']}{row.value}/" if number else f"{urls['sender_ids']}?show={row.value}",
        "label": row.identity.label,
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
