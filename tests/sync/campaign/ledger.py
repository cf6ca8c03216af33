"""What both sides did, and what people were asked, with the time of each: what a campaign is held against.

Nothing here is read from the sync's own tables. Resources go by the names that help/both_sides.py gives them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OURS, THEIRS = "ours", "theirs"
EXISTS = "exists"


@dataclass
class Act:
    """Somebody set a field of a resource; None takes it away. saw: its value as they saw it before, of all fields
    where they deleted it. at: once it was done, on a clock that is never set, as the stand-in's log has it.
    """

    side: str
    resource: str
    field: str
    value: Any
    saw: Any = None
    at: float = field(default_factory=time.monotonic)


@dataclass
class Answer:
    """What people said to a conflict, or that they gave their change up (DISCARD).

    field: "" of all; what is said about whether the resource is there is about all of it, too.
    """

    resource: str
    field: str
    choice: str
    at: float = field(default_factory=time.monotonic)


@dataclass
class Ledger:
    """names: of each resource by its ID, on either side."""

    acts: list[Act] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def note(self, side: str, resource: str, name: str, value: Any, saw: Any = None) -> None:
        self.acts.append(Act(side, resource, name, value, saw))

    def answer(self, resource: str, name: str, choice: str) -> None:
        self.answers.append(Answer(resource, name, choice))

    def of(self, resource: str, name: str, side: str = "") -> list[Act]:
        return [
            one
            for one in self.acts
            if (one.resource, one.field) == (resource, name) and side in ("", one.side)
        ]

    def fields(self) -> Iterator[tuple[str, str]]:
        yield from dict.fromkeys((one.resource, one.field) for one in self.acts)

    def answered(self, resource: str, name: str, *choices: str, since: float = 0.0) -> bool:
        return any(
            one.resource == resource
            and one.field in ("", EXISTS, name)
            and one.at >= since
            and (not choices or one.choice in choices)
            for one in self.answers
        )

    def deleted(self, resource: str) -> bool:
        """Whether anybody wished it gone: themselves, or by their answer."""
        return any(act.value is None for act in self.of(resource, EXISTS)) or self.answered(
            resource, "", "DELETE_HERE"
        )
