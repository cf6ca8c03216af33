"""How many of something an account may have: its quotas, and the lock that counting is done under."""

from pools.errors import ServiceQuotaExceededException
from pools.models import AccountRegion, Quota
from pools.operations.engine.caller import Caller
from pools.reference import quotas


def lock_account_region(caller: Caller) -> AccountRegion:
    """The row that account-wide counts in one Region are made under, so that two acts cannot both be the last."""
    AccountRegion.objects.get_or_create(account=caller.account, region=caller.region)
    return AccountRegion.objects.select_for_update().get(account=caller.account, region=caller.region)


def quota(caller: Caller, name: str) -> int:
    """The account's quota in the caller's Region, else AWS's default."""
    own = Quota.objects.filter(account=caller.account, region=caller.region, name=name)
    return quotas.applied(name, own.values_list("value", flat=True).first())


def must_have_room(caller: Caller, name: str, used: int, **facts: str) -> None:
    """Refuse one more than the quota allows. Whoever counts holds the lock of what is counted in.

    Raises: ServiceQuotaExceededException with the quota's name as its Reason.
    """
    allowed = quota(caller, name)
    if used >= allowed:
        raise ServiceQuotaExceededException(name, facts={"quota": allowed, **facts})
