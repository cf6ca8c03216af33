"""Two long texts beside each other: whole, with the part in which they differ marked."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

LONG = 60


def marked_parts(here: str, there: str) -> tuple[str | SafeString, str | SafeString]:
    if max(len(here), len(there)) < LONG or not (here and there):
        return here, there
    start = shared(here, there)
    end = shared(here[start:][::-1], there[start:][::-1])
    return marked_between(here, start, end), marked_between(there, start, end)


def shared(one: str, other: str) -> int:
    """How many characters they begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def marked_between(text: str, start: int, end: int) -> SafeString:
    stop = len(text) - end
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:stop], text[stop:])
