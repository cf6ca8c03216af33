"""Whether a worker is there to do what was asked."""

from datetime import timedelta

from pools.models import SyncWorker
from pools.models.request_turns import FromNow

# Each gives a sign three times as often.
SILENT_AFTER = timedelta(seconds=30)


def newest_worker() -> SyncWorker | None:
    """The one that gave a sign last, with `is_working`: whether that is less than SILENT_AFTER ago."""
    worker = SyncWorker.objects.annotate(now=FromNow()).order_by("-seen_timestamp").first()
    if worker:
        worker.is_working = worker.now - worker.seen_timestamp < SILENT_AFTER
    return worker
