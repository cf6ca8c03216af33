"""DescribePhoneNumbers, and how every operation about numbers answers one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from pools import shapes
from pools.models import PhoneNumber
from pools.models.pools import SHARED_SETTINGS
from pools.operations.engine.describing import (
    Choice,
    exactly,
    filtered,
    flag,
    holding,
    ids_in,
    must_be_found,
    one_of,
    owned,
    paged,
    words,
)
from pools.operations.engine.verb import Caller, reading


@dataclass(frozen=True)
class Answer:
    """A phone number with the attributes that the API answers: while it is in a pool, the pool's settings."""

    number: PhoneNumber
    tags: Sequence[dict[str, str]] = ()

    def __getattr__(self, name: str) -> Any:
        if name == "pool_id":
            return self.number.pool and self.number.pool.pool_id
        return getattr(self.number.settings if name in SHARED_SETTINGS else self.number, name)


def applying(name: str, kind: Callable[[str], Choice]) -> Choice:
    """A filter on the setting that applies to the number."""
    choose = kind(f"applying_{name}")
    return lambda rows, values: choose(rows.with_setting(name), values)


def by_status(rows: QuerySet, values: list[str]) -> QuerySet:
    return rows.with_status().filter(derived_status__in=words(values, STATUSES))


def by_capability(rows: QuerySet, values: list[str]) -> QuerySet:
    return holding("capabilities", CAPABILITIES)(rows.with_capabilities(), values)


MESSAGE_TYPES, STATUSES, CAPABILITIES, TYPES = (
    shapes.service_model().shape_for(name).enum
    for name in ("MessageType", "NumberStatus", "NumberCapability", "NumberType")
)
FILTERS = {
    "status": by_status,
    "iso-country-code": exactly("iso_country_code"),
    "message-type": one_of("message_type", MESSAGE_TYPES),
    "number-capability": by_capability,
    "number-type": one_of("number_type", TYPES),
    "two-way-enabled": applying("two_way_enabled", flag),
    "self-managed-opt-outs-enabled": applying("self_managed_opt_outs_enabled", flag),
    "opt-out-list-name": applying("opt_out_list_name", exactly),
    "deletion-protection-enabled": flag("deletion_protection_enabled"),
    "two-way-channel-arn": applying("two_way_channel_arn", exactly),
}


@reading
def describe_phone_numbers(
    caller: Caller,
    *,
    phone_number_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
    owner: str | None = None,
) -> SimpleNamespace:
    """Phone numbers of the account in the Region, the oldest first. One in a pool has the pool's settings.

    phone_number_ids: IDs or ARNs, five at most, not together with owner. filters: all must fit, each by any of its
    values; they look at the settings that apply.
    Raises: ResourceNotFoundException phone-number; ValidationException INVALID_ARN, INVALID_FILTER_VALUES,
            INVALID_NEXT_TOKEN, PARAMETERS_CANNOT_BE_USED_TOGETHER.
    Source: API_DescribePhoneNumbers (2022-03-31).
    """
    mine = PhoneNumber.objects.for_caller(caller)
    wanted = ids_in(caller, phone_number_ids, "phone-number", "PhoneNumberIds")
    rows = mine.filter(phone_number_id__in=wanted) if wanted else mine
    page = paged(
        caller,
        filtered(owned(rows, owner, phone_number_ids, "PhoneNumberIds"), filters, FILTERS).select_related(
            "pool"
        ),
        "DescribePhoneNumbers",
        wanted,
        filters,
        owner,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, "phone_number_id", wanted, page.rows, "phone-number")
    return SimpleNamespace(phone_numbers=[Answer(row) for row in page.rows], next_token=page.next_token)
