"""What goes wrong at AWS, and how often: all of it chosen by one seeded source of chance."""

import random
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pools.reference import rates

REQUEST_LOST = "request lost"
ANSWER_LOST = "answer lost"
FAILED = "500"
FAILED_AFTER = "500 after it took effect"
THROTTLED = "throttled"
FAULTS = (REQUEST_LOST, ANSWER_LOST, FAILED, FAILED_AFTER, THROTTLED)


@dataclass(frozen=True)
class Refuses:
    """A refusal as AWS words it, with the members that its exception has in the service model."""

    code: str
    reason: str = ""
    message: str = ""
    status: int = 400

    def body(self) -> dict[str, str]:
        said = self.message or f'{self.code} - Reason="{self.reason}"'
        return {"__type": self.code, "Message": said} | ({"Reason": self.reason} if self.reason else {})


# Each that passes by itself.
TRANSIENT = {
    "ThrottlingException": Refuses("ThrottlingException", message="Rate exceeded"),
    "InternalServerException": Refuses("InternalServerException", status=500),
    "ServiceUnavailable": Refuses("ServiceUnavailable", status=503),
    "RESOURCE_NOT_ACCESSIBLE": Refuses("ValidationException", "RESOURCE_NOT_ACCESSIBLE"),
    "Could not assume": Refuses(
        "ValidationException", "FIELD_VALIDATION_FAILED", "Could not assume IAM role"
    ),
    "PHONE_NUMBER_ASSOCIATED_TO_POOL": Refuses("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"),
    "RESOURCE_NOT_ACTIVE": Refuses("ConflictException", "RESOURCE_NOT_ACTIVE"),
}
EXPIRED = Refuses("ExpiredTokenException", message="The security token included in the request is expired")


def not_allowed(operation: str, arn: str) -> Refuses:
    said = (
        f"User: {arn} is not authorized to perform: sms-voice:{operation} because no identity-based policy "
        f"allows the sms-voice:{operation} action"
    )
    return Refuses("AccessDeniedException", message=said, status=403)


@dataclass
class Weather:
    """shares: how often each fault happens, of 1. Everything else is off until it is set.

    slow, hang: a share of requests, and the longest they wait, in seconds; lost ones hang so long before the
    connection ends. stale: the share of reads that are answered from the past, stale_seconds how far back at most.
    largest_page: items on a page at most, and there may be none. rates: refuse what comes faster than documented,
    times this. skew: seconds that AWS's clock is ahead. denied: operations without permission. expired: no
    credentials are good any more.
    """

    seed: int = 0
    shares: dict[str, float] = field(default_factory=dict)
    slow: float = 0.0
    slow_seconds: float = 0.5
    hang: float = 0.0
    stale: float = 0.0
    stale_seconds: float = 5.0
    largest_page: int | None = None
    reorder: bool = False
    rates: float | None = None
    skew: float = 0.0
    denied: set[str] = field(default_factory=set)
    expired: bool = False

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._lock = threading.Lock()
        self._next: dict[str, deque[str]] = defaultdict(deque)
        self._refusing: list[tuple[set[str], Refuses, float, list[int]]] = []
        self._arrived: dict[str, deque[float]] = defaultdict(deque)

    def stormy(self, share: float) -> "Weather":
        """Every fault there is, so that this share of all requests meets one."""
        self.shares = dict.fromkeys(FAULTS, share / len(FAULTS))
        self.slow = self.stale = share
        return self

    def next(self, operation: str, *faults: str) -> None:
        """What befalls the next requests of an operation, one after the other; "" lets one through."""
        self._next[operation].extend(faults)

    def refuse(self, refusal: Refuses, *operations: str, seconds: float = 1e9, times: int = 10**9) -> None:
        """Refuse those operations for a while, or so many times, whichever ends first."""
        self._refusing.append((set(operations), refusal, time.monotonic() + seconds, [times]))

    def refusal_of(self, operation: str, arn: str) -> Refuses | None:
        if self.expired:
            return EXPIRED
        if operation in self.denied:
            return not_allowed(operation, arn)
        with self._lock:
            for operations, refusal, until, left in self._refusing:
                if operation in operations and time.monotonic() < until and left[0] > 0:
                    left[0] -= 1
                    return refusal
        return TRANSIENT["ThrottlingException"] if self._too_fast(operation) else None

    def _too_fast(self, operation: str) -> bool:
        """Count only what was let through, as a bucket of tokens does."""
        if self.rates is None:
            return False
        now, most = time.monotonic(), rates.per_second(operation) * self.rates
        with self._lock:
            arrived = self._arrived[operation]
            while arrived and arrived[0] <= now - 1:
                arrived.popleft()
            if len(arrived) >= most:
                return True
            arrived.append(now)
        return False

    def fault_of(self, operation: str) -> str:
        with self._lock:
            if self._next[operation]:
                return self._next[operation].popleft()
            drawn = self.chance.random()
            for fault, share in self.shares.items():
                drawn -= share
                if drawn < 0:
                    return fault
        return ""

    def delay(self) -> float:
        with self._lock:
            return self.chance.uniform(0, self.slow_seconds) if self.chance.random() < self.slow else 0.0

    def is_stale(self) -> bool:
        with self._lock:
            return self.chance.random() < self.stale

    def page_length(self) -> int:
        with self._lock:
            return self.chance.randint(0, self.largest_page)

    def shuffled(self, value: Any) -> Any:
        """The same in another order: lists whose order means nothing, and the members of objects."""
        if isinstance(value, dict):
            return {key: self.shuffled(value[key]) for key in self._mixed(value)}
        if isinstance(value, list):
            return [self.shuffled(one) for one in self._mixed(value)]
        return value

    def _mixed(self, items: Iterable[Any]) -> list[Any]:
        mixed = list(items)
        with self._lock:
            self.chance.shuffle(mixed)
        return mixed
