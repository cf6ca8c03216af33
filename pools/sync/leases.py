"""What a worker holds: rows that no other takes until it lets them go, or has been silent for a minute.

The times are the database's. A process that was suspended past its lease cannot be kept from sending one request more:
that is why each is safe to repeat.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from pools.models.request_turns import FromNow

LEASE = 60.0  # seconds
KEPT_EVERY = 10.0  # seconds


def claim(row: QuerySet, worker: str) -> bool:
    """One statement: of two that find the row free, the second finds it taken."""
    free = Q(lease_until=None) | Q(lease_until__lte=FromNow())
    return row.filter(free).update(worker=worker, lease_until=FromNow(LEASE)) == 1


@dataclass
class Lease:
    """Rows that one worker holds, each as a query of that row.

    go_on: whether the worker has any reason to end; asked with the lease itself.
    """

    worker: str
    rows: tuple[QuerySet, ...]
    go_on: Callable[[], bool] = lambda: True
    kept_at: float = field(default_factory=time.monotonic)

    def keep(self) -> bool:
        """Whether to go on: the lease is ours still, for some time to come. To be asked often."""
        if not self.go_on():
            return False
        return time.monotonic() - self.kept_at < KEPT_EVERY or self.is_ours()

    def is_ours(self) -> bool:
        """Ask the database, and take the rows for a minute more: just before a request goes out."""
        ours = [row.filter(worker=self.worker).update(lease_until=FromNow(LEASE)) for row in self.rows]
        self.kept_at = time.monotonic()
        return all(ours)

    def let_go(self) -> None:
        for row in self.rows:
            row.filter(worker=self.worker).update(worker="", lease_until=None)


def lease(worker: str, *rows: QuerySet, go_on: Callable[[], bool] = lambda: True) -> Lease | None:
    """Take all of the rows, in this order, or none."""
    held = Lease(worker, (), go_on)
    for row in rows:
        if not claim(row, worker):
            held.let_go()
            return None
        held.rows = (*held.rows, row)
    return held
