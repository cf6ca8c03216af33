"""The clock of an account in words: what time it is, how far that is ahead, and what would change."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from pools.operations.passing import Passing
from pools.pages.kit.words.labels import plural
from pools.templatetags.console import absolute

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# What becomes of one, and of several.
CHANGES = {
    Passing.MESSAGE: ("gets its final status", "get their final status"),
    Passing.SENDER: ("is no longer sticky", "are no longer sticky"),
    Passing.NUMBER: ("becomes active", "become active"),
    Passing.POOL: ("becomes active", "become active"),
    Passing.DELETED_POOL: ("disappears", "disappear"),
    Passing.OPTED_OUT_NUMBER: ("can be removed again", "can be removed again"),
    Passing.CODE: ("expires", "expire"),
    Passing.VERIFIED_NUMBER: ("can be deleted", "can be deleted"),
    Passing.FAULT: ("ends", "end"),
    Passing.SPEND: ("begins anew", "begin anew"),
}


def time_in_words(now: datetime) -> str:
    """ "Tuesday, December 1, 2026, 10:41 (UTC+00:00)"."""
    local = timezone.localtime(now)
    return f"{local:%A}, {absolute(local)}"


def short_time(now: datetime) -> str:
    """ "December 1, 10:41"."""
    local = timezone.localtime(now)
    return f"{local:%B} {local.day}, {local:%H:%M}"


def span_in_words(span: timedelta) -> str:
    """ "25 hours", "30 days", "31 days 1 hour": of two days and more, the days by themselves."""
    days, rest = divmod(span, DAY) if span >= 2 * DAY else (0, span)
    parts = [plural(days, "day")] if days else []
    return " ".join([*parts, plural(rest // HOUR, "hour")] if rest or not days else parts)


def changes_in_words(counts: Mapping[Passing, int], accounts: int = 0) -> str:
    """accounts: in how many, where the counts are of several."""
    parts = []
    for kind, count in counts.items():
        one, several = CHANGES[kind]
        parts.append(f"{plural(count, kind.value)} {one if count == 1 else several}")
    where = f"In {plural(accounts, 'account')}: " if accounts else ""
    return f"{where}{', '.join(parts)}." if parts else "Nothing changes."
