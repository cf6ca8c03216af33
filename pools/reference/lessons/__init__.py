"""Lessons: the guide's procedures as files that a person can write, and what in a file is not a lesson."""

from collections.abc import Collection, Iterable, Iterator
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


def lessons_of(names: Collection[str]) -> tuple[Lesson, ...]:
    """Those of the names, but for files that have gone since; all where none is named."""
    return tuple(one for one in lessons() if one.slug in names) if names else lessons()


def lesson_named(slug: str) -> Lesson | None:
    return next((one for one in lessons() if one.slug == slug), None)


def read_file(path: Path) -> Lesson:
    """Raises: Broken with all that is wrong in it; OSError of the file itself."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError:
        raise Broken([f"{path.name} is no text in UTF-8."]) from None
    return read_lesson(path.name, text)


@cache
def _read() -> tuple[Lesson | Broken, ...]:
    return tuple(_read_all(sorted(FOLDER.glob("*.md"))))


def _read_all(paths: Iterable[Path]) -> Iterator[Lesson | Broken]:
    names: dict[str, str] = {}
    for path in paths:
        try:
            lesson = read_file(path)
        except Broken as broken:
            yield broken
            continue
        except OSError as error:
            yield Broken([f"{path.name} can't be read: {error.strerror}."])
            continue
        other = names.setdefault(lesson.slug, path.name)
        yield lesson if other == path.name else Broken([f"{path.name} has the address of {other}."])
