"""IDs and ARNs as the console shows them: both ends in sight, and what lies between still a part of the text.

The styles draw dots over the part between, so that a browser finds the whole, copies it and reads it out. Where a
list is narrow, they take a few more characters away.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from pools.templatetags.console import copy

register = template.Library()

LAST = 4  # how many characters stay at the end


def edges(text: str) -> tuple[int, int, int]:
    """How many characters stay at the start where there is room, how many at least, and where the end begins."""
    first, narrow = (24, 12) if text.startswith("arn:") else (12, 8)
    return first, narrow, len(text) - LAST


def is_cut(text: str) -> bool:
    first, _, end = edges(text)
    return end - first > 1  # the dots themselves take a character's place


def ends(text: str) -> str:
    """Both ends with dots between, where no markup may stand: in a sentence, in what a button says."""
    first, _, end = edges(text)
    return f"{text[:first]}…{text[end:]}" if is_cut(text) else text


def in_parts(text: str, draw: Callable[[int, int], str]) -> SafeString:
    """draw: the markup of the text from one place to another."""
    if not is_cut(text):
        return mark_safe(draw(0, len(text)))  # noqa: S308 - drawn escaped
    first, narrow, end = edges(text)
    return mark_safe(  # noqa: S308 - drawn escaped
        f'{draw(0, narrow)}<span class="cut__more">{draw(narrow, first)}</span>'
        f'<span class="cut">{draw(first, end)}</span>{draw(end, len(text))}'
    )


@lru_cache(maxsize=4096)
def cut(text: str) -> SafeString:
    return in_parts(text, lambda start, end: escape(text[start:end]))


@register.simple_tag
def identifier(value: Any, label: str) -> SafeString:
    """An ID or ARN and, after it, what copies it; label names it: "Pool ID"."""
    text = str(value)
    return mark_safe(  # noqa: S308 - drawn escaped
        f'<span class="identifier" translate="no">{cut(text)}</span>{copy(text, f"Copy {label}")}'
    )
