"""What stands in the way of making or giving up a resource, whatever its kind."""

from django.db.models import QuerySet

from pools.errors import ConflictException
from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.resources import BY_MODEL, full_id, kind_and_id
from pools.refusals import Blocked


def must_be_new(same: QuerySet, kind: str, name: str) -> None:
    """Refuse to make what there is already. same: the rows that it would be one too many of.

    Call it under the lock of what they are in, or two acts at once both find none.
    """
    if row := same.first():
        # What is part of another resource has no ID of its own.
        whole = full_id(row) if type(row) in BY_MODEL else ""
        raise ConflictException("RESOURCE_ALREADY_EXISTS", kind, name, whole, about=Blocked(name))


def must_be_unprotected(row: Pool | PhoneNumber | SenderId) -> None:
    """Refuse to give up what has deletion protection on."""
    if row.deletion_protection_enabled:
        raise ConflictException("DELETION_PROTECTION_ENABLED", *kind_and_id(row), about=Blocked(row.label))
