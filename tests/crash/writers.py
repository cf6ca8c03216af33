"""Who writes while the console is killed: each repeats an act as it was until it is answered, and keeps the answer."""

import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")
PATIENCE = 180  # seconds for one answer; a console that was killed is back long before
MOST_POOLS = 6  # of each writer, well within the account's quota


class CutOffError(Exception):
    """No answer, or one that says to try again."""


class Writer(threading.Thread, ABC):
    """Makes pools and deletes them, in a Region of its own."""

    def __init__(self, url: str, region: str) -> None:
        super().__init__(daemon=True)
        self.url, self.region, self.sender_id = url, region, "CRASHTEST"
        self.made: dict[str, str] = {}  # the pool that each token was answered with
        self.gone: set[str] = set()
        self.answered = self.cut_off = 0
        self.enough = threading.Event()
        self.error: BaseException | None = None

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def make_pool(self, token: str) -> str: ...

    @abstractmethod
    def delete_pool(self, pool_id: str) -> None: ...

    @abstractmethod
    def do_more(self) -> None:
        """What this kind of writer writes besides."""

    def run(self) -> None:
        try:
            self.begin()
            pools: deque[str] = deque()
            while not self.enough.is_set():
                token = str(uuid.uuid4())
                self.made[token] = self.make_pool(token)
                pools.append(self.made[token])
                self.do_more()
                if len(pools) > MOST_POOLS:
                    self.delete_pool(pools[0])
                    self.gone.add(pools.popleft())
        except BaseException as error:
            self.error = error

    def until_answered(self, act: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                answer = act(*args, **kwargs)
            except CutOffError:
                self.cut_off += 1
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)
            else:
                self.answered += 1
                return answer

    @property
    def pools(self) -> set[str]:
        """Those that must be there."""
        return set(self.made.values()) - self.gone
