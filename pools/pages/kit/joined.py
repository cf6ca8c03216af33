"""Several lists, one after the other, for a page that reads no more of each than it shows."""

from collections.abc import Iterator, Sequence
from typing import Any


class Joined:
    """Sliced like one list. parts: rows (a list or a queryset), and how many there are; of the last, at least."""

    def __init__(self, parts: Sequence[tuple[Any, int]]) -> None:
        self.parts = parts

    def __getitem__(self, wanted: slice) -> list[Any]:
        return list(self._rows(wanted.start, wanted.stop))

    def _rows(self, start: int, stop: int) -> Iterator[Any]:
        for place, (rows, size) in enumerate(self.parts):
            is_last = place == len(self.parts) - 1
            first, last = max(0, start), stop if is_last else min(stop, size)
            if first < last:
                yield from rows[first:last]
            start, stop = start - size, stop - size

    # As a paginator asks of a queryset: to count without the order, and to read a late page from the end.
    def order_by(self) -> "Joined":
        return self

    def count(self) -> int:
        """All of them, exactly; from then on the last part's size is right, too."""
        if self.parts and not isinstance(self.parts[-1][0], list):
            *before, (rows, _) = self.parts
            self.parts = [*before, (rows, rows.order_by().count())]
        return sum(size for _, size in self.parts)

    def reverse(self) -> "Joined":
        turned = [
            (rows[::-1] if isinstance(rows, list) else rows.reverse(), size) for rows, size in self.parts
        ]
        return Joined(turned[::-1])
