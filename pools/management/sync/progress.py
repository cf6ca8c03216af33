"""A bar on a terminal while something goes on; where there is no terminal, nothing."""

import sys
import time
from typing import TextIO

WIDTH = 24
MINUTE = 60
SEEN = 0.02  # of all: before that the time left would be a guess


class Progress:
    """Draws to standard error, so that what a script reads stays clean. title: what goes on."""

    def __init__(self, title: str, *, quiet: bool = False, out: TextIO | None = None) -> None:
        self.title, self.out = title, out or sys.stderr
        self.shown = 0
        self.is_on = not quiet and self.out is not None and self.out.isatty()
        self.began_at: float | None = None
        self.began_with = 0

    def show(self, done: int, of: int | None) -> None:
        """of: None while nobody knows."""
        if self.is_on:
            self._write(f"{self.title} {line(done, of, self._left(done, of))}")

    def _left(self, done: int, of: int | None) -> float | None:
        now = time.monotonic()
        if self.began_at is None:
            self.began_at, self.began_with = now, done
        since = done - self.began_with
        if not of or since < of * SEEN:
            return None
        return (now - self.began_at) / since * (of - done)

    def _write(self, text: str) -> None:
        # Over the line of before, which may have been longer.
        self.out.write(f"\r{text.ljust(self.shown)}")
        self.out.flush()
        self.shown = len(text)

    def end(self) -> None:
        if self.is_on and self.shown:
            self.out.write("\n")
            self.out.flush()
            self.shown = 0


def line(done: int, of: int | None, left: float | None) -> str:
    if not of:
        return f"[{' ' * WIDTH}] {done:,}"
    full = min(WIDTH, WIDTH * done // of)
    bar = f"[{'#' * full}{' ' * (WIDTH - full)}] {done:,} of {of:,}"
    return bar if left is None else f"{bar}, about {in_words(left)} left"


def in_words(seconds: float) -> str:
    if seconds < 1.5 * MINUTE:
        whole = max(1, round(seconds))
        return f"{whole} second{'s' * (whole != 1)}"
    minutes = round(seconds / MINUTE)
    return f"{minutes} minutes"
