"""What a number takes over from a pool, and why it can't go there, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from pools.errors import ServiceError
from pools.models import PhoneNumber, Pool
from pools.operations.rules.moving import Fit
from pools.pages.kit.words import labels, refusals
from pools.pages.kit.words.fitting import misfit
from pools.refusals import LastIdentity, Mismatch, Mismatched, OverQuota

NOT_THERE = "none"
LONGEST_TEXT = 60


class ChangeRow(NamedTuple):
    setting: str
    now: str
    after: str


def change_rows(changes: Sequence[Mismatch]) -> list[ChangeRow]:
    return [row for one in changes for row in rows_of(one)]


def rows_of(change: Mismatch) -> list[ChangeRow]:
    if change.setting == "keywords":
        now, after = by_word(change.theirs), by_word(change.ours)
        words = sorted(word for word in now.keys() | after.keys() if now.get(word) != after.get(word))
        return [
            ChangeRow(f"Keyword {word}", text_of(now.get(word)), text_of(after.get(word))) for word in words
        ]
    write = in_words if change.setting == "two_way" else lambda value: labels.value_of(change.setting, value)
    return [ChangeRow(labels.SETTINGS[change.setting], write(change.theirs), write(change.ours))]


def by_word(keywords: object) -> dict[str, tuple[str, str]]:
    return {word: (message, action) for word, message, action in keywords}


def text_of(response: tuple[str, str] | None) -> str:
    if response is None:
        return NOT_THERE
    message, action = response
    cut = message if len(message) <= LONGEST_TEXT else f"{message[: LONGEST_TEXT - 1]}…"
    return f"“{cut}” ({labels.KEYWORD_ACTIONS.get(action, action)})"


def in_words(two_way: tuple[bool, str, str]) -> str:
    """ "On · order-replies", with the role's name, where one is used."""
    is_on, channel, role = two_way
    ends = [end.rpartition(":")[2] for end in (channel, role) if end]
    return " · ".join([labels.ON_OFF[is_on], *ends])


def why_not_there(fit: Fit, pool: Pool) -> list[str]:
    return list(dict.fromkeys(reason_of(error, fit.number, pool) for error in fit.refusals))


def reason_of(error: ServiceError, number: PhoneNumber, pool: Pool) -> str:
    about, old = error.about, number.pool
    if isinstance(about, LastIdentity) and old:
        if about.kind == "number":
            return f"{old.label} needs a phone number for two-way SMS. Turn that off, or add another number first."
        return f"{old.label} would be left empty. Add another identity first, or delete it."
    if isinstance(about, OverQuota):
        return f"{pool.label} is full ({about.limit:,})."
    if isinstance(about, Mismatched):
        return " ".join(misfit(number, one) for one in about.mismatches)
    return refusals.sentence(error)
