"""Whether a lesson may have moved: asked every 1.5 seconds for each learner."""

from datetime import datetime

from django.db import connection

from pools.models.fast_reads.times import moment

PROGRESS = """
SELECT progress.started_timestamp, (
    SELECT log.created_timestamp FROM pools_activity log
    WHERE log.account_id = progress.account_id AND log.region = progress.region
    ORDER BY log.created_timestamp DESC LIMIT 1), progress.done
FROM pools_lessonprogress progress
WHERE progress.account_id = %s AND progress.region = %s AND progress.slug = %s
"""


def lesson_standing(account_id: str, region: str, slug: str) -> tuple[datetime, datetime | None, int] | None:
    """When the lesson was started, when anything was last done here, and how many steps were done; None before it."""
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, [account_id, region, slug])
        found = cursor.fetchone()
    return (moment(found[0]), moment(found[1]), found[2]) if found else None
