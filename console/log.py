"""What goes to the server's log."""

import logging
import re

LINK = re.compile(r"(?<=/join/)[^/]+")


def without_traceback_of_refusals(record: logging.LogRecord) -> bool:
    """A request that is refused leaves one line; tracebacks are for what nobody foresaw. Lets every record through."""
    if record.levelno < logging.ERROR or record.name.startswith("django.security."):
        record.exc_info = record.exc_text = None
    return True


def without_links(record: logging.LogRecord) -> bool:
    """With a learner's link anybody comes in as the learner. Lets every record through."""
    if isinstance(record.args, tuple):
        record.args = tuple(LINK.sub("...", one) if isinstance(one, str) else one for one in record.args)
    return True
