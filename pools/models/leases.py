"""Rows that a worker holds for a while: which of them are free is for the database's clock to say."""

from django.db.models import Q

from pools.models.request_turns import FromNow

# Of a row that nobody holds.
NOBODYS = {"worker": "", "lease_until": None}


def is_free() -> Q:
    """Nobody holds it, or whoever does has been silent for a lease."""
    return Q(lease_until=None) | Q(lease_until__lte=FromNow())
