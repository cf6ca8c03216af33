"""RequestSenderId, UpdateSenderId, ReleaseSenderId, DescribeSenderIds."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from pools import shapes
from pools.errors import ConflictException, Field, ValidationException, invalid
from pools.models import SenderId
from pools.models.counts import held
from pools.models.scope import kept_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import (
    exactly,
    filtered,
    flag,
    having,
    holding,
    must_be_found,
    owned,
    paged,
)
from pools.operations.engine.finding import find_sender_id, resource_of, sender_id_key
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.verb import operation, reading
from pools.operations.resource_policies import drop_policy
from pools.operations.rules.blocked import must_be_new, must_be_unprotected
from pools.operations.rules.limits import count, lock_account_region, must_have_room
from pools.operations.rules.snapshots import sender_id_state
from pools.operations.tags import Tagged, put_tags
from pools.reference import countries, quotas
from pools.refusals import Blocked


@operation
def request_sender_id(
    caller: Caller,
    *,
    sender_id: str,
    iso_country_code: str,
    message_types: Sequence[str] | None = None,
    deletion_protection_enabled: bool | None = None,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
    registered: bool = False,
) -> Tagged:
    """Add a sender ID to the account. It is stored in upper case.

    message_types: TRANSACTIONAL where none is given. registered: not part of the API; the console says with it
    that the sender ID is registered outside, which a country that requires registration needs.
    Raises: ValidationException SENDER_ID_NOT_SUPPORTED, SENDER_ID_REQUIRES_REGISTRATION, INVALID_PARAMETER
            (no letter); ConflictException RESOURCE_ALREADY_EXISTS;
            ServiceQuotaExceededException SENDER_IDS_PER_ACCOUNT, TAGS_PER_RESOURCE.
    Source: API_RequestSenderId (2022-03-31); the letter rule: AWS End User Messaging SMS guide, sender IDs.
    """
    # The default that the Terraform provider's documentation gives; the service model has none.
    types = list(dict.fromkeys(message_types or ["TRANSACTIONAL"]))
    must_be_usable_in(iso_country_code, registered=registered)
    must_have_letter(sender_id, iso_country_code, types)
    name = kept_sender_id(sender_id)
    lock_account_region(caller)
    must_be_one_more(caller, name, iso_country_code)
    row = one_more(
        caller,
        sender_id=name,
        iso_country_code=iso_country_code,
        message_types=types,
        deletion_protection_enabled=bool(deletion_protection_enabled),
        registered=registered,
    )
    put_tags(row, tags)
    changed(row, made(sender_id_state(row)))
    return Tagged(row, tags or ())


def must_be_usable_in(iso_country_code: str, *, registered: bool) -> None:
    """Refuse a country without sender IDs, and one that wants them registered unless this one is."""
    country = countries.country(iso_country_code)
    if country is None or not country.supports_sender_id:
        raise invalid(
            "IsoCountryCode", "no_sender_ids", reason="SENDER_ID_NOT_SUPPORTED", value=iso_country_code
        )
    if country.requires_registration and not registered:
        raise invalid(
            "IsoCountryCode", "registration", reason="SENDER_ID_REQUIRES_REGISTRATION", value=iso_country_code
        )


def must_be_one_more(caller: Caller, name: str, iso_country_code: str) -> None:
    """Refuse one that the account has, or has no room for. Call it under the account's lock."""
    same = SenderId.objects.for_caller(caller).filter(sender_id=name, iso_country_code=iso_country_code)
    must_be_new(same, "sender-id", name)
    must_have_room(caller, quotas.SENDER_IDS_PER_ACCOUNT, held(caller, SenderId))


def one_more(caller: Caller, **values: Any) -> SenderId:
    row = SenderId.objects.create(
        account=caller.account, region=caller.region, created_timestamp=caller.now, **values
    )
    count(caller, SenderId, 1)
    return row


def must_have_letter(sender_id: str, iso_country_code: str, message_types: Sequence[str]) -> None:
    """At least one letter; promotional sender IDs in India are made of digits, so those are let through."""
    promotional_in_india = iso_country_code == "IN" and "PROMOTIONAL" in message_types
    if not promotional_in_india and not any(c.isalpha() for c in sender_id):
        raise invalid("SenderId", "no_letter", value=sender_id)


@operation
def update_sender_id(
    caller: Caller,
    *,
    sender_id: str,
    iso_country_code: str,
    deletion_protection_enabled: bool | None = None,
) -> SenderId:
    """Change the only setting that a sender ID has; None leaves it.

    sender_id: name or ARN.
    Raises: ResourceNotFoundException sender-id; ValidationException INVALID_ARN, COUNTRY_CODE_MISMATCH.
    Source: API_UpdateSenderId (2022-03-31).
    """
    row = find_sender_id(caller, sender_id, iso_country_code)
    name = "deletion_protection_enabled"
    before = row.deletion_protection_enabled
    if deletion_protection_enabled is not None:
        row.deletion_protection_enabled = deletion_protection_enabled
        row.save(update_fields=[name])
    changed(row, {name: (before, row.deletion_protection_enabled)})
    return row


def must_be_unused(row: SenderId) -> None:
    """Refuse to give up a sender ID that is in a pool, or protected."""
    if row.pool_links.exists():
        raise ConflictException("SENDER_ID_ASSOCIATED_TO_POOL", *kind_and_id(row), about=Blocked(row.label))
    must_be_unprotected(row)


@operation
def release_sender_id(caller: Caller, *, sender_id: str, iso_country_code: str) -> SenderId:
    """Give a sender ID up, with its tags and policy.

    sender_id: name or ARN. Returns: the sender ID as it was.
    Raises: ConflictException SENDER_ID_ASSOCIATED_TO_POOL, DELETION_PROTECTION_ENABLED; ResourceNotFoundException
            and ValidationException as UpdateSenderId.
    Source: API_ReleaseSenderId (2022-03-31).
    """
    # The count of sender IDs changes below, and the account's lock comes before an identity's.
    lock_account_region(caller)
    row = find_sender_id(caller, sender_id, iso_country_code)
    must_be_unused(row)
    changed(row, gone(sender_id_state(row)))
    drop_policy(caller, row.sender_id_arn)
    row.delete()
    count(caller, SenderId, -1)
    return row


MESSAGE_TYPES = shapes.service_model().shape_for("MessageType").enum


# A name may be held in many countries; only both together are one sender ID.
KEY = ("sender_id", "iso_country_code")


def by_message_type(rows: QuerySet, values: list[str]) -> QuerySet:
    return holding("types", MESSAGE_TYPES)(rows.with_message_types(), values)


FILTERS = {
    "sender-id": lambda rows, values: rows.filter(sender_id__in=[kept_sender_id(value) for value in values]),
    "iso-country-code": exactly("iso_country_code"),
    "message-type": by_message_type,
    "deletion-protection-enabled": flag("deletion_protection_enabled"),
    "registered": flag("registered"),
}


@reading
def describe_sender_ids(
    caller: Caller,
    *,
    sender_ids: Sequence[Mapping[str, str]] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
    owner: str | None = None,
) -> SimpleNamespace:
    """Sender IDs of the account in the Region, the oldest first.

    sender_ids: [{"SenderId": name or ARN, "IsoCountryCode": …}], five at most, not together with owner.
    filters: all must fit, each by any of its values.
    Raises: ResourceNotFoundException sender-id; ValidationException INVALID_ARN, COUNTRY_CODE_MISMATCH,
            INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN, PARAMETERS_CANNOT_BE_USED_TOGETHER.
    Source: API_DescribeSenderIds (2022-03-31).
    """
    mine = SenderId.objects.for_caller(caller)
    wanted = keys_of(caller, sender_ids)
    rows = owned(mine.filter(having(KEY, wanted)) if wanted else mine, owner, sender_ids, "SenderIds")
    page = paged(
        caller,
        filtered(rows, filters, FILTERS),
        "DescribeSenderIds",
        wanted,
        filters,
        owner,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, KEY, wanted, page.rows, "sender-id")
    return SimpleNamespace(sender_ids=page.rows, next_token=page.next_token)


def keys_of(caller: Caller, sender_ids: Sequence[Mapping[str, str]] | None) -> list[tuple[str, str]]:
    """Name and country of each; an ARN has its own country, which IsoCountryCode must repeat."""
    keys = []
    for number, given in enumerate(sender_ids or ()):
        path, code = f"SenderIds[{number}]", given["IsoCountryCode"]
        kind, wanted = resource_of(caller, given["SenderId"], "sender-id", member=f"{path}.SenderId")
        name, country = sender_id_key(kind, wanted, code)
        if country != code:
            field = Field(f"{path}.IsoCountryCode", "country_mismatch", code)
            raise ValidationException("COUNTRY_CODE_MISMATCH", fields=(field,))
        keys.append((name, country))
    return keys
