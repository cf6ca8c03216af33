"""DescribeSenderIds."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from types import SimpleNamespace

from django.db.models import Q, QuerySet

from pools import shapes
from pools.errors import Field, ResourceNotFoundException, ValidationException
from pools.models import SenderId
from pools.operations.engine.describing import exactly, filtered, flag, holding, owned, paged
from pools.operations.engine.finding import resource_of, sender_id_key
from pools.operations.engine.verb import Caller, reading

MESSAGE_TYPES = shapes.service_model().shape_for("MessageType").enum
Key = tuple[str, str]


def by_message_type(rows: QuerySet, values: list[str]) -> QuerySet:
    return holding("types", MESSAGE_TYPES)(rows.with_message_types(), values)


FILTERS = {
    "sender-id": lambda rows, values: rows.filter(sender_id__in=[value.upper() for value in values]),
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
    rows = owned(mine.filter(any_of(wanted)) if wanted else mine, owner, sender_ids, "SenderIds")
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
    must_be_found(mine, wanted, page.rows)
    return SimpleNamespace(sender_ids=page.rows, next_token=page.next_token)


def keys_of(caller: Caller, sender_ids: Sequence[Mapping[str, str]] | None) -> list[Key]:
    """Name and country of each; an ARN has its own country, and the one beside it must be the same."""
    keys = []
    for number, given in enumerate(sender_ids or ()):
        path, asked = f"SenderIds[{number}]", given["IsoCountryCode"]
        kind, wanted = resource_of(caller, given["SenderId"], "sender-id", member=f"{path}.SenderId")
        name, country = sender_id_key(kind, wanted, asked)
        if country != asked:
            field = Field(f"{path}.IsoCountryCode", "country_mismatch", asked)
            raise ValidationException(
                "COUNTRY_CODE_MISMATCH", fields=(field,), facts={"label": name, "country": country}
            )
        keys.append((name, country))
    return keys


def any_of(keys: Iterable[Key]) -> Q:
    return reduce(or_, (Q(sender_id=name, iso_country_code=country) for name, country in keys))


def must_be_found(rows: QuerySet, wanted: Sequence[Key], found: Iterable[SenderId]) -> None:
    """Raise ResourceNotFoundException for one that is nowhere in `rows`; a filter or a page may hide others."""
    missing = set(wanted) - {(row.sender_id, row.iso_country_code) for row in found}
    if missing:
        missing -= set(rows.filter(any_of(missing)).values_list("sender_id", "iso_country_code"))
    for name, country in wanted:
        if (name, country) in missing:
            raise ResourceNotFoundException(resource_type="sender-id", resource_id=name)
