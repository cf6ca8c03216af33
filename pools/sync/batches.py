"""Things a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from pools.sync.state import Ref

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """As itertools has it from Python 3.12 on."""
    rest = iter(items)
    while some := tuple(islice(rest, size)):
        yield some


def by_kind(refs: Iterable[Ref], size: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A kind and some keys of it at a time, in their order."""
    for kind, same in groupby(sorted(refs), key=lambda ref: ref.kind):
        for some in batched((ref.key for ref in same), size):
            yield kind, some
