"""That no worker gives a sign, and how one is started."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from pools.models import SyncWorker
from pools.pages.kit.words.labels import plural
from pools.templatetags.console import relative

WORKER_OFF = "The sync worker isn't running"
START = "manage.py sync work"
QUEUED = "Queued. It starts when the worker runs."


@dataclass(frozen=True)
class WorkerOff:
    sentence: str
    command: str = START
    title: str = WORKER_OFF


def worker_off(worker: SyncWorker | None, now: datetime | None = None) -> WorkerOff | None:
    if worker is not None and worker.is_working:
        return None
    seen = last_seen(worker, now or timezone.now()) if worker else ""
    return WorkerOff(
        f"Nothing is read or applied until it is. {seen}bin/run starts it with the console; by itself:"
    )


def last_seen(worker: SyncWorker, now: datetime) -> str:
    """Half a minute ago is not "just now" to who reads that it is gone."""
    seconds = max(0, int((now - worker.seen_timestamp).total_seconds()))
    ago = f"{plural(seconds, 'second')} ago" if seconds < 60 else relative(worker.seen_timestamp, now)
    return f"Last seen {ago} on {worker.host}. "
