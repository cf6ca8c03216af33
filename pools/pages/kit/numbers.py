"""Numbers that forms and addresses send."""


def number_in(text: str, *, digits: int) -> int | None:
    """None for what is none, or has more than so many digits."""
    # isdigit() holds for "²" too, which int() does not read, nor does it read thousands of digits.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
