"""Numbers that commands are given."""

from argparse import ArgumentTypeError
from collections.abc import Callable


def whole_number(most: int) -> Callable[[str], int]:
    """An argument's type: a whole number from 1 to `most`."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is no whole number from 1 to {most}")
        return int(text)

    return read
