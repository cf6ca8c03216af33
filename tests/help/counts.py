"""The counts that operations keep, held against the tables."""

from pools.models import AccountRegion
from pools.models.counts import COLUMNS


def miscounted() -> list[str]:
    """Each kept count that differs from what is in its table."""
    return [
        f"{place}: {column} {kept}, in the table {there}"
        for place in AccountRegion.objects.all()
        for model, column in COLUMNS.items()
        if (kept := getattr(place, column)) is not None
        and kept != (there := model.objects.filter(account=place.account_id, region=place.region).count())
    ]
