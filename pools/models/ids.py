"""IDs that the console gives out: random, but for what is loaded as data, whose IDs are the same everywhere."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The name that IDs are derived from, and how many of each kind were.
_origin: ContextVar[tuple[str, Counter] | None] = ContextVar("origin", default=None)
# What each ID was derived from, where somebody notes it.
Derivation = tuple[str, str, int]
_notes: ContextVar[list[Derivation] | None] = ContextVar("notes", default=None)


def new_uuid(kind: str) -> uuid.UUID:
    """kind: what the ID is for, such as "pool". Inside `derived_from` the first of each kind is always the same."""
    origin = _origin.get()
    if origin is None:
        return uuid.uuid4()
    name, given = origin
    given[kind] += 1
    if (notes := _notes.get()) is not None:
        notes.append((name, kind, given[kind]))
    return derived(name, kind, given[kind])


def derived(name: str, kind: str, number: int = 1) -> uuid.UUID:
    # Kinds count for themselves: a version that gives out one more ID of one kind moves no other kind's.
    digest = hashlib.sha256(f"{name}/{kind}/{number}".encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


@contextmanager
def derived_from(name: str) -> Iterator[None]:
    """What is made in here gets IDs that follow from the name."""
    token = _origin.set((name, Counter()))
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def noted() -> Iterator[list[Derivation]]:
    """Gives what is told `derived` of each ID that is made in here."""
    notes: list[Derivation] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)
