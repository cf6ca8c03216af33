"""Waiting for what a worker does; where none gives a sign, the command is one until it is done."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.management.base import CommandError
from django.db import connections

from pools.management.sync.words import FAULT
from pools.models import SyncRequest
from pools.operations.syncing.workers import newest_worker

Found = TypeVar("Found")
LOOK_EVERY = 0.2  # seconds
ASK_EVERY = 2.0  # seconds, whether a worker is there
END_WITHIN = 30.0  # seconds: a request that was sent has 20 for its answer


class OwnWorker:
    """A worker in a thread of this process, begun when it turns out that no other is there."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None
        self.error: BaseException | None = None
        self.asked_at = 0.0

    def look(self) -> None:
        """Begin where none gives a sign. Raises: what ended the own worker."""
        if self.error:
            raise self.error
        if self.thread or time.monotonic() - self.asked_at < ASK_EVERY:
            return
        self.asked_at = time.monotonic()
        worker = newest_worker()
        if worker is None or not worker.is_working:
            self.thread = threading.Thread(target=self._work, daemon=True)
            self.thread.start()

    def _work(self) -> None:
        try:
            # Not at the top: boto3, which it needs, takes a second that nothing else here does.
            from pools.sync.worker import work

            work(self.stop)
        except BaseException as error:
            self.error = error
        finally:
            connections["default"].close()

    def end(self) -> None:
        """After the request in hand."""
        self.stop.set()
        if self.thread:
            self.thread.join(END_WITHIN)


def wait_until(found: Callable[[], Found | None], show: Callable[[], Any] = lambda: None) -> Found:
    """What `found` hands back as soon as that is not None. show: called meanwhile."""
    worker = OwnWorker()
    try:
        while (result := found()) is None:
            worker.look()
            show()
            time.sleep(LOOK_EVERY)
        return result
    finally:
        worker.end()


def answered(request: SyncRequest, show: Callable[[], Any] = lambda: None) -> SyncRequest:
    """The request with the worker's answer. Raises: CommandError, where an error of the worker's kept it from one."""
    rows = SyncRequest.objects.filter(pk=request.pk).exclude(answered_timestamp=None)
    found = wait_until(rows.first, show)
    if "FAULT" in found.answer.get("refused", ()):
        raise CommandError(FAULT)
    return found
