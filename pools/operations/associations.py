"""Which identities are in a pool: AssociateOriginationIdentity and its like, and the list of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from pools import shapes
from pools.errors import ConflictException
from pools.models import PhoneNumber, Pool, SenderId
from pools.models.scope import kept_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import (
    filtered,
    paged,
    words,
)
from pools.operations.engine.finding import find_identity, find_pool
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import full_id, kind_and_id
from pools.operations.engine.verb import operation, reading
from pools.operations.pools import create_pool
from pools.operations.rules.limits import lock_account_region
from pools.operations.rules.membership import (
    is_member,
    join,
    last_member,
    leave,
    must_be_free,
    must_have_room_in,
    must_match,
)
from pools.operations.rules.search_text import keep_search_text
from pools.operations.rules.statuses import find_active_pool, must_be_active
from pools.operations.sender_ids import request_sender_id
from pools.refusals import Blocked, LastIdentity


@dataclass(frozen=True)
class Association:
    """A pool and one of its identities, with the attributes that the API answers."""

    pool: Pool
    identity: PhoneNumber | SenderId

    def __getattr__(self, name: str) -> Any:
        if name in ("pool_arn", "pool_id"):
            return getattr(self.pool, name)
        if name in ("origination_identity", "origination_identity_arn", "iso_country_code"):
            return getattr(self.identity, name)
        raise AttributeError(name)


@operation
def associate_origination_identity(
    caller: Caller,
    *,
    pool_id: str,
    origination_identity: str,
    iso_country_code: str | None = None,
    client_token: str | None = None,
) -> Association:
    """Put a phone number or sender ID into a pool whose settings it matches.

    origination_identity: ID or ARN, never E.164; a sender ID comes with its iso_country_code.
    Raises: ConflictException RESOURCE_NOT_ACTIVE, RESOURCE_ALREADY_ASSOCIATED, PHONE_NUMBER_ASSOCIATED_TO_POOL,
            MESSAGE_TYPE_MISMATCH, TWO_WAY_CONFIG_MISMATCH, OPT_OUT_LIST_MISMATCH,
            SELF_MANAGED_OPT_OUTS_MISMATCH, KEYWORD_MISMATCH, NUMBER_CAPABILITIES_MISMATCH;
            ServiceQuotaExceededException ORIGINATION_IDENTITIES_PER_POOL;
            ValidationException INVALID_ARN, MISSING_PARAMETER, COUNTRY_CODE_MISMATCH,
            INVALID_REQUEST (a Region without pools); ResourceNotFoundException pool, phone-number, sender-id.
    Source: API_AssociateOriginationIdentity (2022-03-31).
    """
    # The pool's row is locked first, so that two acts on its members come one after the other.
    pool = find_active_pool(caller, pool_id)
    identity = find_identity(caller, origination_identity, iso_country_code)
    if is_member(pool, identity):
        raise ConflictException(
            "RESOURCE_ALREADY_ASSOCIATED",
            *kind_and_id(identity),
            about=Blocked(identity.label),
        )
    must_be_free(identity)
    must_be_active(identity)
    must_match(pool, identity)
    must_have_room_in(caller, pool)
    join(caller, identity, pool)
    keep_search_text(pool)
    changed(pool, {f"origination_identities/{full_id(identity)}": (False, True)})
    return Association(pool, identity)


@operation
def disassociate_origination_identity(
    caller: Caller,
    *,
    pool_id: str,
    origination_identity: str,
    iso_country_code: str | None = None,
    client_token: str | None = None,
) -> Association:
    """Take a phone number or sender ID out of a pool. It stays in the account.

    Raises: ConflictException RESOURCE_NOT_ACTIVE, PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL, LAST_PHONE_NUMBER (the
            last identity of any kind, or the last number of a pool with two-way SMS on);
            ValidationException and ResourceNotFoundException as AssociateOriginationIdentity.
    Source: API_DisassociateOriginationIdentity (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    identity = find_identity(caller, origination_identity, iso_country_code)
    named = kind_and_id(identity)
    # For a sender ID, too: the API has no Reason of its own for one.
    if not is_member(pool, identity):
        raise ConflictException("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", *named, about=Blocked(identity.label))
    # Counted under the pool's lock: of two that leave at once, the second finds itself the last.
    if last := last_member(pool, identity):
        raise ConflictException("LAST_PHONE_NUMBER", *named, about=LastIdentity(identity.label, last))
    leave(caller, identity, pool)
    keep_search_text(pool)
    changed(pool, {f"origination_identities/{full_id(identity)}": (True, False)})
    return Association(pool, identity)


@operation
def create_pool_from_sender_id(
    caller: Caller,
    *,
    sender_id: str,
    iso_country_code: str,
    message_type: str,
    registered: bool = False,
    **rest: Any,
) -> Any:
    """RequestSenderId, where the account does not hold the sender ID yet, and CreatePool.

    registered: the sender ID is registered outside. rest: CreatePool's own arguments. Returns and raises as both.
    """
    ensure_sender_id(caller, sender_id, iso_country_code, message_type, registered=registered)
    return create_pool(
        caller,
        origination_identity=sender_id,
        iso_country_code=iso_country_code,
        message_type=message_type,
        **rest,
    )


@operation
def associate_sender_id(
    caller: Caller, *, pool_id: str, sender_id: str, iso_country_code: str, registered: bool = False
) -> Any:
    """RequestSenderId, where the account does not hold the sender ID yet, and AssociateOriginationIdentity."""
    # The pool's lock comes before the account's, which ensure_sender_id takes.
    pool = find_pool(caller, pool_id)
    ensure_sender_id(caller, sender_id, iso_country_code, pool.message_type, registered=registered)
    return associate_origination_identity(
        caller, pool_id=pool_id, origination_identity=sender_id, iso_country_code=iso_country_code
    )


def ensure_sender_id(
    caller: Caller, sender_id: str, iso_country_code: str, message_type: str, *, registered: bool
) -> None:
    """The account's lock comes first: of two acts at once with the same new sender ID, one requests it."""
    # Before it is looked for, as PostgreSQL fails at a NUL in a query.
    shapes.check("RequestSenderId", {"SenderId": sender_id, "IsoCountryCode": iso_country_code})
    lock_account_region(caller)
    if not holds_sender_id(caller, sender_id, iso_country_code):
        request_sender_id(
            caller,
            sender_id=sender_id,
            iso_country_code=iso_country_code,
            message_types=[message_type],
            registered=registered,
        )


def holds_sender_id(caller: Caller, sender_id: str, iso_country_code: str) -> bool:
    held = SenderId.objects.for_caller(caller)
    return held.filter(sender_id=kept_sender_id(sender_id), iso_country_code=iso_country_code).exists()


CAPABILITIES = shapes.service_model().shape_for("NumberCapability").enum


# On rows in hand: a pool's members are in two tables, and are few.
IDENTITY_FILTERS = {
    "iso-country-code": lambda rows, values: [row for row in rows if row.iso_country_code in values],
    "number-capability": lambda rows, values: [
        row for row in rows if set(row.number_capabilities) & set(words(values, CAPABILITIES))
    ],
}


@reading
def list_pool_origination_identities(
    caller: Caller,
    *,
    pool_id: str,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> SimpleNamespace:
    """What is in a pool: its phone numbers, then its sender IDs. A quota keeps them to a hundred or so.

    Raises: ResourceNotFoundException pool; ValidationException INVALID_ARN, INVALID_FILTER_VALUES,
            INVALID_NEXT_TOKEN, INVALID_REQUEST (a Region without pools).
    Source: API_ListPoolOriginationIdentities (2022-03-31).
    """
    pool = find_pool(caller, pool_id, lock=False)
    page = paged(
        caller,
        filtered(members_of(pool), filters, IDENTITY_FILTERS),
        "ListPoolOriginationIdentities",
        pool.pool_id,
        filters,
        next_token=next_token,
        max_results=max_results,
        # A key alone may be that of a number and of a sender ID.
        order=("is_sender_id", "key"),
    )
    return SimpleNamespace(
        pool_id=pool.pool_id,
        pool_arn=pool.pool_arn,
        origination_identities=page.rows,
        next_token=page.next_token,
    )


def members_of(pool: Pool) -> list[SimpleNamespace]:
    numbers = pool.phone_numbers.order_by("pk")
    sender_ids = pool.sender_ids.order_by("pk")
    return [member(row) for row in numbers] + [member(row) for row in sender_ids]


def member(row: PhoneNumber | SenderId) -> SimpleNamespace:
    known: dict[str, Any] = {"phone_number": row.phone_number} if isinstance(row, PhoneNumber) else {}
    return SimpleNamespace(
        is_sender_id=isinstance(row, SenderId),
        key=row.pk,
        origination_identity=row.origination_identity,
        origination_identity_arn=row.origination_identity_arn,
        iso_country_code=row.iso_country_code,
        number_capabilities=row.number_capabilities,
        **known,
    )
