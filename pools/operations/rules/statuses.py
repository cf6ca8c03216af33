"""What a status allows, and how long a change of one takes."""

from datetime import datetime, timedelta

from django.db.models import Model

from pools.errors import ConflictException, ResourceNotFoundException
from pools.models import PhoneNumber, Pool, SenderId
from pools.models.pools import DELETING
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_pool
from pools.operations.engine.resources import full_id, kind_and_id, kind_of
from pools.refusals import NotActive


def settles(caller: Caller) -> datetime | None:
    """When a change of status that begins now has finished: at once (None), or after the account's test delay."""
    delay = caller.account.status_delay_seconds
    return caller.now + timedelta(seconds=delay) if delay else None


def find_active_pool(caller: Caller, pool_id: str) -> Pool:
    pool = find_pool(caller, pool_id)
    must_be_active(pool)
    return pool


def must_be_active(row: Pool | PhoneNumber | SenderId) -> None:
    if row.status != "ACTIVE":
        about = NotActive(row.label, row.status, getattr(row, "awaits_registration", False))
        raise ConflictException("RESOURCE_NOT_ACTIVE", *kind_and_id(row), about=about)


def must_be_changeable(row: Model, *, arn: str = "") -> None:
    """What is being deleted can still be read, but takes no keywords, tags and policy any more.

    arn: it was found by. In AWS's model the operations that take one have no ConflictException, so there it is gone.
    """
    if getattr(row, "status", "") != DELETING:
        return
    if arn:
        raise ResourceNotFoundException(
            resource_type=kind_of(row).name, resource_id=arn, full_id=full_id(row)
        )
    must_be_active(row)
