"""What befalls AWS, besides a fault in every fifth request: from time to time something that lasts for seconds."""

import random
import time
from collections.abc import Callable

from tests.help.aws import Aws
from tests.help.aws.weather import TRANSIENT, Weather

SHARE = 0.2
# Seconds between two things that last: by the clock, so that on a slow machine plans get through as well.
REST = (5.0, 25.0)
WRITES = (
    "CreatePool",
    "UpdatePool",
    "DeletePool",
    "AssociateOriginationIdentity",
    "DisassociateOriginationIdentity",
    "PutKeyword",
    "DeleteKeyword",
    "TagResource",
    "UntagResource",
)


def stormy(seed: int, rates: int) -> Weather:
    """Every fault that the stand-in has. rates: how many times the documented ones AWS lets through."""
    weather = Weather(
        seed,
        slow_seconds=0.3,
        hang=0.3,
        stale_seconds=5.0,
        largest_page=20,
        reorder=True,
        rates=float(rates),
    )
    return weather.stormy(SHARE)


class Mischief:
    def __init__(self, aws: Aws, rng: random.Random, numbers: list[str]) -> None:
        self.aws, self.rng, self.numbers = aws, rng, numbers
        self.done, self.next = 0, 0.0
        self.undo: list[tuple[float, Callable[[], None]]] = []

    def tick(self) -> None:
        """Take back what has lasted long enough; now and then begin something."""
        now = time.monotonic()
        due = [act for until, act in self.undo if until <= now]
        self.undo = [one for one in self.undo if one[0] > now]
        for act in due:
            act()
        if not self.undo and now > self.next:
            self.next = now + self.rng.uniform(*REST)
            self.rng.choice((self.refuse, self.expire, self.deny, self.skew, self.make_wait))()
            self.done += 1

    def later(self, act: Callable[[], None]) -> None:
        self.undo.append((time.monotonic() + self.rng.uniform(1, 5), act))

    def refuse(self) -> None:
        """With one Reason that passes by itself, of the calls that it is a Reason of."""
        refusal = TRANSIENT[self.rng.choice(sorted(TRANSIENT))]
        self.aws.weather.refuse(refusal, self.rng.choice(WRITES), seconds=self.rng.uniform(1, 5))

    def expire(self) -> None:
        self.aws.weather.expired = True
        self.later(lambda: setattr(self.aws.weather, "expired", False))

    def deny(self) -> None:
        self.aws.weather.denied = {self.rng.choice(WRITES)}
        self.later(lambda: setattr(self.aws.weather, "denied", set()))

    def skew(self) -> None:
        """Within what AWS allows, and beyond it."""
        self.aws.weather.skew = self.rng.choice((120.0, -120.0, 400.0))
        self.later(lambda: setattr(self.aws.weather, "skew", 0.0))

    def make_wait(self) -> None:
        number = self.rng.choice(self.numbers)
        self.aws.control(pending=[number])
        self.later(lambda: self.aws.control(active=[number]))

    def end(self) -> None:
        for _, act in self.undo:
            act()
        self.undo = []
        self.aws.weather = Weather(rates=self.aws.weather.rates)
