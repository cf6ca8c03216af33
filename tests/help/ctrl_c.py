"""Programs that a test ends by Ctrl-C."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_by_ctrl_c() -> Iterator[None]:
    """What is started in here heeds Ctrl-C, as a program does at a terminal.

    Where the tests run in the background of a shell, it is ignored, and every program that they start inherits that.
    """
    # A program begins without the handlers of who starts it, and keeps but what that ignores.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
