"""Why a search found a row: what it shows is marked there; what it does not show, a line under its name says."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pools.models import PhoneNumber
from pools.models.fast_reads.search import PoolValues, pool_values, tags_of
from pools.models.identities import international
from pools.models.searching import titles_of_pools
from pools.models.text import searchable
from pools.models.words import Word
from pools.pages.kit.marks import is_in_sight, marked, marked_cut, marked_excerpt, marked_number
from pools.reference.phone_numbers import written_forms

MOST_REASONS = 2


@dataclass(frozen=True)
class Hidden:
    """What a row is found by and does not show. kind: how the line calls it; kept: its text as searches have it."""

    kind: str
    text: str
    kept: str
    mark: Callable[[str, Iterable[Word]], SafeString] = marked

    def words(self, wanted: Iterable[Word]) -> list[Word]:
        return [word for word in wanted if any(form in self.kept for form in word)]


class Shown:
    """One row: it marks what it shows, and remembers which words it has not shown. Without words it marks nothing."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.missing = list(words)

    def text(self, text: str) -> str:
        return self._marked(text, searchable(text), marked)

    def number(self, phone_number: str) -> str:
        return self._marked(
            international(phone_number), "\t".join(written_forms(phone_number)), marked_number
        )

    def identifier(self, text: str) -> SafeString:
        """An ID, cut. What is found of it only where it is cut, the line under the name has to say."""
        found = Hidden("", text, searchable(text)).words(self.words)
        in_sight = [word for word in found if is_in_sight(text, word)]
        self.missing = [word for word in self.missing if word not in in_sight]
        return marked_cut(text, found)

    def _marked(self, text: str, kept: str, mark: Callable[[str, Iterable[Word]], SafeString]) -> str:
        found = Hidden("", text, kept).words(self.words) if text else []
        self.missing = [word for word in self.missing if word not in found]
        return mark(text, found) if found else text

    def why(self, hidden: Sequence[Hidden]) -> SafeString | str:
        """The line: what has most of the words that are not shown, and what has most of the rest."""
        missing, reasons = self.missing, []
        while missing and len(reasons) < MOST_REASONS:
            best = max(hidden, key=lambda one: len(one.words(missing)), default=None)
            if best is None or not (found := best.words(missing)):
                break
            alike = sum(one.kind == best.kind and one.words(found) == found for one in hidden)
            more = f" and {alike - 1} more" if alike > 1 else ""
            reasons.append((best.kind, best.mark(best.text, found), more))
            missing = [word for word in missing if word not in found]
        line = format_html_join(" · ", "{} {}{}", reasons)
        return format_html('<span class="table__why">{}</span>', line) if line else ""


NOT_SEARCHED = Shown(())


def rows_shown(words: Sequence[Word], rows: Iterable[Any]) -> dict[int, Shown]:
    """By the rows' keys. The empty word, which every row has, is no reason."""
    own = [word for word in words if word != ("",)]
    return {row.pk: Shown(own) for row in rows}


def keys_to_explain(shown: dict[int, Shown]) -> list[int]:
    return [key for key, row in shown.items() if row.missing]


def hidden_in_pools(shown: dict[int, Shown]) -> dict[int, list[Hidden]]:
    """Of those pools of the page that do not show every word; one query for all."""
    return {key: parts_of_pool(values) for key, values in pool_values(keys_to_explain(shown)).items()}


def parts_of_pool(values: PoolValues) -> list[Hidden]:
    senders = [
        Hidden("Sender ID", f"{name} ({country})", searchable(f"{name}/{country}"))
        for name, country in sorted(values.sender_ids)
    ]
    numbers = [number_part(number) for number in sorted(values.numbers)]
    return [*senders, *numbers, *map(tag_part, sorted(values.tags))]


def number_part(number: str) -> Hidden:
    return Hidden("Number", international(number), "\t".join(written_forms(number)), marked_number)


def tag_part(tag: tuple[str, str]) -> Hidden:
    key, value = tag
    return Hidden("Tag", f"{key} = {value}", searchable(f"{key}={value}"))


def id_part(kind: str, value: str) -> Hidden:
    return Hidden(kind, value, searchable(value), marked_excerpt)


def pool_ways(name: str, pool_id: str) -> list[Hidden]:
    named = [Hidden("Pool", name, searchable(name))] if name else []
    return [*named, id_part("Pool ID" if name else "Pool", pool_id)]


def hidden_in_numbers(numbers: Iterable[PhoneNumber], shown: dict[int, Shown]) -> dict[int, list[Hidden]]:
    """Of those numbers of the page that do not show every word, which have their pools with them; one query for all."""
    keys = keys_to_explain(shown)
    tags = tags_of("phone_number", keys)
    found: dict[int, list[Hidden]] = {key: list(map(tag_part, sorted(tags[key]))) for key in keys}
    for number in numbers:
        if number.pk in found:
            pool = pool_ways(number.pool.name, number.pool.pool_id) if number.pool else []
            found[number.pk][:0] = [id_part("ID", number.phone_number_id), *pool]
    return found


def hidden_in_sender_ids(shown: dict[int, Shown]) -> dict[int, list[Hidden]]:
    """As `hidden_in_numbers`; two queries for all: tags, and pools."""
    keys = keys_to_explain(shown)
    found = {key: list(map(tag_part, sorted(tags))) for key, tags in tags_of("sender_id", keys).items()}
    wanted = list(dict.fromkeys(word for key in keys for word in shown[key].missing))
    for key, name, pool_id in titles_of_pools(keys, wanted):
        found[key] += pool_ways(name, pool_id)
    return found
