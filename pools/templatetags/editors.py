"""Rows of the keyword and the tag editor: stencils, as a pool has up to thirty of the one and fifty of the other."""

from collections.abc import Hashable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django import template
from django.utils.safestring import SafeString

from pools.templatetags.stencils import Stencil, hole

register = template.Library()


@register.simple_tag(takes_context=True)
def editor_row(context: template.Context, editor: Any, row: Any) -> SafeString:
    """Draw a row by the editor's template, where `row` has the facts as they are and a hole for each text."""
    texts, errors = row.texts(), {f"error_{part}": text for part, text in row.errors.items()}
    kept = row_stencil(
        type(editor),
        tuple(row.facts().items()),
        tuple(texts),
        # Which parts are wrong; the sentences quote what was typed, so they are holes.
        tuple(row.errors),
        getattr(context.get("form"), "shows_actions", False),
    )
    return kept.fill(texts | errors)


@lru_cache(maxsize=512)
def row_stencil(
    editor: Any,
    facts: tuple[tuple[str, Hashable], ...],
    texts: tuple[str, ...],
    errors: tuple[str, ...],
    shows_actions: bool,
) -> Stencil:
    problems = {part: hole(f"error_{part}") for part in errors}
    row = SimpleNamespace(errors=problems, **dict(facts), **{text: hole(text) for text in texts})
    rest = {"form": {"shows_actions": shows_actions}, editor.prefix: editor}
    return Stencil(editor.row_template, (), {"row": row} | rest)
