"""Answers that AWS could as well have given: in another order, in smaller pages, by a clock that is off."""

import uuid
from typing import Any

from tests.help.aws.weather import Weather


class Pages:
    """What is left of lists that were cut, by the token that brings it."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self._rest: dict[str, tuple[str, dict[str, Any]]] = {}

    def kept(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The rest that the request's token asks for, on a next page; again, where the answer was lost."""
        found = self._rest.get(request.get("NextToken", ""))
        return self._cut(*found) if found else None

    def of(self, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        if self.weather.reorder:
            answer = self.weather.shuffled(answer)
        if self.weather.skew:
            answer = moved(answer, self.weather.skew)
        lists = [name for name, value in answer.items() if isinstance(value, list)]
        # Tags come on one page, whatever their number.
        if self.weather.largest_page is None or len(lists) != 1 or operation == "ListTagsForResource":
            return answer
        return self._cut(lists[0], answer)

    def _cut(self, name: str, answer: dict[str, Any]) -> dict[str, Any]:
        length, items = self.weather.page_length(), answer[name]
        if length >= len(items):
            return answer
        token = f"cut-{uuid.uuid4()}"
        self._rest[token] = (name, {**answer, name: items[length:]})
        return {**answer, name: items[:length], "NextToken": token}


def moved(value: Any, seconds: float) -> Any:
    """All times in an answer, by a clock that is so far ahead."""
    if isinstance(value, dict):
        return {
            key: one + seconds if key.endswith("Timestamp") else moved(one, seconds)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [moved(one, seconds) for one in value]
    return value
