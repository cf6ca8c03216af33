"""What time it is: by the clock of an account, which can be ahead of the real one, or in truth.

What an account keeps and its rules judge by is in its own time: `Caller.now` where there is a caller, and `now` for
models, SQL and templates, which know none. What is about the installation is in real time, whatever accounts do:
sessions, sign-ins and their attempts, access keys and signatures, who works at an edit run, and all of the sync, as
an account whose clock can be moved is never linked to AWS.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

REAL = timedelta(0)
END = object()

# Each thread has its own, and `going_by` always puts back what was there before.
_ahead: ContextVar[timedelta] = ContextVar("ahead", default=REAL)


def real_now() -> datetime:
    return timezone.now()


def now() -> datetime:
    """The time in the account that is at hand; outside of any, the real time."""
    return real_now() + _ahead.get()


@contextmanager
def going_by(ahead: timedelta) -> Iterator[None]:
    """Meanwhile, `now` is so far ahead."""
    before = _ahead.set(ahead)
    try:
        yield
    finally:
        _ahead.reset(before)


def set_for_the_rest(ahead: timedelta) -> None:
    """As `going_by`, until the one ends that this is called in: a request begins before its account is known."""
    _ahead.set(ahead)


def each_going_by_it(pieces: Iterable[Any]) -> Iterator[Any]:
    """The same pieces, each made by the clock of now: a file is written when its request has long ended."""
    ahead, pieces = _ahead.get(), iter(pieces)
    return _each_going_by(ahead, pieces)


def _each_going_by(ahead: timedelta, pieces: Iterator[Any]) -> Iterator[Any]:
    while True:
        with going_by(ahead):
            piece = next(pieces, END)
        if piece is END:
            return
        yield piece
