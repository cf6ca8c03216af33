"""The end of a campaign: nobody changes anything any more, and people go on until all is in AWS."""

from collections.abc import Callable
from typing import Any

from tests.sync.campaign.people import Administrator

LONGEST = 900.0  # seconds
ENOUGH = 3  # plans in a row that leave the same pending, which AWS refuses for good: people give it up


def settle(people: Administrator, until: Callable[..., None]) -> None:
    """Settled is what another reading of everything leaves so."""
    same: list[Any] = []
    for what in ("settled", "settled once more"):
        number = people.console.ask("refresh_from_aws")["number"]
        until(lambda number=number: is_read(people, number), f"read before it is {what}", within=LONGEST)
        until(lambda: is_settled(people, same), what, within=LONGEST)


def is_read(people: Administrator, number: int) -> bool:
    return all(run["number"] != number for run in people.tick()["runs"])


def is_settled(people: Administrator, same: list[Any]) -> bool:
    """same: what was pending after each plan so far."""
    seen = people.tick()
    pending, last = seen["pending"], seen["plan"]
    if last and last["ended"] and (not same or same[-1][0] != last["number"]):
        same.append((last["number"], pending))
    stuck = [one for _, one in same[-ENOUGH:]]
    if len(stuck) == ENOUGH and pending and all(one == pending for one in stuck):
        people.discard(pending)
        same.clear()
    return not (pending or seen["dirty"] or seen["requests"] or seen["runs"])
