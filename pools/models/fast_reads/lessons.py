"""Whether a lesson may have moved: asked every 1.5 seconds for each learner."""

from datetime import datetime

from django.db import connection

from pools.models.fast_reads.times import moment, now

# What was done by a clock that was ahead, and has been set back, is no news.
PROGRESS = """
SELECT progress.started_timestamp, (
    SELECT log.created_timestamp FROM pools_activity log
    WHERE log.account_id = progress.account_id AND log.region = progress.region AND log.created_timestamp <= %(now)s
    ORDER BY log.created_timestamp DESC LIMIT 1), progress.done
FROM pools_lessonprogress progress
WHERE progress.account_id = %(account)s AND progress.region = %(region)s AND progress.slug = %(slug)s
"""


def lesson_standing(account_id: str, region: str, slug: str) -> tuple[datetime, datetime | None, int] | None:
    """When the lesson was started, when anything was last done here, and how many steps were done; None before it."""
    with connection.cursor() as cursor:
        place = {"account": account_id, "region": region, "slug": slug, "now": now()}
        cursor.execute(PROGRESS, place)
        found = cursor.fetchone()
    return (moment(found[0]), moment(found[1]), found[2]) if found else None
