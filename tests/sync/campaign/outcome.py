"""The figures of a campaign, and what of it needs no ledger: the file is whole, and AWS was never asked too often."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

from pools.reference import rates as documented
from tests.help.aws.log import Log
from tests.sync.campaign.ledger import OURS, THEIRS


@dataclass
class Outcome:
    kills: int
    of_console: int
    while_applying: int
    while_writing: int
    workers: int
    acts: dict[str, int]
    plans: int
    applied: int
    answers: int
    given_up: int
    mischief: int
    requests: int
    slowest_start: float
    killing: float
    settled: float
    seconds: float
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.of_console} of the console; of {self.workers} workers {self.while_applying} "
            f"while a plan was applied, {self.while_writing} with a request on its way that writes) in "
            f"{self.seconds:.0f} s, {self.killing / self.kills:.1f} s for each: {self.acts[OURS]} acts here, "
            f"{self.acts[THEIRS]} in AWS, {self.plans} plans, {self.applied} applied, {self.answers} answers, "
            f"{self.given_up} wishes given up, {self.mischief} bad spells, {self.requests} requests; "
            f"work went on {self.slowest_start:.1f} s after a start at most, all settled {self.settled:.0f} s after "
            "the last kill"
        )


def too_fast(log: Log, rates: int) -> list[str]:
    """No second holds more requests than AWS allows, which is so many times the documented rates."""
    found = []
    for operation in sorted(log.operations() - {"GetCallerIdentity"}):
        most, allowed = log.busiest_second(operation), documented.per_second(operation) * rates
        if most > allowed:
            found.append(f"too fast: {most} of {operation} in a second, of {allowed}")
    return found


def must_be_whole(url: str) -> None:
    """The file is, after all those kills; PostgreSQL's own server was never one of the killed."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
