"""Whether a worker is there to do what was asked."""

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper

from pools.models import SyncWorker
from pools.models.request_turns import FromNow

# Each gives a sign three times as often.
SILENT_AFTER = timedelta(seconds=30)


def newest_worker() -> SyncWorker | None:
    """The one that gave a sign last, with `is_working`: whether that is less than SILENT_AFTER ago."""
    now = ExpressionWrapper(FromNow(), output_field=DateTimeField())
    worker = SyncWorker.objects.annotate(now=now).order_by("-seen_timestamp").first()
    if worker:
        worker.is_working = worker.now - worker.seen_timestamp < SILENT_AFTER
    return worker
