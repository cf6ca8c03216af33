"""What people type into a search: the words that a row must have, in any order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pools.models.text import EQUALS, fold, one_spelling, searchable
from pools.reference.phone_numbers import typed_forms

# Where an ID that is too long for its place is cut.
CUT = re.compile(r"…|\.{3}")
LIKE_A_NUMBER = re.compile(r"[+\d()./\u2010-\u2015-]+", re.ASCII)
# A pool's name is a tag, but what a search finds a pool by has the name without the key.
NAME = "name="

# One word, or several that were typed with no space between them: it, and how else it may be kept. A row has the word
# where its text contains any of these.
Word = tuple[str, ...]


def read_words(text: str, arns: Sequence[str] = ()) -> list[Word]:
    """The words of a text; none where nothing of it can be seen.

    arns: how the ARNs of the rows begin, then those of what the rows name: what a pasted ARN has of it is no word.
    A text that is no more than that beginning is the empty word, which every row has.
    """
    whole = typed_forms(one_spelling(text))
    tokens = [piece for token in EQUALS.sub("=", fold(text)).split() for piece in CUT.split(token) if piece]
    rests = [without_beginning(token, arns) for token in tokens]
    found = dict.fromkeys(word for group in groups(filter(None, rests)) for word in words_of(group, whole))
    return list(found) or [("",)] * any(not rest for rest in rests)


def without_beginning(token: str, arns: Sequence[str]) -> str:
    """What is left of an ARN, or of a part of one, behind the beginning that all ARNs of its kind share."""
    if ":" in token and any(token in arn for arn in arns[:1]):
        return ""
    for arn in arns:
        kind = arn.rpartition(":")[2]
        if token.startswith(kind):
            return token.removeprefix(kind)
        _, colon, rest = token.partition(f":{kind}")
        if colon and arn.endswith(token.removesuffix(rest)):
            return rest
    return token


def groups(tokens: Iterable[str]) -> Iterator[list[str]]:
    """Tokens one by one, but those together that may be one phone number, written with spaces."""
    for is_number, run in groupby(tokens, lambda token: bool(LIKE_A_NUMBER.fullmatch(token))):
        if is_number:
            yield list(run)
        else:
            yield from ([token] for token in run)


def words_of(group: list[str], forms: list[str]) -> Iterator[Word]:
    """forms: of the number that the whole text is, where it is one."""
    forms = forms or typed_forms(" ".join(group))
    for word in filter(None, map(searchable, group)):
        rest = [word.removeprefix(NAME)] if word.startswith(NAME) and word != NAME else []
        # "Team: marketing", as people write tags in a message.
        tags = [word.replace(":", "=")] if word.count(":") == 1 else []
        yield tuple(dict.fromkeys((word, *forms, *rest, *tags)))
