"""How many of something an account may have: its quotas, and the lock that counting is done under."""

from django.db.models import F, Model

from pools.errors import ServiceQuotaExceededException
from pools.models import AccountRegion, Quota
from pools.models.counts import COLUMNS
from pools.operations.engine.caller import Caller
from pools.reference import quotas
from pools.refusals import OverQuota


def lock_account_region(caller: Caller) -> AccountRegion:
    """The row that account-wide counts in one Region are made under, so that two acts cannot both be the last.

    It comes after a pool's lock and before those of lists and identities.
    """
    place = {"account": caller.account, "region": caller.region}
    rows = AccountRegion.objects.select_for_update().filter(**place)
    if row := rows.first():
        return row
    # Of two first acts at once, the unique index lets one make the row; then both wait for its lock.
    AccountRegion.objects.get_or_create(**place)
    return rows.get()


def count(caller: Caller, model: type[Model], change: int) -> None:
    """Keep the account's count of rows that were added or dropped just now, under the lock of the account."""
    place, column = {"account": caller.account, "region": caller.region}, COLUMNS[model]
    kept = AccountRegion.objects.filter(**place, **{f"{column}__isnull": False})
    # No count has been kept yet where the column is NULL: all rows are counted then, this change among them.
    if not kept.update(**{column: F(column) + change}):
        counted = model.objects.filter(**place).count()
        AccountRegion.objects.filter(**place).update(**{column: counted})


def quota(caller: Caller, name: str) -> int:
    """The account's quota in the caller's Region, else AWS's default."""
    own = Quota.objects.filter(account=caller.account, region=caller.region, name=name)
    return quotas.applied(name, own.values_list("value", flat=True).first())


def must_have_room(caller: Caller, name: str, used: int) -> None:
    """Refuse one more than the quota allows. Whoever counts holds the lock of what is counted in.

    Raises: ServiceQuotaExceededException with the quota's name as its Reason.
    """
    must_be_below(name, used, quota(caller, name))


def must_be_below(name: str, used: int, allowed: int) -> None:
    """As `must_have_room`, where the quota has been read."""
    if used >= allowed:
        raise ServiceQuotaExceededException(name, about=OverQuota(name, allowed))
