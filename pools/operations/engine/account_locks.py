"""Whoever sets accounts back, or takes them away, holds others off: in this order, which every act keeps."""

from collections.abc import Sequence

from pools.errors import InternalServerException
from pools.models import Account, AccountRegion, Pool
from pools.refusals import DatabaseTrouble


def lock(accounts: Sequence[Account]) -> bool:
    """So that nobody else sets them back, nor begins to change what they hold; who has begun can still end.

    Returns: whether all of them are there still.
    """
    rows = Account.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row in accounts])
    found = list(rows.order_by("pk"))
    list(Pool.objects.select_for_update().filter(account__in=accounts).order_by("pk").values_list("pk"))
    regions = AccountRegion.objects.select_for_update().filter(account__in=accounts)
    list(regions.order_by("account_id", "region"))
    return len(found) == len(accounts)


def lock_all(accounts: Sequence[Account]) -> None:
    """As `lock`. Raises: InternalServerException where one of them has gone meanwhile, as a learner's does: what is
    saved of it would come back, and be nobody's."""
    if not lock(accounts):
        raise InternalServerException(about=DatabaseTrouble("locked"))


def hold_off(accounts: Sequence[Account]) -> None:
    """From now on nobody else's act ends before this one does: the log, which each writes, points at the account.

    Whoever holds this waits for nobody's rows: their act could not end either.
    """
    list(Account.objects.select_for_update().filter(pk__in=[row.pk for row in accounts]).order_by("pk"))
