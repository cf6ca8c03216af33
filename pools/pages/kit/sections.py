"""A link to a section of a page, for the bar that stays in sight while one scrolls."""

from collections import Counter
from dataclasses import dataclass

from django.forms import Form

from pools.pages.kit.asking import Asking


@dataclass(frozen=True)
class Section:
    """part: the section's ID. heading: its heading's, where a click puts the focus."""

    part: str
    heading: str
    text: str
    count: int | None = None
    errors: int = 0


def attention(form: Asking, fields: Form) -> Counter[str]:
    """How much of each part of a settings form is wrong, or asked about: of `settings`, and of each editor."""
    asked = form.conflict.unanswered if form.conflict else ()
    wrong = Counter(
        setting if setting in form.editors else "settings" for setting in (*fields.errors, *asked)
    )
    wrong.update({part: errors_in(editor) for part, editor in form.editors.items()})
    return wrong


def errors_in(editor: object) -> int:
    return sum(len(row.errors) for row in editor.rows)
