"""RequestPhoneNumber, UpdatePhoneNumber, ReleasePhoneNumber, DescribePhoneNumbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from pools import shapes
from pools.errors import ConflictException
from pools.models import Keyword, PhoneNumber, Pool
from pools.models.identities import DISASSOCIATING, PENDING
from pools.models.opt_out_lists import DEFAULT
from pools.models.pools import SHARED_SETTINGS
from pools.operations.engine.caller import Caller
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
from pools.operations.engine.finding import find_opt_out_list_name, find_phone_number, resource_of
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.verb import operation, reading
from pools.operations.resource_policies import drop_policy
from pools.operations.rules.blocked import must_be_unprotected
from pools.operations.rules.limits import count, lock_account_region
from pools.operations.rules.membership import default_keywords, join, must_have_room_in, must_match, taken
from pools.operations.rules.offers import (
    must_be_able_to_send_abroad,
    must_be_offered,
    must_have_registration,
    offered_number,
    registration_of,
)
from pools.operations.rules.search_text import keep_search_text
from pools.operations.rules.settings import change_settings
from pools.operations.rules.snapshots import phone_number_state
from pools.operations.rules.statuses import find_active_pool, must_be_active
from pools.operations.tags import put_tags
from pools.refusals import Blocked

DELETED = "DELETED"


@dataclass(frozen=True)
class Answer:
    """A phone number with the attributes that the API answers: while it is in a pool, the pool's settings."""

    number: PhoneNumber
    tags: Sequence[dict[str, str]] = ()

    def __getattr__(self, name: str) -> Any:
        if name == "pool_id":
            return self.number.pool and self.number.pool.pool_id
        return getattr(self.number.settings if name in SHARED_SETTINGS else self.number, name)


@operation
def request_phone_number(
    caller: Caller,
    *,
    iso_country_code: str,
    message_type: str,
    number_capabilities: Sequence[str],
    number_type: str,
    opt_out_list_name: str | None = None,
    pool_id: str | None = None,
    registration_id: str | None = None,
    number_preference: Sequence[Mapping] | None = None,
    international_sending_enabled: bool | None = None,
    deletion_protection_enabled: bool | None = None,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
) -> Answer:
    """Get a phone number, for an example price. It is none that could be anybody's, where the country keeps such.

    A US toll-free number is PENDING until mark_phone_number_as_registered; AWS lets none send before that.
    pool_id, opt_out_list_name, registration_id: or their ARNs. pool_id: the number joins if it matches the pool.
    registration_id: kept as given, since there are no registrations here; a 10DLC number needs one.
    number_preference: honoured for every kind of number, of which AWS says so for 10DLC only.
    Raises: ResourceNotFoundException phone-number (none with these attributes), pool, opt-out-list;
            ServiceQuotaExceededException PHONE_NUMBERS_PER_ACCOUNT, ORIGINATION_IDENTITIES_PER_POOL,
            TAGS_PER_RESOURCE; ValidationException MISSING_PARAMETER, INTERNATIONAL_SENDING_NOT_SUPPORTED,
            INVALID_ARN, INVALID_REQUEST (a Region without pools);
            ConflictException RESOURCE_NOT_ACTIVE (the pool) and the mismatches of AssociateOriginationIdentity.
    Source: API_RequestPhoneNumber (2022-03-31).
    """
    must_be_offered(iso_country_code, number_type, message_type, number_capabilities)
    must_have_registration(number_type, registration_id)
    # In the order of every operation: the pool's lock, the account's, the lists' (Default may be made here).
    pool = find_active_pool(caller, pool_id) if pool_id else None
    lock_account_region(caller)
    number = offered_number(
        caller,
        number_preference,
        iso_country_code=iso_country_code,
        message_type=message_type,
        number_capabilities=list(dict.fromkeys(number_capabilities)),
        number_type=number_type,
        opt_out_list_name=find_opt_out_list_name(caller, opt_out_list_name or DEFAULT),
        registration_id=registration_of(caller, registration_id),
        international_sending_enabled=bool(international_sending_enabled),
        deletion_protection_enabled=bool(deletion_protection_enabled),
    )
    return Answer(kept(caller, number, pool, tags), tags or ())


def kept(
    caller: Caller, number: PhoneNumber, pool: Pool | None, tags: Sequence[dict[str, str]] | None
) -> PhoneNumber:
    number.save()
    count(caller, PhoneNumber, 1)
    Keyword.objects.bulk_create(default_keywords(phone_number=number))
    put_tags(number, tags)
    if pool:
        number = joined(caller, number, pool)
    changed(number, made(phone_number_state(number)))
    return number


def joined(caller: Caller, number: PhoneNumber, pool: Pool) -> PhoneNumber:
    """The new number in the pool, under the rules of AssociateOriginationIdentity. PENDING, as any new number."""
    must_match(pool, number, is_new=True)
    must_have_room_in(caller, pool)
    join(caller, number, pool, meanwhile=PENDING)
    keep_search_text(pool)
    # Read again, as join() writes by an UPDATE of its own, of which the row in hand knows nothing.
    return find_phone_number(caller, number.phone_number_id)


@operation
def update_phone_number(
    caller: Caller,
    *,
    phone_number_id: str,
    two_way_enabled: bool | None = None,
    two_way_channel_arn: str | None = None,
    two_way_channel_role: str | None = None,
    self_managed_opt_outs_enabled: bool | None = None,
    opt_out_list_name: str | None = None,
    international_sending_enabled: bool | None = None,
    deletion_protection_enabled: bool | None = None,
) -> PhoneNumber:
    """Change the settings of a number that is in no pool; what is None stays.

    phone_number_id: or ARN. opt_out_list_name: or ARN.
    Raises: ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL (change the pool instead), RESOURCE_NOT_ACTIVE;
            ResourceNotFoundException phone-number, opt-out-list; ValidationException INVALID_ARN,
            INTERNATIONAL_SENDING_NOT_SUPPORTED, and as UpdatePool about two-way SMS and self-managed opt-outs.
    Source: API_UpdatePhoneNumber (2022-03-31).
    """
    number = find(caller, phone_number_id)
    if number.pool_id:
        # UpdatePhoneNumber makes no exception, not even for deletion protection, which is the number's own.
        raise taken(number)
    must_be_active(number)
    wanted = {
        "two_way_enabled": two_way_enabled,
        "two_way_channel_arn": two_way_channel_arn,
        "two_way_channel_role": two_way_channel_role,
        "self_managed_opt_outs_enabled": self_managed_opt_outs_enabled,
        "opt_out_list_name": opt_out_list_name,
        "international_sending_enabled": international_sending_enabled,
        "deletion_protection_enabled": deletion_protection_enabled,
    }
    change_settings(caller, number, wanted, check=must_be_able_to_send_abroad)
    return number


@operation
def release_phone_number(caller: Caller, *, phone_number_id: str) -> Answer:
    """Give a number up. It is gone at once, with its keywords, tags and policy.

    phone_number_id: or ARN. Returns: the number as it was, with status DELETED.
    Raises: ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL (also while it is leaving one, as AWS answers then),
            DELETION_PROTECTION_ENABLED, PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION (one that is not through);
            ResourceNotFoundException phone-number; ValidationException INVALID_ARN.
    Source: API_ReleasePhoneNumber (2022-03-31).
    """
    # The count of numbers changes below, and the account's lock comes before a number's.
    lock_account_region(caller)
    number = find(caller, phone_number_id)
    if number.pool_id or number.status == DISASSOCIATING:
        raise taken(number)
    must_be_giveable(number)
    # While the row, its keywords and its tags can still be read.
    changed(number, gone(phone_number_state(number)))
    drop_policy(caller, number.phone_number_arn)
    number.delete()
    count(caller, PhoneNumber, -1)
    # Only in the answer: the row is gone by now.
    number.carrier_status = DELETED
    return Answer(number)


def must_be_giveable(number: PhoneNumber) -> None:
    """Refuse to give up a number that is in no pool, for its own sake."""
    must_be_unprotected(number)
    if number.registration_id and number.awaits_registration:
        raise ConflictException(
            "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION", *kind_and_id(number), about=Blocked(number.label)
        )


def find(caller: Caller, phone_number_id: str) -> PhoneNumber:
    _, wanted = resource_of(caller, phone_number_id, "phone-number", member="PhoneNumberId")
    return find_phone_number(caller, wanted)


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
    # The number's own, in a pool too: it is none of the settings that a pool shares.
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
