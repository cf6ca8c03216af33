"""Programs that the tests end as a person does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_by_ctrl_c() -> Iterator[None]:
    """What is started in here heeds Ctrl-C and the end of its terminal, as a program does that is started at one.

    Where the tests run in the background of a shell, or without a terminal, these are ignored, and every program that
    they start inherits that.
    """
    # A program begins without the handlers of who starts it, and keeps but what that ignores.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hung_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGHUP, hung_up)
