"""DescribePools and ListPoolOriginationIdentities."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from pools import shapes
from pools.models import PhoneNumber, Pool, SenderId
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
from pools.operations.engine.finding import find_pool
from pools.operations.engine.verb import Caller, must_offer_pools, reading

MESSAGE_TYPES = shapes.limits("CreatePool", "message_type")["enum"]
STATUSES = shapes.service_model().shape_for("PoolStatus").enum
CAPABILITIES = shapes.service_model().shape_for("NumberCapability").enum
POOL_FILTERS = {
    "status": lambda rows, values: rows.with_status(*words(values, STATUSES)),
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
            INVALID_NEXT_TOKEN.
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
