"""How often AWS is asked: each operation in its turn, which every process takes through the database.

Requests of one operation keep a distance in time, and what was not asked is not made up for: no second holds more
than the documented rate, however many processes there are, and on average they use their share of it. Nobody waits
inside a transaction.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from pools.models import RequestTurn
from pools.models.aws_links import USUAL_SHARE
from pools.models.request_turns import FromNow
from pools.reference import rates

# A turn further ahead than this was written by a clock that has been set back since.
FURTHEST = 120.0  # seconds
# Who waits for a person has this long to come and take the turn that is kept for them.
KEPT = 1.0  # seconds
NEXT_LOOK = 0.05  # seconds, where a turn is kept for somebody else


@dataclass(frozen=True, slots=True)
class Lane:
    """What has a rate: an operation of an AWS account in a Region. share: percent of the rate to use."""

    account_id: str
    region: str
    operation: str
    share: int = USUAL_SHARE

    @property
    def distance(self) -> float:
        """Seconds from one request to the next."""
        return distance(self.operation, self.share)

    def rows(self) -> QuerySet[RequestTurn]:
        return RequestTurn.objects.filter(
            account_id=self.account_id, region=self.region, operation=self.operation
        )


def per_second(operation: str) -> int:
    """What AWS takes of these accounts, which may have had the documented rates raised."""
    return rates.per_second(operation) * settings.CONSOLE_AWS_RATES


def distance(operation: str, share: int = USUAL_SHARE) -> float:
    return 100 / (per_second(operation) * share)


def least_seconds(requests: Mapping[str, int], share: int = USUAL_SHARE) -> float:
    """How long so many requests of each operation take at least: operations do not wait for each other."""
    return max((count * distance(name, share) for name, count in requests.items()), default=0.0)


def wait(
    lane: Lane,
    *,
    person: bool = False,
    go_on: Callable[[], bool] = lambda: True,
    sleep: Callable[[float], None] = time.sleep,
) -> float | None:
    """Wait for a turn and take it: the request must go out now, and `answered` be told the moment that is returned.

    None where `go_on` said no meanwhile. person: somebody waits for the answer, so it goes before all that nobody
    waits for.
    """
    while go_on():
        moment = time.monotonic()
        seconds = take(lane, person=person)
        if not seconds:
            return moment
        # In short pieces, so that who wants to stop is heard.
        sleep(min(seconds, 1.0))
    return None


def answered(lane: Lane, moment: float) -> None:
    """The request whose turn was taken after `moment` has come back, or is given up.

    It may have reached AWS only now, on a slow machine or net; what the share leaves free makes up for some of that.
    """
    spare = 100 / lane.share - 1
    if 0 <= spare < time.monotonic() - moment:
        _not_before(lane, 1 / per_second(lane.operation))


def take(lane: Lane, *, person: bool = False) -> float:
    """Take the turn that is free: 0.0. Else the seconds after which to ask again.

    Raises: RuntimeError inside a transaction, whose locks would be held while waiting.
    """
    with transaction.atomic(durable=True):
        if _taken(lane, person) or _first(lane):
            return 0.0
        free_from, reserved_until, now = (
            lane.rows().annotate(now=FromNow()).values_list("free_from", "reserved_until", "now").get()
        )
        seconds = _between(now, free_from)
        if person:
            lane.rows().update(reserved_until=FromNow(seconds + KEPT))
        elif reserved_until > now:
            return max(seconds, NEXT_LOOK)
        return max(seconds, 0.001)


def _taken(lane: Lane, person: bool) -> bool:
    """One statement: of two that find the turn free, the second finds it taken."""
    free = Q(free_from__lte=FromNow()) | Q(free_from__gt=FromNow(FURTHEST))
    taken = {"free_from": FromNow(lane.distance)}
    if person:
        # Whoever else waits for a person finds this turn taken, and has the next one kept.
        taken["reserved_until"] = FromNow()
    else:
        free &= Q(reserved_until__lte=FromNow()) | Q(reserved_until__gt=FromNow(FURTHEST))
    return lane.rows().filter(free).update(**taken) == 1


def _first(lane: Lane) -> bool:
    """Whether nobody has asked this before, so that the turn is this one's."""
    _, created = lane.rows().get_or_create(
        account_id=lane.account_id,
        region=lane.region,
        operation=lane.operation,
        defaults={"free_from": FromNow(lane.distance), "reserved_until": FromNow()},
    )
    return created


def _between(now: datetime, then: datetime) -> float:
    return max((then - now).total_seconds(), 0.0)


def hold_back(lane: Lane, seconds: float) -> None:
    """AWS said that it is asked too often: nobody asks for a while, in no process."""
    _not_before(lane, min(seconds, FURTHEST / 2))


def _not_before(lane: Lane, seconds: float) -> None:
    later = FromNow(seconds)
    with transaction.atomic(durable=True):
        _first(lane)
        lane.rows().filter(free_from__lt=later).update(free_from=later)
