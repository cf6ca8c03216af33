"""Where several differ: which of the values side by side are the few, and which is the usual one. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence

AT_LEAST, AT_MOST = 2, 4  # how many are compared at once


def differ(values: Sequence[Hashable]) -> bool:
    return len({*values}) > 1


def usual(values: Sequence[Hashable]) -> Hashable:
    """What most of them have; of several such, what stands first."""
    return Counter(values).most_common(1)[0][0]


def few(values: Sequence[Hashable]) -> frozenset[int]:
    """The places of those that differ from the others; none where no value is more usual than every other."""
    counts = Counter(values).most_common(2)
    if len(counts) < 2 or counts[0][1] == counts[1][1]:
        return frozenset()
    return frozenset(place for place, value in enumerate(values) if value != counts[0][0])
