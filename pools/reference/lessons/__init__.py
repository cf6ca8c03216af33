"""Lessons: the guide's procedures as files that a person can write, and what in a file is not a lesson."""

from functools import cache
from pathlib import Path

from pools.reference.lessons.reading import Broken, Lesson, read_lesson

FOLDER = Path(__file__).parent


@cache
def lessons() -> tuple[Lesson, ...]:
    """Those that can be offered, in the order of their files' names."""
    return tuple(one for one in _read() if isinstance(one, Lesson))


@cache
def broken_lessons() -> tuple[str, ...]:
    """What is wrong in those that can't."""
    return tuple(line for one in _read() if isinstance(one, Broken) for line in one.lines)


def lesson_named(slug: str) -> Lesson | None:
    return next((one for one in lessons() if one.slug == slug), None)


def read_file(path: Path) -> Lesson:
    """Raises: Broken with all that is wrong in it; OSError and UnicodeError of the file itself."""
    return read_lesson(path.name, path.read_text(encoding="utf-8"))


@cache
def _read() -> tuple[Lesson | Broken, ...]:
    return tuple(map(_lesson_or_broken, sorted(FOLDER.glob("*.md"))))


def _lesson_or_broken(path: Path) -> Lesson | Broken:
    try:
        return read_file(path)
    except Broken as broken:
        return broken
