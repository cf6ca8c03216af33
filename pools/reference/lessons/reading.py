"""Reads a lesson's file: a title, what it begins with, and steps with what each is done when. Pure."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pools.reference.cmdlets import CMDLETS
from pools.reference.lessons.checks import Check, Wrong, did_you_mean, read_check, read_start
from pools.reference.lessons.targets import TARGETS

# As the AWS CLI names them: create-pool.
OPERATIONS = {re.sub(r"\B[A-Z]", r"-\g<0>", name).lower(): name for name in CMDLETS}
OPTIONAL = "(Optional)"
STEP = re.compile(r"(\d+)\. (.+)")
DIRECTIVE = re.compile(r"\s+- (Where|Hint|Command|Done when|Done with next)(?:: (.*))?")
PART = re.compile(r"\s+\+ (.+?)(?: \(([a-z-]+\.[a-z-]+(?: = [^()]*(?:\([A-Z]{2}\))?)?)\))?")
HEAD = re.compile(r"(Guide|Minutes|Start): (.+)")
# The file's name without number and ending is the lesson's address.
NAME = re.compile(r"(?:\d+-)?([A-Za-z0-9_-]{1,64})\.md")
UNFIT_NAME = (
    "A lesson's file is named like 02-create-a-pool.md: at most 64 letters, digits, - and _ after the number."
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Where:
    """A control, and what goes into it."""

    target: str
    value: str = ""


@dataclass(frozen=True)
class Part:
    mark: str
    text: str
    where: Where | None


@dataclass(frozen=True)
class Step:
    number: int
    text: str
    line: int
    where: tuple[Where, ...] = ()
    parts: tuple[Part, ...] = ()
    hint: str = ""
    command: str = ""
    goes_with_next: bool = False
    checks: tuple[Check, ...] = ()

    @property
    def is_optional(self) -> bool:
        return self.text.startswith(OPTIONAL)


@dataclass(frozen=True)
class Lesson:
    slug: str
    title: str
    guide: str
    minutes: int
    intro: str
    start: tuple[Check, ...]
    steps: tuple[Step, ...]


class Broken(ValueError):
    """A file that is no lesson. lines: what is wrong, each with the file's name and the line."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass
class _Draft:
    """What was read up to a line."""

    name: str
    title: str = ""
    head: dict[str, str] = field(default_factory=dict)
    start: list[Check] = field(default_factory=list)
    intro: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def refuse(self, line: int, text: str) -> None:
        self.wrong.append(f"{self.name}, line {line}: {text}")

    def change(self, **values: object) -> None:
        self.steps[-1] = replace(self.steps[-1], **values)


def read_lesson(name: str, text: str) -> Lesson:
    """name: of its file; its address is the name without number and ending. Raises: Broken."""
    draft = _Draft(name)
    slug = NAME.fullmatch(name)
    if not slug:
        draft.refuse(1, UNFIT_NAME)
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            _read_line(draft, number, line)
        except Wrong as wrong:
            draft.refuse(number, str(wrong))
    # A line that could not be read is no line that is missing.
    if not draft.wrong:
        for number, problem in _missing(draft, len(lines)):
            draft.refuse(number, problem)
    if draft.wrong:
        raise Broken(draft.wrong)
    return Lesson(
        slug=slug[1],
        title=draft.title,
        guide=draft.head["Guide"],
        minutes=int(draft.head["Minutes"]),
        intro=" ".join(draft.intro),
        start=tuple(draft.start),
        steps=tuple(draft.steps),
    )


def _read_line(draft: _Draft, number: int, line: str) -> None:
    if not line.strip():
        return
    if found := STEP.fullmatch(line):
        _add_step(draft, number, int(found[1]), found[2])
    elif draft.steps:
        _add_to_step(draft, line)
    elif line.startswith("# "):
        draft.title = line[2:].strip()
    elif found := HEAD.fullmatch(line):
        _add_head(draft, found[1], found[2].strip())
    else:
        draft.intro.append(line.strip())


def _add_head(draft: _Draft, name: str, value: str) -> None:
    if name == "Start":
        draft.start.append(read_start(value))
        return
    draft.head[name] = value
    if name == "Minutes" and not re.fullmatch(r"[1-9]\d?", value):
        raise Wrong("Minutes is a number from 1 to 99.")


def _add_step(draft: _Draft, line: int, number: int, text: str) -> None:
    expected = len(draft.steps) + 1
    draft.steps.append(Step(expected, text, line))
    if number != expected:
        raise Wrong(f"This is step {expected}, not {number}.")


def _add_to_step(draft: _Draft, line: str) -> None:
    step = draft.steps[-1]
    if found := DIRECTIVE.fullmatch(line):
        DIRECTIVES[found[1]](draft, step, (found[2] or "").strip())
    elif found := PART.fullmatch(line):
        where = _where(found[2]) if found[2] else None
        mark = f"{step.number}{LETTERS[len(step.parts) % len(LETTERS)]}"
        draft.change(parts=(*step.parts, Part(mark, found[1], where)))
    else:
        raise Wrong("This line is neither a step, nor a part (+), nor a directive (-) of one.")


def _where(text: str) -> Where:
    target, _, value = text.partition(" = ")
    if target not in TARGETS:
        raise Wrong(f'There is no target "{target}".{did_you_mean(target, TARGETS)}')
    return Where(target, value.strip())


def _command(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    # Behind the operation an option comes first.
    if not words or words[0].startswith("-") or not all(word.startswith("--") for word in words[1:2]):
        raise Wrong("A command is an operation of the AWS CLI with its options; quotes are closed.")
    if words[0] not in OPERATIONS:
        raise Wrong(f'There is no operation "{words[0]}".{did_you_mean(words[0], OPERATIONS)}')
    return text


DIRECTIVES: Mapping[str, Callable[[_Draft, Step, str], None]] = {
    "Where": lambda draft, step, text: draft.change(where=(*step.where, _where(text))),
    "Hint": lambda draft, _, text: draft.change(hint=text),
    "Command": lambda draft, _, text: draft.change(command=_command(text)),
    "Done when": lambda draft, step, text: draft.change(checks=(*step.checks, read_check(text))),
    "Done with next": lambda draft, *_: draft.change(goes_with_next=True),
}


def _missing(draft: _Draft, last: int) -> Iterator[tuple[int, str]]:
    """What a lesson has and this one has not, where it is looked for."""
    if not draft.title:
        yield 1, 'A lesson begins with its title: "# Create a pool".'
    for name, example in (("Guide", "Managing pools, Creating a pool"), ("Minutes", "3")):
        if name not in draft.head:
            yield 1, f'There is no "{name}". Add a line such as "{name}: {example}".'
    for step in draft.steps:
        if not (step.checks or step.goes_with_next or step.is_optional):
            said = f'Add one, or "Done with next", or begin it with "{OPTIONAL}".'
            yield step.line, f'Step {step.number} has no "Done when". {said}'
    if not (draft.steps and draft.steps[-1].checks):
        yield last, 'A lesson ends with a step that has a "Done when".'
