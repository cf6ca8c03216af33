"""Text that people type: one spelling for one word, what in it nobody can see, and how it is found and sorted."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from pools.reference.phone_numbers import written_forms

# Unicode's Default_Ignorable_Code_Point, which Python does not know, with controls, line separators and a blank
# that shows nothing. Source: DerivedCoreProperties.txt of Unicode 16.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Of these, a message may hold what its script or an emoji needs: joiners, marks of direction, flags, lines.
IN_MESSAGES = re.compile("[\t\n\u061c\u200c-\u200f\ufe00-\ufe0f\U000e0020-\U000e007f]")
# A word may hold them where they make one emoji of several, or of a sign.
JOINERS = "\u200d\ufe0e\ufe0f"
SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
WIDE = re.compile("[\uff01-\uff9f\uffa1-\uffee]+")


def one_spelling(text: str, *, is_message: bool = False) -> str:
    """The text as others would type it: composed, and letters of full width and odd spaces as the usual ones.

    In a message those stay, as they are not taken for others there.
    """
    if not is_message:
        text = WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def invisible(text: str, *, is_message: bool = False) -> int:
    """Where the first character stands that nobody can see, counted from 1; 0 where there is none."""
    for match in INVISIBLE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        joins = match[0] in JOINERS and before and (before == "\ufe0f" or is_sign(before))
        if not joins and not (is_message and IN_MESSAGES.match(match[0])):
            return match.start() + 1
    return 0


def is_sign(character: str) -> bool:
    """Whether it is an emoji or another symbol, or what gives an emoji its colour."""
    return unicodedata.category(character) in ("So", "Sk")


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


# Letters with a stroke, and others that Unicode takes for letters of their own, as keyboards without them have them.
PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Combining marks of these classes make another letter: kana's voicing, and dots and ties of Indian scripts.
LETTER_MARKS = (7, 8, 9)
LONGEST_KEY = 1_000  # an index of PostgreSQL takes no more than 2,704 bytes
DIGITS = re.compile(r"\d+")
EQUALS = re.compile(r" ?= ?")
# What stands between words: they are the same words with another of these. The last is where an ID that is too long
# for its place is cut; a plus sign belongs to a number.
SEPARATORS = re.compile(r"(?:[-_.\s()/,\u2010-\u2015…]|\+(?!\d))+")


def fold(text: str) -> str:
    """The text as searches compare it: without case, accents, widths, what cannot be seen, or runs of spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFD", one_spelling(text)).casefold())
    kept = (c for c in text if not is_accent(c) and (c.isspace() or not INVISIBLE.match(c)))
    return " ".join(unicodedata.normalize("NFC", "".join(kept).translate(PLAIN)).split())


def is_accent(character: str) -> bool:
    combining = unicodedata.combining(character)
    return combining > 0 and combining not in LETTER_MARKS


def natural_key(text: str) -> bytes:
    """Bytes that sort as people do, on every database: folded, numbers by their value, ties as they are written."""
    return (
        f"{DIGITS.sub(counted, fold(text))}\0{text}".encode(errors="replace")[:LONGEST_KEY] if text else b""
    )


def in_order(rows: Iterable[Any], name: str) -> list[Any]:
    """A few rows, such as the tags of one resource, by a text of theirs."""
    return sorted(rows, key=lambda row: natural_key(getattr(row, name)))


def counted(run: re.Match) -> str:
    """A number behind the number of its digits, so that a longer one is greater: 9 is 19, 10 is 210."""
    digits = "".join(str(unicodedata.decimal(c)) for c in run[0]).lstrip("0")
    return "9" * (len(digits) // 9) + str(len(digits) % 9) + digits


# What a row is searched and sorted by, as far as the row itself says it; see kept.py. What others say of it, such as
# its tags, stands below the first line and stays as it is: operations/rules/search_text.py keeps it.


def searchable(text: str) -> str:
    """As `fold`, with a space for all that separates words, and none around the sign between a tag's key and value."""
    return EQUALS.sub("=", SEPARATORS.sub(" ", fold(text))).strip()


def of_number(row: Any) -> str:
    return with_parts(row, "\t".join((searchable(row.phone_number_id), *written_forms(row.phone_number))))


def of_sender_id(row: Any) -> str:
    return with_parts(row, searchable(f"{row.sender_id}/{row.iso_country_code}"))


def of_project(row: Any) -> str:
    return f"{searchable(row.project_id)}\n{searchable(row.name)}"


def of_pool(row: Any) -> str:
    return with_parts(row, f"{searchable(row.pool_id)}\t{searchable(row.name)}")


def with_parts(row: Any, first: str) -> str:
    _, _, parts = row.search_text.partition("\n")
    return f"{first}\n{parts}"


def pool_parts(
    tags: Iterable[tuple[str, str]], numbers: Iterable[str], sender_ids: Iterable[tuple[str, str]]
) -> str:
    """What else a pool is found by: its tags, and its identities with their countries, a line each."""
    forms = [form for number in numbers for form in written_forms(number)]
    return lines(
        [*tag_lines(tags), *forms, *(searchable(f"{name}/{country}") for name, country in sender_ids)]
    )


def tag_parts(tags: Iterable[tuple[str, str]]) -> str:
    """What else a phone number or a sender ID is found by."""
    return lines(tag_lines(tags))


def tag_lines(tags: Iterable[tuple[str, str]]) -> list[str]:
    return [searchable(f"{key}={value}") for key, value in tags]


def lines(found: Iterable[str]) -> str:
    """Below the first. Each has its end, behind the last word too: see `pairs` in fast_reads/search.py."""
    # In an order of their own: databases give rows in any, and a row put back is to read as it did.
    return "".join(("\n", *(f"{line}\n" for line in sorted(set(found)))))


def key_of_name(row: Any) -> bytes:
    return natural_key(row.name)


def key_of_sender_id(row: Any) -> bytes:
    return natural_key(row.sender_id)


def key_of_username(row: Any) -> bytes:
    return natural_key(row.username)
