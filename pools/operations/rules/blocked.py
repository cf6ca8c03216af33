"""What stands in the way of making or giving up a resource, whatever its kind."""

from django.db.models import QuerySet

from pools.errors import ConflictException
from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.resources import kind_and_id
from pools.refusals import Blocked


def must_be_new(same: QuerySet, kind: str, name: str) -> None:
    """Refuse to make what there is already. same: the rows that it would be one too many of.

    Call it under the lock of what they are in, or two acts at once both find none.
    """
    if same.exists():
        raise ConflictException("RESOURCE_ALREADY_EXISTS", kind, name, about=Blocked(name))


def must_be_unprotected(row: Pool | PhoneNumber | SenderId) -> None:
    """Refuse to give up what has deletion protection on."""
    if row.deletion_protection_enabled:
        raise ConflictException("DELETION_PROTECTION_ENABLED", *kind_and_id(row), about=Blocked(row.label))
