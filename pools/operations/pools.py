"""CreatePool, UpdatePool, DeletePool, AssociateOriginationIdentity, DisassociateOriginationIdentity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pools.errors import ConflictException, ValidationException
from pools.models import PhoneNumber, Pool, Project, SenderId
from pools.models.pools import SETTINGS, SHARED_SETTINGS
from pools.operations.engine.finding import (
    find_active_pool,
    find_identity,
    find_opt_out_list_name,
    must_be_active,
)
from pools.operations.engine.verb import Caller, must_offer_pools, note, operation, settles
from pools.operations.resource_policies import drop_policy
from pools.operations.rules import matching
from pools.operations.rules.limits import lock_account_region, must_have_room
from pools.operations.rules.membership import (
    copy_keywords,
    is_member,
    join,
    kind_of,
    last_member,
    leave,
    mismatch,
    must_be_free,
    must_have_room_in,
    must_match,
)
from pools.operations.rules.snapshots import pool_state
from pools.operations.rules.two_way import settle_two_way, with_channel
from pools.operations.tags import Tagged, put_tags
from pools.reference import quotas


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
def create_pool(
    caller: Caller,
    *,
    origination_identity: str,
    message_type: str,
    iso_country_code: str | None = None,
    deletion_protection_enabled: bool | None = None,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
) -> Tagged:
    """Make a pool out of its first identity, whose settings it takes over.

    origination_identity: a phone number's ID or ARN, or a sender ID's ARN, or its name with iso_country_code.
    Returns: the pool; where client_token was used before, the first answer.
    Raises: ValidationException INVALID_REQUEST (a Region without pools), CHANNEL_NOT_ENABLED,
            COUNTRY_CODE_MISMATCH, INVALID_ARN, MISSING_PARAMETER;
            ServiceQuotaExceededException POOLS_PER_ACCOUNT, TAGS_PER_RESOURCE;
            ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL, RESOURCE_NOT_ACTIVE, MESSAGE_TYPE_MISMATCH,
            NUMBER_CAPABILITIES_MISMATCH; ResourceNotFoundException phone-number, sender-id.
    Source: API_CreatePool (2022-03-31).
    """
    must_offer_pools(caller)
    must_have_channel(caller)
    lock_account_region(caller)
    purge_deleted(caller)
    must_have_room(caller, quotas.POOLS_PER_ACCOUNT, Pool.objects.for_caller(caller).count())
    # Unlike AssociateOriginationIdentity, AWS makes a pool of a sender ID's ARN without a country beside it.
    identity = find_identity(caller, origination_identity, iso_country_code, country_in_arn=True)
    must_be_free(identity)
    must_be_active(identity, kind_of(identity))
    must_suit_new_pool(identity, message_type)
    pool = Pool.objects.create(
        account=caller.account,
        region=caller.region,
        message_type=message_type,
        deletion_protection_enabled=bool(deletion_protection_enabled),
        created_timestamp=timezone.now(),
        settled_timestamp=settles(caller),
        **inherited(identity),
    )
    copy_keywords(identity, pool)
    join(caller, identity, pool)
    put_tags(pool, tags or ())
    note(pool.pool_id, after=pool_state(pool))
    return Tagged(pool, tags or ())


def must_have_channel(caller: Caller) -> None:
    if not channel_enabled(caller):
        raise ValidationException("CHANNEL_NOT_ENABLED")


def channel_enabled(caller: Caller) -> bool:
    """Whether a project of the account has the SMS channel on: what pools need before the first one."""
    return Project.objects.for_caller(caller).filter(sms_channel_enabled=True).exists()


def must_suit_new_pool(identity: PhoneNumber | SenderId, message_type: str) -> None:
    """The message type is asked for and not inherited, so it can differ; and a pool's members can send SMS."""
    theirs = identity.message_types if isinstance(identity, SenderId) else [identity.message_type]
    found = matching.without_sms(identity)
    if message_type not in theirs:
        found.append(matching.Mismatch("MESSAGE_TYPE_MISMATCH", "message_type", theirs, message_type))
    if found:
        raise mismatch(identity, found)


def inherited(identity: PhoneNumber | SenderId) -> dict[str, Any]:
    """What a new pool takes over. A sender ID has none of it, so the columns' defaults stay."""
    if isinstance(identity, SenderId):
        return {}
    return {name: getattr(identity, name) for name in SHARED_SETTINGS}


def purge_deleted(caller: Caller) -> None:
    """Drop the rows of pools whose deletion has finished; reads have left them out since."""
    gone = Pool.objects.filter(account=caller.account, region=caller.region)
    settled = Q(settled_timestamp=None) | Q(settled_timestamp__lte=timezone.now())
    gone.filter(settled, deleted_timestamp__isnull=False).delete()


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
            ValidationException INVALID_ARN, MISSING_PARAMETER, COUNTRY_CODE_MISMATCH;
            ResourceNotFoundException pool, phone-number, sender-id.
    Source: API_AssociateOriginationIdentity (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    identity = find_identity(caller, origination_identity, iso_country_code)
    if is_member(pool, identity):
        raise ConflictException(
            "RESOURCE_ALREADY_ASSOCIATED",
            kind_of(identity),
            identity.origination_identity,
            facts={"label": identity.label},
        )
    must_be_free(identity)
    must_be_active(identity, kind_of(identity))
    must_match(pool, identity)
    must_have_room_in(caller, pool)
    join(caller, identity, pool)
    note(pool.pool_id, before={"associated": False}, after={"associated": True})
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
    about = (kind_of(identity), identity.origination_identity)
    if not is_member(pool, identity):
        raise ConflictException(
            "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", *about, facts={"label": identity.label}
        )
    if last := last_member(pool, identity):
        raise ConflictException("LAST_PHONE_NUMBER", *about, facts={"label": identity.label, "last": last})
    leave(caller, identity, pool)
    note(pool.pool_id, before={"associated": True}, after={"associated": False})
    return Association(pool, identity)


@operation
def update_pool(
    caller: Caller,
    *,
    pool_id: str,
    two_way_enabled: bool | None = None,
    two_way_channel_arn: str | None = None,
    two_way_channel_role: str | None = None,
    self_managed_opt_outs_enabled: bool | None = None,
    opt_out_list_name: str | None = None,
    shared_routes_enabled: bool | None = None,
    deletion_protection_enabled: bool | None = None,
) -> Pool:
    """Change a pool's settings; what is None stays. Its members follow at once, as they read the pool's.

    two_way_enabled: False lets the channel and its role go, unless they are given with it.
    opt_out_list_name: name or ARN.
    Raises: ConflictException RESOURCE_NOT_ACTIVE; ResourceNotFoundException pool, opt-out-list;
            ValidationException TWO_WAY_CHANNEL_NOT_PRESENT, TWO_WAY_NOT_ENABLED, INVALID_REQUEST (two-way
            without a phone number), INVALID_PARAMETER (not a channel of this Region, or a FIFO topic),
            TWO_WAY_NOT_SUPPORTED_IN_COUNTRY.
    Source: API_UpdatePool (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    given = with_channel(
        {
            "two_way_enabled": two_way_enabled,
            "two_way_channel_arn": two_way_channel_arn,
            "two_way_channel_role": two_way_channel_role,
            "self_managed_opt_outs_enabled": self_managed_opt_outs_enabled,
            "opt_out_list_name": opt_out_list_name and find_opt_out_list_name(caller, opt_out_list_name),
            "shared_routes_enabled": shared_routes_enabled,
            "deletion_protection_enabled": deletion_protection_enabled,
        }
    )
    before = {name: getattr(pool, name) for name, value in given.items() if value is not None}
    for name in before:
        setattr(pool, name, given[name])
    settle_two_way(caller, pool)
    pool.save(update_fields=SETTINGS)
    note(pool.pool_id, before=before, after={name: getattr(pool, name) for name in before})
    return pool


@operation
def delete_pool(caller: Caller, *, pool_id: str) -> Pool:
    """Delete a pool. Its identities are disassociated and stay in the account.

    Raises: ConflictException RESOURCE_NOT_ACTIVE, DELETION_PROTECTION_ENABLED; ResourceNotFoundException pool.
    Returns: the pool as it was, with status DELETING.
    Source: API_DeletePool (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    if pool.deletion_protection_enabled:
        raise ConflictException(
            "DELETION_PROTECTION_ENABLED", "pool", pool.pool_id, facts={"label": pool.label}
        )
    note(pool.pool_id, before=pool_state(pool))
    for number in pool.phone_numbers.select_for_update():
        leave(caller, number, pool)
    pool.sender_id_links.all().delete()
    pool.deleted_timestamp, pool.settled_timestamp = timezone.now(), settles(caller)
    pool.save(update_fields=["deleted_timestamp", "settled_timestamp"])
    drop_policy(caller, pool.pool_arn)
    purge_deleted(caller)
    return pool
