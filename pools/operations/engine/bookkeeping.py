"""Writes that nobody asked for: they never fail, and hardly delay, what somebody did ask for."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import Error

from pools.models.fast_reads.lock_waits import hurried

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
MOMENT = 0.1  # seconds by which an answer may be later
_failing: set[str] = set()


def try_to(what: str, act: Callable[[], Result], *, wait: float = MOMENT) -> Result | None:
    """The act's result, in a transaction of its own; None where the database does not take it.

    what: the act in words, for the one line that the log gets until it works again. wait: seconds for others' locks.
    """
    try:
        with hurried(wait):
            result = act()
    except Exception as error:
        # The act may have made a refusal of the database's error. Any other error is a fault to be seen.
        cause = error if isinstance(error, Error) else error.__context__
        if not isinstance(cause, Error):
            raise
        if what not in _failing:
            _failing.add(what)
            logger.warning("Could not %s: %s", what, cause)
        return None
    _failing.discard(what)
    return result
