"""Things a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """As itertools has it from Python 3.12 on."""
    rest = iter(items)
    while some := tuple(islice(rest, size)):
        yield some
