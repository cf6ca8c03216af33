"""What a worker holds: rows that no other takes until it lets them go, or has been silent for a lease.

The times are the database's. A process that was suspended past its lease cannot be kept from sending one request more:
that is why each is safe to repeat.
"""

import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet

from pools.models.leases import NOBODYS, is_free
from pools.models.request_turns import FromNow

LEASE = float(settings.CONSOLE_SYNC_LEASE)  # seconds
KEPT_EVERY = LEASE / 6


class LeaseLost(Exception):
    """Another worker has the rows by now, or they are gone: whoever held them leaves off, and writes nothing more."""


def claim(row: QuerySet, worker: str) -> bool:
    """One statement: of two that find the row free, the second finds it taken."""
    return row.filter(is_free()).update(worker=worker, lease_until=FromNow(LEASE)) == 1


@dataclass
class Lease:
    """Rows that one worker holds, each as a query of that row."""

    worker: str
    rows: tuple[QuerySet, ...]
    kept_at: float = field(default_factory=time.monotonic)

    def keep(self) -> None:
        """Hold them for a lease more: just before a request goes out, and in the transaction of what came of it.

        Raises: LeaseLost.
        """
        for row in self.rows:
            if not row.filter(worker=self.worker).update(lease_until=FromNow(LEASE)):
                raise LeaseLost(self.worker)
        self.kept_at = time.monotonic()

    def keep_while_waiting(self) -> None:
        """The same, where it is time again. Raises: LeaseLost."""
        if time.monotonic() - self.kept_at >= KEPT_EVERY:
            self.keep()

    def let_go(self) -> None:
        for row in self.rows:
            row.filter(worker=self.worker).update(**NOBODYS)


def lease(worker: str, *rows: QuerySet) -> Lease | None:
    """Take all of the rows, in this order, or none."""
    held = Lease(worker, ())
    for row in rows:
        if not claim(row, worker):
            held.let_go()
            return None
        held.rows = (*held.rows, row)
    return held
