"""`manage.py lesson check FILE`: whether a file is a lesson, or what is wrong with it, by its lines."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pools.reference.lessons import Broken, Lesson, broken_lessons, lessons, read_file


class Command(BaseCommand):
    help = "Checks files of lessons: docs/lessons.md tells how to write one."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check")
        check = verbs.add_parser("check", help="Check a file; without one, all that the console has.")
        check.add_argument("file", type=Path, nargs="?", help="such as orders.md")

    def handle(self, *, file: Path | None, **options) -> None:
        if file:
            self.stdout.write(f"{file} is a lesson: {described(checked(file))}")
            return
        for lesson in lessons():
            self.stdout.write(described(lesson))
        if broken := broken_lessons():
            raise CommandError("\n".join(broken))


def checked(file: Path) -> Lesson:
    try:
        return read_file(file)
    except Broken as broken:
        raise CommandError("\n".join(broken.lines)) from broken
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error


def described(lesson: Lesson) -> str:
    checks = sum(len(step.checks) for step in lesson.steps)
    return f"{lesson.title}. Steps: {len(lesson.steps)}; checks: {checks}; at the start: {len(lesson.start)}."
