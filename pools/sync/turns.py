"""Whose turn it is: what a person waits for goes before a reading, which gets a turn all the same.

A reading gives way at once. Once it has, what comes after the run that it gave way to waits for a turn of it: plans
that are asked for one after the other would leave it no time else. To that run itself it gives way again.
"""

import time
from collections.abc import Iterable

from pools.models import SyncRun

# So long it goes on before it gives way again, and until it has read something.
TURN = 10.0  # seconds
# In a reading's cursor: the key of the newest run that it gave way to.
GAVE_WAY_TO = "gave_way_to"


class Turn:
    """Of a run that a worker has just taken in hand."""

    def __init__(self, run: SyncRun) -> None:
        self.run, self.began, self.read_before = run, time.monotonic(), count_read(run)

    def gives_way_to(self, other: SyncRun) -> bool:
        return not waits_for(other, self.run) or self.is_over

    @property
    def is_over(self) -> bool:
        """Lists are read anew in each turn, which alone would bring it no further."""
        return time.monotonic() - self.began >= TURN and count_read(self.run) > self.read_before


def count_read(run: SyncRun) -> int:
    return sum(done for done, _ in run.progress.values()) if run.is_reading else 0


def waits_for(applying: SyncRun, reading: SyncRun) -> bool:
    gave_way_to = reading.cursor.get(GAVE_WAY_TO)
    return gave_way_to is not None and gave_way_to < applying.pk


def next_run(runs: Iterable[SyncRun]) -> SyncRun | None:
    """runs: in the order in which they would go, those that a person waits for first."""
    runs = list(runs)
    for applying in (run for run in runs if not run.is_reading):
        if not any(waits_for(applying, other) for other in runs if other.is_reading):
            return applying
    return next((run for run in runs if run.is_reading), None)


def note_gave_way(runs: Iterable[SyncRun], applying: SyncRun) -> None:
    """Whoever calls has all runs of the link in hand."""
    for reading in (run for run in runs if run.is_reading):
        set_cursor(reading, reading.cursor | {GAVE_WAY_TO: applying.pk})


def had_its_turn(reading: SyncRun) -> None:
    set_cursor(reading, {name: value for name, value in reading.cursor.items() if name != GAVE_WAY_TO})


def set_cursor(reading: SyncRun, cursor: dict) -> None:
    reading.cursor = cursor
    reading.save(update_fields=["cursor"])
