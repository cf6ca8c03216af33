"""The end of a campaign: nobody changes anything any more, and people go on until all is in AWS."""

import time
from collections.abc import Callable
from typing import Any

from tests.sync.campaign.nursery import OLD_FOR
from tests.sync.campaign.people import Administrator

AT_LEISURE = {"within": 1800.0, "every": 0.3}  # seconds
# What has been pending for so long, through all plans, AWS refuses for good: people give it up. What was created and is
# gone again counts for a minute as what reads do not show yet.
ENOUGH = 90.0  # seconds


def settle(people: Administrator, until: Callable[..., None]) -> None:
    """Settled is what another reading of everything leaves so, once no former value counts as an old read any more."""
    same: list[Any] = []
    for what in ("settled", "settled once more"):
        time.sleep(OLD_FOR)
        number = people.console.ask("refresh_from_aws")["number"]
        until(lambda number=number: is_read(people, number), f"read before it is {what}", **AT_LEISURE)
        until(lambda: is_settled(people, same), what, **AT_LEISURE)


def is_read(people: Administrator, number: int) -> bool:
    return all(run["number"] != number for run in people.tick()["runs"])


def is_settled(people: Administrator, same: list[Any]) -> bool:
    """same: what is pending, and since when."""
    seen = people.tick()
    pending = [[kind, key, differences] for kind, key, _, _, differences in seen["pending"]]
    if not same or same[0] != pending:
        same[:] = [pending, time.monotonic()]
    elif pending and time.monotonic() - same[1] > ENOUGH:
        people.discard(seen["pending"])
        same.clear()
    return not (pending or seen["dirty"] or seen["requests"] or seen["runs"])
