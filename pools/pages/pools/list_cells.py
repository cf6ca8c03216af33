"""What fills the cells of the Pools list. Most are one of a few strings, which are made once."""

import html
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from pools.models.fast_reads.search import tags_of
from pools.models.words import Word
from pools.pages.kit.why import hidden_in_pools, id_part, rows_shown
from pools.pages.kit.words import labels
from pools.templatetags.console import none, on_off, status
from pools.templatetags.cutting import cut

UNNAMED = "Unnamed pool"  # the link of a card
NOTHING = SafeString("")
LONGEST_WHOLE = 40  # a longer name takes two lines of its card, not ten
LONG = SafeString(" table__open--long")
MESSAGE_TYPES = {code: escape(text) for code, text in labels.MESSAGE_TYPES.items()}
# What is read for columns that few people show.
MORE = {"opt_out_list_name", "self_managed_opt_outs_enabled"}


def more_cells(pools: Sequence[Any], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    """The cells of columns that few people show, by the pools' keys; one query for all tags."""
    wanted = MORE.intersection(columns)
    cells = {pool.pk: {key: getattr(pool, key) for key in wanted} for pool in pools} if wanted else {}
    for values in cells.values():
        if (is_on := values.get("self_managed_opt_outs_enabled")) is not None:
            values["self_managed_opt_outs_enabled"] = on_off(is_on)
    if "tags" in columns:
        for key, text in tag_texts([pool.pk for pool in pools]).items():
            cells.setdefault(key, {}).update(tags=text or none(), all_tags=text)
    return cells


def tag_texts(keys: Sequence[int]) -> dict[int, str]:
    """Pools' tags in words, by the pools' keys; in one query."""
    return {
        key: ", ".join(f"{name} = {value}" if value else name for name, value in sorted(tags))
        for key, tags in tags_of("pool", keys).items()
    }


def pool_cells(pool: Any, state: str) -> dict[str, Any]:
    name = SafeString(html.escape(pool.name))
    return {
        "is_passing": state != "ACTIVE",
        "pool_id": pool.pool_id,
        "shown_id": cut(pool.pool_id),
        "name": name or none(),
        "whole_name": name,
        "title": name or UNNAMED,
        "long": LONG if len(pool.name) > LONGEST_WHOLE else NOTHING,
        "why": NOTHING,
        "status": status(labels.STATUS_KINDS.get(state, "in-progress"), labels.STATUSES[state]),
        "message_type": MESSAGE_TYPES[pool.message_type],
        "two_way_enabled": on_off(pool.two_way_enabled),
        "deletion_protection_enabled": on_off(pool.deletion_protection_enabled),
        "shared_routes_enabled": on_off(pool.shared_routes_enabled),
    }


def found_pool_cells(pools: Sequence[Any], words: Sequence[Word]) -> dict[int, dict[str, Any]]:
    """The cells of pools that a search found: what it found them by is marked there."""
    shown = rows_shown(words, pools)
    cells: dict[int, dict[str, Any]] = {}
    for pool in pools:
        name = shown[pool.pk].text(pool.name)
        cells[pool.pk] = {
            "shown_id": shown[pool.pk].identifier(pool.pool_id),
            "name": name or none(),
            "title": name or UNNAMED,
        }
    ids = {pool.pk: pool.pool_id for pool in pools}
    for key, hidden in hidden_in_pools(shown).items():
        cells[key]["why"] = shown[key].why([id_part("ID", ids[key]), *hidden])
    return cells


# A pool's quota of members bounds the counts, and so the cache.
@cache
def member_cells(numbers: int, senders: int) -> dict[str, Any]:
    """What a pool is made of: 3, "origination identities", "2 numbers, 1 sender ID"."""
    count = numbers + senders
    parts = ((numbers, "number"), (senders, "sender ID"))
    return {
        "count": escape(f"{count:,}"),
        "nouns": escape(f"origination identit{'y' if count == 1 else 'ies'}"),
        "members": escape(", ".join(labels.plural(n, noun) for n, noun in parts if n) or "none"),
    }
