"""Asking whoever typed a command; of one that no terminal started nothing is ever asked."""

import sys

from django.core.management.base import CommandError

ENDED = "Nothing was changed."


def at_a_terminal() -> bool:
    # None where the shell has closed it.
    return sys.stdin is not None and sys.stdin.isatty()


def must_agree(*, yes: bool) -> None:
    """Ask whether to go on, unless it was said beforehand. Raises: CommandError where not, or nobody can be asked."""
    if yes:
        return
    if not at_a_terminal():
        raise CommandError(
            "There is no terminal to ask whether to go on. Nothing was changed; --yes goes on."
        )
    if answer("Go on? [y/N] ").lower() not in ("y", "yes"):
        raise CommandError(ENDED)


def answer(prompt: str) -> str:
    """A line as it was typed, without the blanks at its ends."""
    try:
        return input(prompt).strip()
    except EOFError:
        raise CommandError(ENDED) from None
