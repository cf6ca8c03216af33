"""`manage.py sync work`: does what people ask of the sync, one thing after the other, until it is told to stop.

Several workers share the work: each thing is a row that one of them holds for a while (leases.py). With nothing
linked, a worker costs a query in some seconds.
"""

import logging
import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections

from pools.models import SyncWorker
from pools.models.request_turns import FromNow
from pools.operations.syncing.workers import SILENT_AFTER
from pools.sync.driving import Drive, claim_run
from pools.sync.errands import Errands
from pools.sync.looking import Look, look
from pools.sync.opt_outs import LookUps
from pools.sync.plan import VERSION
from pools.sync.remote import own_profiles
from pools.sync.remotes import Remotes
from pools.sync.testing import user_here

logger = logging.getLogger(__name__)
LOOK_EVERY, IDLE_EVERY = 0.5, 3.0  # seconds
SIGN_EVERY = 8.0  # seconds
# So long after something failed.
TROUBLED = 5.0  # seconds
# What is known of a worker that has ended is of no use for longer.
REMEMBERED = timedelta(days=7)


def work(stop: threading.Event, *, once: bool = False) -> None:
    """Work until `stop` is set, which ends it after the request in hand. once: until there is nothing to do now."""
    worker = Worker(stop)
    while not stop.is_set():
        try:
            pause = worker.do_something()
        except Exception:
            # The database, or a fault of ours: whatever it is, the rest is not to wait for a new worker.
            if once:
                raise
            logger.exception("The sync worker goes on in a moment.")
            pause = TROUBLED
        if pause and once:
            break
        close_old_connections()
        stop.wait(pause)
    worker.remotes.close()
    worker.sign_off()


@dataclass
class Worker:
    stop: threading.Event
    name: str = field(default_factory=lambda: own_name())
    remotes: Remotes = field(default_factory=Remotes)
    errands: Errands = field(init=False)
    signed_at: float = field(default=float("-inf"), init=False)
    looked_at: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        self.errands = Errands(self.name, self.go_on, self.remotes)

    def do_something(self) -> float:
        """The first thing there is to do. Returns: seconds after which to look again; 0.0 after something was done."""
        self.sign()
        seen = look()
        if (
            self.errands.for_people(seen)
            or self.drive(seen)
            or self.look_up(seen)
            or self.errands.by_time(seen)
        ):
            return 0.0
        self.remotes.get_ready(seen.links)
        return LOOK_EVERY if seen.links else IDLE_EVERY

    def drive(self, seen: Look) -> bool:
        for link_id in seen.with_runs:
            found = claim_run(link_id, self.name)
            if found:
                Drive(*found, self.remotes, self.go_on).go()
                return True
        return False

    def look_up(self, seen: Look) -> bool:
        return seen.asked and LookUps(self.name, self.remotes).one()

    def go_on(self) -> bool:
        """Asked by what takes long, between its requests to AWS: others need not wait for its end."""
        if self.stop.is_set():
            return False
        if time.monotonic() - self.looked_at >= LOOK_EVERY:
            self.sign()
            seen = look()
            if not self.errands.for_people(seen):
                self.look_up(seen)
            self.looked_at = time.monotonic()
        return True

    def sign(self) -> None:
        """Pages tell by this that a worker runs."""
        if time.monotonic() - self.signed_at < SIGN_EVERY:
            return
        if not SyncWorker.objects.filter(name=self.name).update(seen_timestamp=FromNow()):
            SyncWorker.objects.filter(seen_timestamp__lt=FromNow(-REMEMBERED.total_seconds())).delete()
            SyncWorker.objects.create(
                name=self.name,
                host=socket.gethostname(),
                user=user_here(),
                profiles=own_profiles(),
                version=str(VERSION),
                started_timestamp=FromNow(),
                seen_timestamp=FromNow(),
            )
        self.signed_at = time.monotonic()

    def sign_off(self) -> None:
        """So that nobody waits for one that has ended, whose last sign may be seconds old."""
        with suppress(DatabaseError, InterfaceError):
            silent = FromNow(-SILENT_AFTER.total_seconds())
            SyncWorker.objects.filter(name=self.name).update(seen_timestamp=silent)


def own_name() -> str:
    """A container that is started again has the same host and process number."""
    return f"{socket.gethostname()[:64]}-{os.getpid()}-{secrets.token_hex(2)}"
