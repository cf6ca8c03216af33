"""A resource that is to be here no longer, since AWS has it no longer, or since people let a new one go."""

from django.db.models import Model

from pools.models import OptOutList, PhoneNumber, Pool, SenderId
from pools.models.counts import COLUMNS
from pools.models.opt_out_lists import DEFAULT
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed, gone
from pools.operations.engine.resources import arn_of
from pools.operations.engine.verb import operation
from pools.operations.from_aws.joining import put_into
from pools.operations.from_aws.logged import SNAPSHOTS
from pools.operations.from_aws.naming import POOL, Named, one_row, own_keys
from pools.operations.resource_policies import drop_policy
from pools.operations.rules.limits import count, lock_account_region
from pools.operations.rules.search_text import keep_search_text


@operation
def remove_resource(caller: Caller, *, ref: Named) -> bool:
    """Let our row of a resource go, at once and whatever protects or uses it; what it was is in the log.

    ref: kind and AWS's key. Numbers of a pool stay, with the settings that they had of their own. What is on an
    opt-out list goes with it.
    Returns: whether it is gone. The list `Default` always is there.
    """
    if ref[0] != POOL:
        # A pool's lock comes before the account's, all others after it.
        lock_account_region(caller)
    row = one_row(caller, ref, own_keys(caller, [ref]))
    if row is None:
        return True
    if isinstance(row, OptOutList) and row.opt_out_list_name == DEFAULT:
        return False
    changed(row, gone(SNAPSHOTS[ref[0]](row)))
    lock_account_region(caller)
    pools = let_go(row)
    drop_policy(caller, arn_of(row))
    row.delete()
    if type(row) in COLUMNS:
        count(caller, type(row), -1)
    for pool in pools:
        keep_search_text(pool)
    return True


def let_go(row: Model) -> list[Pool]:
    """Take it out of what it is in, and all out of it. Returns: the pools that were found by it."""
    if isinstance(row, SenderId):
        pools = list(row.pools.all())
        row.pool_links.all().delete()
        return pools
    if isinstance(row, PhoneNumber):
        return [row.pool] if row.pool else []
    if isinstance(row, Pool):
        for number in row.phone_numbers.select_for_update().order_by("pk"):
            put_into(number, None)
    return []
