"""The one search of every list of phone numbers and sender IDs: what a row says is what finds it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from django.db.models import QuerySet

from pools.models import SenderId
from pools.models.searching import SENDER_ID, Words, searched_numbers, searched_sender_ids
from pools.models.text import fold
from pools.operations.engine.caller import Caller
from pools.pages.kit.words import labels
from pools.reference import countries


@cache
def folded() -> dict[str, dict[str, str]]:
    """The console's words for the values of each column that has such."""
    columns: dict[str, Mapping[str, str]] = {
        "iso_country_codes": {code: country.label for code, country in countries.COUNTRIES.items()},
        "number_types": labels.NUMBER_TYPES | {SENDER_ID: "Sender ID"},
        "message_types": labels.MESSAGE_TYPES,
        "capabilities": labels.CAPABILITIES,
        "statuses": labels.STATUSES,
    }
    return {name: {code: fold(label) for code, label in named.items()} for name, named in columns.items()}


def identity_search(caller: Caller, *columns: str) -> Callable[[QuerySet, str], QuerySet]:
    """How a list searches its numbers or sender IDs. columns: those of `folded` that the list shows, else all."""

    def search(rows: QuerySet, text: str) -> QuerySet:
        one_kind = searched_sender_ids if rows.model is SenderId else searched_numbers
        return one_kind(rows, caller, text, words_with(fold(text), columns or tuple(folded())))

    return search


def words_with(text: str, columns: Sequence[str]) -> Words:
    """The values that the words, of which the text is a part, stand for."""
    # Folding may leave nothing of what was typed, and nothing is a part of every word.
    if not text:
        return Words()
    found = {name: [code for code, label in folded()[name].items() if text in label] for name in columns}
    return Words(**{name: tuple(codes) for name, codes in found.items()})
