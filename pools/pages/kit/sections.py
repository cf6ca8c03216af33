"""A link to a section of a page, for the bar that stays in sight while one scrolls."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """part: the section's ID. heading: its heading's, where a click puts the focus."""

    part: str
    heading: str
    text: str
    count: int | None = None
    errors: int = 0


def errors_in(editor: object) -> int:
    return sum(len(row.errors) for row in editor.rows)
