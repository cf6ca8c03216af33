"""What goes to the server's log."""

import logging


def without_traceback_of_refusals(record: logging.LogRecord) -> bool:
    """A request that is refused leaves one line; tracebacks are for what nobody foresaw. Lets every record through."""
    if record.levelno < logging.ERROR or record.name.startswith("django.security."):
        record.exc_info = record.exc_text = None
    return True
