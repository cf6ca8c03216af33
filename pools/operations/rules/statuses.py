"""What a status allows, and how long a change of one takes."""

from datetime import datetime, timedelta

from django.utils import timezone

from pools.errors import ConflictException
from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_pool
from pools.operations.engine.resources import kind_and_id
from pools.refusals import NotActive


def settles(caller: Caller) -> datetime | None:
    """When a change of status that begins now has finished: at once (None), or after the account's test delay."""
    delay = caller.account.status_delay_seconds
    return timezone.now() + timedelta(seconds=delay) if delay else None


def find_active_pool(caller: Caller, pool_id: str) -> Pool:
    pool = find_pool(caller, pool_id)
    must_be_active(pool)
    return pool


def must_be_active(row: Pool | PhoneNumber | SenderId) -> None:
    if row.status != "ACTIVE":
        about = NotActive(row.label, row.status, getattr(row, "awaits_registration", False))
        raise ConflictException("RESOURCE_NOT_ACTIVE", *kind_and_id(row), about=about)
