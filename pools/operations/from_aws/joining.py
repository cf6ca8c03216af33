"""Who is in which pool, changed in AWS: settled at once, and matching is AWS's business."""

from collections.abc import Mapping

from pools import clock
from pools.models import PhoneNumber, Pool, PoolSenderId
from pools.operations.engine.caller import Caller
from pools.operations.engine.journal import changed_too
from pools.operations.engine.resources import full_id
from pools.operations.from_aws.naming import POOL, SENDER_ID, Named, rows_by_key
from pools.operations.rules.search_text import keep_search_text

JOINED_IN_AWS, LEFT_IN_AWS = (False, True), (True, False)


def set_member(caller: Caller, pool: Pool, key: str, kind: str | None) -> bool:
    """A sender ID of a pool. Of a number the number itself says where it is."""
    sender_id = rows_by_key(caller, SENDER_ID, [key]).get(key)
    if not isinstance(pool, Pool) or sender_id is None or kind not in (SENDER_ID, None):
        return False
    link = pool.sender_id_links.filter(sender_id=sender_id)
    was = link.exists()
    if kind is None:
        link.delete()
    elif not was:
        PoolSenderId.objects.create(pool=pool, sender_id=sender_id, associated_timestamp=clock.real_now())
    keep_search_text(pool)
    changed_too(caller, "set_field", pool, {f"origination_identities/{key}": (was, kind is not None)})
    return True


def move_number(caller: Caller, number: PhoneNumber, pool_id: str | None, keys: Mapping[Named, str]) -> bool:
    """Into AWS's pool, out of the one that it is in; None for no pool.

    It keeps the settings of its own that it has had all the while: AWS's are taken over next, where they differ.
    """
    local_key = pool_id and keys.get((POOL, pool_id), pool_id)
    new = rows_by_key(caller, POOL, [local_key]).get(local_key) if local_key else None
    if not isinstance(number, PhoneNumber) or (pool_id and (new is None or new.deleted_timestamp)):
        return False
    old = number.pool
    if old == new:
        return True
    put_into(number, new)
    for pool, change in ((old, LEFT_IN_AWS), (new, JOINED_IN_AWS)):
        if pool:
            keep_search_text(pool)
            changed_too(caller, "set_field", pool, {f"origination_identities/{full_id(number)}": change})
    return True


def put_into(number: PhoneNumber, pool: Pool | None) -> None:
    number.pool, number.settling_status, number.settled_timestamp = pool, "", None
    number.save(update_fields=["pool", "settling_status", "settled_timestamp"])
