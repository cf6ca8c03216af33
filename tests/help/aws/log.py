"""What AWS was asked: every request with its time and its outcome."""

import json
import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# What an operation makes is named in its answer by this member.
MADE = {
    "CreatePool": "PoolId",
    "CreateConfigurationSet": "ConfigurationSetArn",
    "RequestSenderId": "SenderIdArn",
    "RequestPhoneNumber": "PhoneNumberId",
}


@dataclass
class Entry:
    """One request. at: seconds on a clock that is never set. took_effect: the product carried it out."""

    at: float
    operation: str
    request: dict[str, Any]
    outcome: str = ""
    status: int = 0
    took_effect: bool = False
    answer: dict[str, Any] = field(default_factory=dict, repr=False)
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Log:
    entries: list[Entry] = field(default_factory=list)

    def of(self, operation: str = "") -> list[Entry]:
        return [one for one in self.entries if operation in ("", one.operation)]

    def count(self, operation: str = "") -> int:
        return len(self.of(operation))

    def first_since(self, at: float) -> float | None:
        """When the first request came that came then or later."""
        later = self.entries[bisect_left(self.entries, at, key=lambda one: one.at) :]
        return later[0].at if later else None

    def outcomes(self, operation: str = "") -> Counter:
        return Counter(one.outcome for one in self.of(operation))

    def operations(self) -> set[str]:
        return {one.operation for one in self.entries}

    def busiest_second(self, operation: str, *, among: list[Entry] | None = None) -> int:
        """The most requests that any second held, wherever it begins."""
        times = sorted(one.at for one in (self.of(operation) if among is None else among))
        most = first = 0
        for number, at in enumerate(times):
            while times[first] <= at - 1:
                first += 1
            most = max(most, number - first + 1)
        return most

    def made(self, operation: str) -> dict[str, Entry]:
        """What was made, by its ID, with the request that did it; a repeated answer makes nothing."""
        made: dict[str, Entry] = {}
        for one in self.of(operation):
            if one.took_effect:
                made.setdefault(one.answer[MADE[operation]], one)
        return made

    def doubles(self) -> list[tuple[str, list[str]]]:
        """What was made more than once of one wish: one ClientToken that led to several resources.

        And one identity's pool that was made with different tokens where both pools are meant to be the same: those
        only the test can tell, which knows how many it asked for.
        """
        found = []
        for operation in MADE:
            of_token: dict[str, list[str]] = defaultdict(list)
            for made, one in self.made(operation).items():
                of_token[one.request.get("ClientToken", "")].append(made)
            found += [(token, made) for token, made in of_token.items() if len(made) > 1]
        return found

    def save(self, path: Path) -> None:
        """One JSON document a line."""
        lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in self.entries)
        path.write_text("".join(lines), encoding="utf-8")
