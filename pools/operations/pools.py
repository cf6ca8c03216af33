"""CreatePool, UpdatePool, DeletePool, DescribePools."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from pools import shapes
from pools.errors import ValidationException
from pools.models import Activity, PhoneNumber, Pool, Project, SenderId
from pools.models.counts import held
from pools.models.pools import SHARED_SETTINGS
from pools.operations.engine.caller import Caller, must_offer_pools
from pools.operations.engine.describing import (
    exactly,
    filtered,
    flag,
    ids_in,
    must_be_found,
    one_of,
    owned,
    paged,
    words,
)
from pools.operations.engine.finding import find_identity
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.verb import operation, reading
from pools.operations.resource_policies import drop_policy
from pools.operations.rules import matching
from pools.operations.rules.blocked import must_be_unprotected
from pools.operations.rules.limits import count, lock_account_region, must_have_room
from pools.operations.rules.membership import (
    copy_keywords,
    join,
    leave,
    mismatch,
    must_be_free,
)
from pools.operations.rules.search_text import keep_search_text
from pools.operations.rules.settings import change_settings
from pools.operations.rules.snapshots import pool_state
from pools.operations.rules.statuses import find_active_pool, must_be_active, settles
from pools.operations.tags import Tagged, put_tag_rows
from pools.reference import quotas
from pools.refusals import Mismatch


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
    # What is true of the Region and the account is refused before anything is locked.
    must_offer_pools(caller)
    must_have_channel(caller)
    lock_account_region(caller)
    # No worker drops what deletions leave behind, but whatever holds the account's lock anyway.
    purge_deleted(caller)
    must_have_room(caller, quotas.POOLS_PER_ACCOUNT, held(caller, Pool))
    # Unlike AssociateOriginationIdentity, AWS makes a pool of a sender ID's ARN without an IsoCountryCode.
    identity = find_identity(caller, origination_identity, iso_country_code, country_in_arn=True)
    must_be_free(identity)
    must_be_active(identity)
    must_suit_new_pool(identity, message_type)
    # Not inherited: AWS starts every pool without it, whatever its first number has.
    protected = bool(deletion_protection_enabled)
    pool = new_pool(caller, identity, message_type=message_type, deletion_protection_enabled=protected)
    put_tag_rows(pool, tags or ())
    keep_search_text(pool)
    changed(pool, made(pool_state(pool)))
    return Tagged(pool, tags or ())


def must_have_channel(caller: Caller) -> None:
    if not channel_enabled(caller):
        raise ValidationException("CHANNEL_NOT_ENABLED")


def channel_enabled(caller: Caller) -> bool:
    """Whether a project of the account has the SMS and voice channel on: what pools need before the first one."""
    return Project.objects.for_caller(caller).with_channel().exists()


def pools_were_made(caller: Caller) -> bool:
    """Whether the account ever made a pool, in whatever Region, as far as the log goes back."""
    return Activity.objects.filter(account=caller.account, operation="CreatePool", error="").exists()


def must_suit_new_pool(identity: PhoneNumber | SenderId, message_type: str) -> None:
    """The message type is asked for and not inherited, so it can differ; and a pool's members can send SMS."""
    theirs = identity.message_types if isinstance(identity, SenderId) else [identity.message_type]
    found = matching.without_sms(identity)
    if message_type not in theirs:
        found.append(Mismatch("MESSAGE_TYPE_MISMATCH", "message_type", theirs, message_type))
    if found:
        raise mismatch(identity, found)


def new_pool(caller: Caller, identity: PhoneNumber | SenderId, **own: Any) -> Pool:
    """A pool with its first identity in it, whose settings and keywords it takes over. own: what it does not."""
    pool = Pool.objects.create(
        account=caller.account,
        region=caller.region,
        created_timestamp=caller.now,
        settled_timestamp=settles(caller),
        **own,
        **inherited(identity),
    )
    count(caller, Pool, 1)
    copy_keywords(identity, pool)
    join(caller, identity, pool)
    return pool


def inherited(identity: PhoneNumber | SenderId) -> dict[str, Any]:
    """What a new pool takes over. A sender ID has none of it, so the columns' defaults stay."""
    if isinstance(identity, SenderId):
        return {}
    return {name: getattr(identity, name) for name in SHARED_SETTINGS}


def purge_deleted(caller: Caller) -> None:
    """Drop the rows of pools whose deletion has finished; reads have left them out since. Needs the account's lock.

    One that another act has locked is left for the next time: that act may wait for a lock of this one.
    """
    gone = Pool.objects.gone(caller).select_for_update(skip_locked=True)
    if keys := list(gone.values_list("pk", flat=True)):
        Pool.objects.filter(pk__in=keys).delete()
        count(caller, Pool, -len(keys))


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
            ValidationException INVALID_ARN, TWO_WAY_CHANNEL_NOT_PRESENT, TWO_WAY_NOT_ENABLED,
            INVALID_REQUEST (a Region without pools), INVALID_REQUEST (two-way without a phone number),
            INVALID_PARAMETER (not a channel of this Region, or a FIFO topic), TWO_WAY_NOT_SUPPORTED_IN_COUNTRY.
    Source: API_UpdatePool (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    wanted = {
        "two_way_enabled": two_way_enabled,
        "two_way_channel_arn": two_way_channel_arn,
        "two_way_channel_role": two_way_channel_role,
        "self_managed_opt_outs_enabled": self_managed_opt_outs_enabled,
        "opt_out_list_name": opt_out_list_name,
        "shared_routes_enabled": shared_routes_enabled,
        "deletion_protection_enabled": deletion_protection_enabled,
    }
    change_settings(caller, pool, wanted)
    return pool


@operation
def delete_pool(caller: Caller, *, pool_id: str) -> Pool:
    """Delete a pool. Its identities are disassociated and stay in the account.

    Raises: ConflictException RESOURCE_NOT_ACTIVE, DELETION_PROTECTION_ENABLED; ResourceNotFoundException pool;
            ValidationException INVALID_ARN, INVALID_REQUEST (a Region without pools).
    Returns: the pool as it was, with status DELETING.
    Source: API_DeletePool (2022-03-31).
    """
    pool = find_active_pool(caller, pool_id)
    must_be_unprotected(pool)
    # Read before the members leave, or the log would say that the pool was empty.
    changed(pool, gone(pool_state(pool)))
    # The pool, the account, then its members: the order in which all operations lock.
    lock_account_region(caller)
    for number in pool.phone_numbers.select_for_update():
        leave(caller, number, pool)
    pool.sender_id_links.all().delete()
    keep_search_text(pool)
    # The row stays while the pool is DELETING, as the API shows it then; purge_deleted takes it afterwards.
    pool.deleted_timestamp, pool.settled_timestamp = caller.now, settles(caller)
    pool.save(update_fields=["deleted_timestamp", "settled_timestamp"])
    drop_policy(caller, pool.pool_arn)
    purge_deleted(caller)
    return pool


MESSAGE_TYPES = shapes.limits("CreatePool", "message_type")["enum"]


STATUSES = shapes.service_model().shape_for("PoolStatus").enum


POOL_FILTERS = {
    "status": lambda rows, values: rows.of_status(*words(values, STATUSES)),
    "message-type": one_of("message_type", MESSAGE_TYPES),
    "two-way-enabled": flag("two_way_enabled"),
    "self-managed-opt-outs-enabled": flag("self_managed_opt_outs_enabled"),
    "opt-out-list-name": exactly("opt_out_list_name"),
    "shared-routes-enabled": flag("shared_routes_enabled"),
    "deletion-protection-enabled": flag("deletion_protection_enabled"),
    "two-way-channel-arn": exactly("two_way_channel_arn"),
}


@reading
def describe_pools(
    caller: Caller,
    *,
    pool_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
    owner: str | None = None,
) -> SimpleNamespace:
    """Pools of the account in the Region, the oldest first.

    pool_ids: IDs or ARNs, five at most, not together with owner. filters: all must fit, each by any of its values.
    Raises: ResourceNotFoundException pool; ValidationException INVALID_ARN, INVALID_FILTER_VALUES,
            INVALID_NEXT_TOKEN, PARAMETERS_CANNOT_BE_USED_TOGETHER, INVALID_REQUEST (a Region without pools).
    Source: API_DescribePools (2022-03-31).
    """
    must_offer_pools(caller)
    mine = Pool.objects.for_caller(caller)
    wanted = ids_in(caller, pool_ids, "pool", "PoolIds")
    rows = owned(mine.filter(pool_id__in=wanted) if wanted else mine, owner, pool_ids, "PoolIds")
    page = paged(
        caller,
        filtered(rows, filters, POOL_FILTERS),
        "DescribePools",
        wanted,
        filters,
        owner,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, "pool_id", wanted, page.rows, "pool")
    return SimpleNamespace(pools=page.rows, next_token=page.next_token)
