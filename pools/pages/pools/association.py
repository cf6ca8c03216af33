"""What the list of a pool's identities says of each: why it is not in the pool, and what to do about that where."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.models.pools import ACTIVE
from pools.operations.rules import matching
from pools.operations.rules.moving import can_take_over
from pools.pages.kit.way_back import BACK
from pools.pages.kit.words import labels
from pools.pages.kit.words.fitting import misfit
from pools.pages.pools.identity_rows import IdentityRow

WHEN_ACTIVE = "It can join when its status is Active."
FITS = "Fits here."
# Where a difference can be mended at the number, by its setting: the link's words.
MENDED = {
    "two_way": "Change it at the number",
    "opt_out_list_name": "Change it at the number",
    "self_managed_opt_outs_enabled": "Change it at the number",
    "keywords": "Open its keywords",
}


class Step(NamedTuple):
    text: str
    href: str


def explained(row: IdentityRow) -> SafeString | str:
    """The second line of the cell; nothing where the first says all."""
    if row.standing == "elsewhere":
        return explained_elsewhere(row)
    sentences = [misfit(row.identity, one) for one in row.differences]
    if row.standing == "inactive":
        # With the differences: who waits for the status alone would meet them afterwards.
        sentences.insert(0, WHEN_ACTIVE)
    elif row.standing == "associated" and row.identity.status != ACTIVE:
        sentences.append(f"Status is {labels.status(row.identity.status)[1]}.")
    return " ".join(sentences)


def explained_elsewhere(row: IdentityRow) -> SafeString | str:
    if row.differences:
        # Moving it gives the number what differs, as far as that can be given.
        fits = "Fits after changes" if can_come(row) else "Doesn't fit here"
        return f"{fits}: {misfit(row.identity, row.differences[0])}"
    if row.last == "identity":
        return f"Fits here, but {row.elsewhere_text} would be left empty."
    if row.last == "number":
        return f"Fits here, but {row.elsewhere_text} needs a phone number for two-way SMS."
    return format_html('<span class="members__fits">{}</span>', FITS)


def next_step(row: IdentityRow, urls: Mapping[str, str], back: str) -> Step | None:
    """What to do next, and the page where that is done, which knows where to come back to.

    urls: of the lists of `numbers` and `pools`. back: the ID of the pool.
    """
    if row.standing == "mismatch":
        return step_of_mismatch(row, urls, back)
    # A pool that is being made or deleted lets nothing go.
    if not row.elsewhere or row.elsewhere.status != ACTIVE:
        return None
    if not can_come(row):
        return None
    if row.last:
        return Step(
            f"Open pool {row.elsewhere_text}",
            f"{urls['pools']}{row.elsewhere.pool_id}/?{urlencode({BACK: back})}",
        )
    return Step(
        "Move it here", f"{urls['numbers']}move/?{urlencode({'id': row.value, 'to': back, BACK: back})}"
    )


def can_come(row: IdentityRow) -> bool:
    return all(can_take_over(row.identity, one) for one in row.differences)


def step_of_mismatch(row: IdentityRow, urls: Mapping[str, str], back: str) -> Step | None:
    first, *others = row.differences
    fixed = {one.setting for one in row.differences if not matching.can_change(row.identity, one)}
    if fixed == {"message_type"}:
        return Step(
            "Create a pool with it", f"{urls['pools']}create/?{urlencode(draft_of(row) | {BACK: back})}"
        )
    if fixed:
        return None
    page = f"{urls['numbers']}{row.value}/?{urlencode({BACK: back})}"
    if others:
        return Step("Open number settings", page)
    text = MENDED[first.setting]
    if first.setting == "two_way" and first.theirs[0] != first.ours[0]:
        text = f"Turn it {'on' if first.ours[0] else 'off'} at the number"
    return Step(text, page)


def draft_of(row: IdentityRow) -> dict[str, str]:
    """What Create pool is opened with."""
    if row.is_number:
        return {"type": "phone-number", "origination_identity": row.value}
    sender = row.identity
    return {"type": "sender-id", "sender_id": sender.sender_id, "iso_country_code": sender.iso_country_code}
