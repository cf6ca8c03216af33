"""Times between Python and SQL that is written out, and the pools that are gone by now."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.dateparse import parse_datetime

from pools import clock

# A condition, as `gone` has it, with `now` for its parameter. `>= '1970-01-01'` is a form of IS NOT NULL by which
# SQLite sees that an index fits.
GONE = "deleted_timestamp >= '1970-01-01' AND (settled_timestamp IS NULL OR settled_timestamp <= %(now)s)"


def now() -> Any:
    """As a parameter."""
    return connection.ops.adapt_datetimefield_value(clock.now())


def moment(value: str | datetime | None) -> datetime | None:
    """A time that raw SQL read: SQLite gives it as a text, or without its zone, which is UTC."""
    if isinstance(value, str):
        value = parse_datetime(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
