"""What time it is for the sync: by the database's clock, the only one that workers on several machines share."""

from datetime import datetime

from pools.models import AwsLink
from pools.models.request_turns import FromNow


def now() -> datetime:
    """Asked of the row of a link, of which there is one wherever anything is read or applied."""
    return AwsLink.objects.order_by("pk").annotate(now=FromNow()).values_list("now", flat=True)[:1].get()


def seconds() -> float:
    """The same since 1970, as reads and memories have it."""
    return now().timestamp()
