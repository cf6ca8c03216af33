"""Calls in their turn: every request of the sync waits for the limiter before it goes out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pools.models.aws_links import USUAL_SHARE
from pools.sync import limiter
from pools.sync.limiter import Lane
from pools.sync.refusals import Sort
from pools.sync.remote import Answer, Refused, Remote

# A read that AWS refuses for the moment is asked again, after twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds
PATIENCE = 10 * 60.0  # seconds


class Stopped(Exception):
    """Whoever asks was told to stop; nothing was sent."""


@dataclass
class Asker:
    """Sends the calls of one account and Region, in their turn.

    person: somebody waits for the answers. go_on: asked before each request and while waiting. Called like a function
    it reads, and hands back the answer in wire form: a read is safe to repeat, and is.
    """

    remote: Remote
    account_id: str
    share: int = USUAL_SHARE
    person: bool = False
    go_on: Callable[[], bool] = lambda: True
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def __call__(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Read. Raises: Refused, once waiting does not help; Stopped."""
        until, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
        while True:
            try:
                return self.once(operation, request, hold_back=pause).wire
            except Refused as refused:
                if refused.refusal.sort() is not Sort.TRANSIENT or time.monotonic() > until:
                    raise
            self.rest(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def once(
        self,
        operation: str,
        request: dict[str, Any],
        *,
        hold_back: float = FIRST_PAUSE,
        last_look: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Send one request, once, as soon as it is its turn.

        hold_back: the seconds that nobody calls the operation where AWS says that it is called too often.
        last_look: raises where it must not go out after all; nothing but this is between the wait and the request.
        """
        lane = Lane(self.account_id, self.remote.region, operation, self.share)
        moment = limiter.wait(lane, person=self.person, go_on=self.go_on, sleep=self.sleep)
        if moment is None:
            raise Stopped
        try:
            last_look()
            return self.remote.call(operation, request)
        except Refused as refused:
            if refused.refusal.is_throttling:
                limiter.hold_back(lane, hold_back)
            raise
        finally:
            limiter.answered(lane, moment)

    def rest(self, seconds: float) -> None:
        """Wait, in short pieces. Raises: Stopped."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self.go_on():
                raise Stopped
            self.sleep(min(left, 1.0))
