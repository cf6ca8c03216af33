"""Where the words of a search stand in what a row shows, as `<mark>` elements."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from pools.models.text import SEPARATORS, fold
from pools.models.words import Word
from pools.reference.phone_numbers import SHORTEST_FORM
from pools.templatetags.cutting import edges, in_parts, is_cut

Spans = list[tuple[int, int]]
# What is shown of an ID that is cut: this many characters before what was found, and of a long one its two ends.
BEFORE, FIRST, LAST = 4, 12, 4
# Signs that belong to the letter before them although Unicode does not call them combining: kana's voicing marks
# of half width, and the vowels and ends of Korean syllables.
JOINED = (("\uff9e", "\uff9f"), ("\u1160", "\u11ff"))


def marked(text: str, words: Iterable[Word]) -> SafeString:
    return with_marks(text, merged(span for word in words for span in word_spans(text, word)))


def marked_number(label: str, words: Iterable[Word]) -> SafeString:
    """Of a phone number in international format."""
    return with_marks(label, merged(span for word in words for span in number_spans(label, word)))


def marked_excerpt(text: str, words: Iterable[Word]) -> SafeString:
    """What was found of an ID, with a few characters before it, and dots for the rest."""
    spans = merged(span for word in words for span in word_spans(text, word))
    kept = {place for start, end in spans for place in places_shown(start, end)}
    out, pieces = [], with_places(text, spans)
    for place, piece in enumerate(pieces):
        if place in kept:
            out.append(piece)
        elif not out or out[-1] != "…":
            out.append("…")
    return mark_safe("".join(out).replace("</mark><mark>", ""))  # noqa: S308 - each piece is escaped


def marked_cut(text: str, words: Iterable[Word]) -> SafeString:
    """Of an ID that is drawn cut; see templatetags/cutting.py."""
    spans = merged(span for word in words for span in word_spans(text, word))
    return in_parts(text, lambda start, end: with_marks(text[start:end], within(spans, start, end)))


def within(spans: Spans, start: int, end: int) -> Spans:
    """What of the spans lies in a part of the text, by the part's own places."""
    cut = [(max(first, start) - start, min(last, end) - start) for first, last in spans]
    return [(first, last) for first, last in cut if first < last]


def is_in_sight(text: str, word: Word) -> bool:
    """Whether something that the word finds of an ID still shows where it is cut."""
    first, _, end = edges(text)
    return not is_cut(text) or any(start < first or last > end for start, last in word_spans(text, word))


def places_shown(start: int, end: int) -> Iterator[int]:
    yield from range(max(0, start - BEFORE), start)
    if end - start <= FIRST + LAST + 1:
        yield from range(start, end)
    else:
        yield from range(start, start + FIRST)
        yield from range(end - LAST, end)


def with_places(text: str, spans: Spans) -> list[str]:
    inside = {place for start, end in spans for place in range(start, end)}
    return [f"<mark>{escape(c)}</mark>" if n in inside else escape(c) for n, c in enumerate(text)]


def with_marks(text: str, spans: Spans) -> SafeString:
    out, last = [], 0
    for start, end in spans:
        out += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return mark_safe("".join([*out, escape(text[last:])]))  # noqa: S308 - each part is escaped


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    out: Spans = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def word_spans(text: str, word: Word) -> Iterator[tuple[int, int]]:
    folded, places = folded_places(text)
    # A tag is shown with spaces around the sign that it is found by.
    for piece in {piece.strip() for form in word for piece in form.split("=")} - {""}:
        pattern = SEPARATORS.pattern.join(map(re.escape, piece.split(" ")))
        for match in re.finditer(pattern, folded):
            yield places[match.start()][0], places[match.end() - 1][1]


def folded_places(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text as it is searched, and where each of its characters comes from."""
    if text.isascii():
        return text.lower(), [(place, place + 1) for place in range(len(text))]
    folded, places = [], []
    for start, end in letters(text):
        letter = fold(text[start:end]) or " "
        folded.append(letter)
        places += [(start, end)] * len(letter)
    return "".join(folded), places


def letters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not belongs_to_the_letter_before(text[place]):
            yield start, place
            start = place


def belongs_to_the_letter_before(c: str) -> bool:
    return unicodedata.combining(c) > 0 or any(first <= c <= last for first, last in JOINED)


def number_spans(label: str, word: Word) -> Iterator[tuple[int, int]]:
    places = [place for place, c in enumerate(label) if c == "+" or c.isdigit()]
    compact = "".join(label[place] for place in places)
    # The longest: of a number that was typed with spaces, the whole and not each part wherever it stands.
    for form in sorted(word, key=len, reverse=True):
        # Between two of the label's own signs if it stands there, and not over them.
        if (at := label.find(form)) >= 0:
            yield at, at + len(form)
            return
        for digits in (form, form.lstrip("0")):
            at = compact.find(digits) if digits == form or len(digits) >= SHORTEST_FORM else -1
            if at >= 0:
                yield places[at], places[at + len(digits) - 1] + 1
                return
