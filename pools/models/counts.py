"""How many pools, phone numbers and sender IDs an account has in a Region, kept in the row that locks its quotas.

Counting 100,000 rows would take longer than all else that CreatePool, or the last page of a list, does.
"""

from typing import Any

from django.db.models import Model

from pools.models.accounts import AccountRegion
from pools.models.identities import PhoneNumber, SenderId
from pools.models.pools import Pool

COLUMNS: dict[type[Model], str] = {
    PhoneNumber: "phone_number_count",
    Pool: "pool_count",
    SenderId: "sender_id_count",
}


def held(caller: Any, model: type[Model]) -> int:
    """How many rows `for_caller` finds: as the operations kept count, or counted where they have not begun to."""
    place = AccountRegion.objects.filter(account_id=caller.account.pk, region=caller.region)
    kept = place.values_list(COLUMNS[model], flat=True).first()
    if kept is None:
        return model.objects.for_caller(caller).count()
    # A pool's row is counted until purge_deleted drops it, but no read shows it any more.
    return kept - Pool.objects.gone(caller).count() if model is Pool else kept
