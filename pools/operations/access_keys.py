"""House verbs about access keys: what programs sign with. AWS has them in IAM, which is not replicated here."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Q

from pools import clock
from pools.errors import ConflictException, ServiceQuotaExceededException
from pools.models import AccessKey, Membership, User
from pools.models.fast_reads.callers import signing_key
from pools.operations.engine.bookkeeping import try_to
from pools.operations.engine.caller import Caller, Permission, caller_for
from pools.operations.engine.finding import the_one
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.secret_box import seal, unseal
from pools.operations.engine.verb import operation
from pools.refusals import AccessKeyActive, AccessKeysMoved, AccessKeysUsedUp

# As IAM has it: two, so that one can be replaced while the other is in use.
KEYS_PER_USER = 2
USED_AT_MOST_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewAccessKey:
    """A key with its secret, which is readable this once only."""

    row: AccessKey
    secret_access_key: str


@operation(needs=Permission.CHANGE_OWN_ACCESS_KEYS)
def create_access_key(caller: Caller, *, newest: str | None = None) -> NewAccessKey:
    """Make a key for the caller in their account.

    newest: the ID of the caller's newest key that a form was rendered with, "" for none. Where it is another one by
    now, the form is an old one or was sent twice, and makes no key.
    Raises: ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED (AccessKeysMoved);
            ServiceQuotaExceededException without a Reason (AccessKeysUsedUp).
    """
    # Keys are counted under the user's row: of two made at once, the second counts the first.
    User.objects.select_for_update().get(pk=caller.user.pk)
    own = own_access_keys(caller)
    if newest is not None and newest != (own[0].access_key_id if own else ""):
        raise ConflictException("RESOURCE_MODIFICATION_NOT_ALLOWED", "access-key", about=AccessKeysMoved())
    if len(own) >= KEYS_PER_USER:
        raise ServiceQuotaExceededException(about=AccessKeysUsedUp(KEYS_PER_USER))
    secret = new_secret()
    row = AccessKey.objects.create(
        user=caller.user,
        account=caller.account,
        encrypted_secret=seal(secret),
        created_timestamp=clock.real_now(),
    )
    changed(row, made({"user": caller.user.username, "is_active": True}))
    return NewAccessKey(row, secret)


def new_secret() -> str:
    """40 characters of those that AWS's have. None of them is a hyphen, which clients take for an option's."""
    return b64encode(secrets.token_bytes(30)).decode()


@operation(needs=Permission.CHANGE_OWN_ACCESS_KEYS)
def set_access_key_active(caller: Caller, *, access_key_id: str, is_active: bool) -> AccessKey:
    """Let a key sign requests, or not. Raises: ResourceNotFoundException (also another user's key)."""
    row = find_access_key(caller, access_key_id)
    if row.is_active != is_active:
        changed(row, {"is_active": (row.is_active, is_active)})
        row.is_active = is_active
        row.save(update_fields=["is_active"])
    return row


@operation(needs=Permission.CHANGE_OWN_ACCESS_KEYS)
def delete_access_key(caller: Caller, *, access_key_id: str) -> AccessKey:
    """Delete a key for good. Raises: ResourceNotFoundException; ConflictException (it is active still)."""
    row = find_access_key(caller, access_key_id)
    if row.is_active:
        about = AccessKeyActive(access_key_id)
        raise ConflictException("RESOURCE_DELETION_NOT_ALLOWED", "access-key", access_key_id, about=about)
    changed(row, gone({"user": row.user.username, "is_active": row.is_active}))
    row.delete()
    return row


def own_access_keys(caller: Caller) -> list[AccessKey]:
    """The caller's own keys in the account, the newest first."""
    return list(AccessKey.objects.filter(account=caller.account, user=caller.user).order_by("-pk"))


def find_access_key(caller: Caller, access_key_id: str) -> AccessKey:
    """One of those that the caller may see, locked."""
    return the_one(AccessKey.objects.for_caller(caller).select_related("user"), access_key_id)


def key_for_signing(access_key_id: str) -> tuple[AccessKey, Membership | None, str] | None:
    """An active key of an active user, the membership that it acts by, and its secret; None for any other."""
    found = signing_key(access_key_id)
    secret = unseal(found[0].encrypted_secret) if found else None
    return (*found, secret) if secret else None


def is_readable(row: AccessKey) -> bool:
    """Whether the console can check what the key signs: not where SECRET_KEY was changed since it was made."""
    return unseal(row.encrypted_secret) is not None


def cannot_be_read(access_key_id: str) -> bool:
    """Whether a key that signs for nobody would, had SECRET_KEY not been changed."""
    found = signing_key(access_key_id)
    return found is not None and not is_readable(found[0])


def count_unreadable() -> tuple[int, int]:
    """How many keys cannot be read, of how many."""
    readable = [
        unseal(sealed) is not None for sealed in AccessKey.objects.values_list("encrypted_secret", flat=True)
    ]
    return readable.count(False), len(readable)


def caller_of_key(row: AccessKey, membership: Membership | None, region: str) -> Caller | None:
    """Who signs with the key in a Region, with the role that they have in the account now."""
    memberships = [membership] if membership else []
    return caller_for(row.user, row.account_id, region, door="api", memberships=memberships)


def mark_used(row: AccessKey) -> None:
    """Remember that a key was used, if that can be written; once a minute at most, so that reads stay reads."""
    now = clock.real_now()
    if row.last_used_timestamp is None or row.last_used_timestamp < now - USED_AT_MOST_EVERY:
        # Asked of the database again: of many requests in the same minute, only one changes the row.
        old = Q(last_used_timestamp=None) | Q(last_used_timestamp__lt=now - USED_AT_MOST_EVERY)
        rows = AccessKey.objects.filter(old, pk=row.pk)
        try_to("remember when an access key was used", partial(rows.update, last_used_timestamp=now))
