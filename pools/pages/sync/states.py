"""What the head of a page of the sync is made of: a state in words, and what to do next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from pools.models import SyncRun
from pools.pages.kit.words.labels import joined, plural


@dataclass(frozen=True)
class Press:
    """A button: a link to a page (to, with number), or a form that posts to one, of Administrators or Editors alone."""

    text: str
    to: str
    number: int | None = None
    posts: bool = False
    administrators: bool = False
    primary: bool = False
    anchor: str = ""


REFRESH = Press("Refresh from AWS", "sync-refresh", posts=True)
REVIEW = Press("Review and apply", "sync-plan", posts=True)


@dataclass(frozen=True)
class HomeState:
    """icon: as of a status. done, of: of a bar; of_steps: whose words are "4 of 7" beside it."""

    icon: str
    title: str
    sentence: str
    presses: tuple[Press, ...] = ()
    done: int | None = None
    of: int | None = None
    of_steps: bool = False


def run_name(run: SyncRun) -> str:
    """ "Run 14", "Plan 14" as long as it is none, "Refresh 13"."""
    if run.is_reading:
        return f"{run.get_kind_display()} {run.number}"
    return f"{'Run' if run.queued_timestamp else 'Plan'} {run.number}"


def moment_in_words(moment: datetime, now: datetime) -> str:
    """ "08:50"; with the day, where that was another."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%B} {local.day}, {local:%H:%M}"


def steps_numbered(positions: Collection[int], *, most: int = 0) -> str:
    """ "Step 7", "Steps 7, 8 and 9"; most: as of `joined`."""
    return f"Step{'' if len(positions) == 1 else 's'} {joined(map(str, positions), most=most)}"


def ahead_in_words(moment: datetime | None, now: datetime) -> str:
    """ "in 25 minutes"."""
    seconds = (moment - now).total_seconds() if moment else 0
    if seconds < 1:
        return "now"
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            return f"in {plural(round(seconds / length), unit)}"
    return "now"


def as_primary(press: Press) -> Press:
    return Press(**vars(press) | {"primary": True})
