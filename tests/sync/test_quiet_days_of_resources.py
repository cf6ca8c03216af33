"""Resources that come and go, in reads as AWS gives them: ours are no alarm, and others' are each reported once."""

import random
from dataclasses import replace

from pools.sync.compare import compare
from pools.sync.existence import Read
from pools.sync.fields import EXISTS
from pools.sync.judging import Cause, Status
from pools.sync.memory import SETTLED_AFTER, Memory, created, deleted
from pools.sync.state import CONFIGURATION_SET, POOL, State

MINUTE, DAY = 60, 24 * 60 * 60
# By so much a read may be late in what there is at all.
LATE = SETTLED_AFTER - 10


class Resource:
    """One that we know, or do not; said: what was reported of it, each time that it was."""

    def __init__(self, state: State, chance: random.Random) -> None:
        self.state, self.chance = state, chance
        self.past: list[tuple[float, bool]] = [(float("-inf"), False)]
        self.here: State | None = None
        self.memory = Memory()
        self.said: list[tuple[Status, Cause]] = []

    def is_there(self, value: bool, at: float) -> None:
        self.past.append((at, value))

    def check(self, at: float) -> None:
        """One read, of up to some seconds ago; what came is taken in, as it is once it is certain."""
        moment = at - self.chance.choice((0, 1)) * self.chance.uniform(0, LATE)
        there = next(value for since, value in reversed(self.past) if since <= moment)
        read = Read(self.state if there else None, at)
        found = compare(self.state.ref, self.memory, self.here, read, now=at)
        self.memory = found.memory
        for one in found.differences:
            assert one.field == EXISTS
            if one.status != Status.UNCONFIRMED:
                self.said.append((one.status, one.cause))
            if one.status == Status.DRIFT:
                self.here = self.state
                self.memory = replace(found.memory, base=self.state, suspects={})

    def check_for(self, at: float, minutes: int) -> None:
        for moment in sorted(self.chance.uniform(1, minutes * MINUTE) for _ in range(10)):
            self.check(at + moment)

    def settle(self, at: float) -> None:
        for moment in (10, 65, 130, 300, 600):
            self.check(at + moment)


def resources(seed: int, count: int):
    """Each with the time at which it begins, ten of them a day."""
    chance = random.Random(seed)
    for number in range(count):
        kind = chance.choice((POOL, CONFIGURATION_SET))
        state = State(kind, f"one-{number}", created=f"2026-11-{number % 28 + 1:02}T00:00:00+00:00", tags={})
        yield 1000.0 + number * DAY / 10, Resource(state, chance)


def test_in_30_days_what_we_create_and_delete_raises_no_alarm():
    for at, one in resources(1, 30 * 10):
        one.here, one.memory = one.state, created(one.state, at=at)
        one.is_there(True, at)
        one.check_for(at, 9)
        gone = at + 10 * MINUTE
        one.here, one.memory = None, deleted(one.state, at=gone)
        one.is_there(False, gone)
        one.check_for(gone, 9)
        assert one.said == []


def test_what_others_create_and_delete_is_each_reported():
    for at, one in resources(7, 200):
        one.is_there(True, at)
        one.settle(at)
        assert one.said == [(Status.DRIFT, Cause.ADDED)]
        gone = at + 15 * MINUTE
        one.is_there(False, gone)
        one.settle(gone)
        assert {*one.said[1:]} == {(Status.CONFLICT, Cause.GONE)}
        # Deleted here too, as people may say, it is over.
        one.here = None
        one.check(gone + 15 * MINUTE)
        assert one.memory.base is None
