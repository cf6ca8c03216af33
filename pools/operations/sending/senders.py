"""The account's identities and what became of their messages, as `choosing.py` sees them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from pools.models import Message, PhoneNumber, Pool, Receipts, SenderId
from pools.models.identities import US_TOLL_FREE
from pools.models.messages import milliseconds
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import full_id
from pools.operations.rules.choosing import BY_SENDER_ID, LAST, STICKY, Candidate, History

# An account may hold thousands; the oldest that could reach the destination are enough to choose from.
MOST_LOOKED_AT = 1000
IN_ORDER = ("created_timestamp", "pk")
Identities = list[PhoneNumber | SenderId]


def identities_in(pool: Pool) -> Identities:
    """At most a hundred. Two queries."""
    return [*pool.phone_numbers.order_by(*IN_ORDER), *pool.sender_ids.order_by(*IN_ORDER)]


def of_account(caller: Caller, iso_country_code: str) -> Identities:
    """Those of the destination's country, and toll-free numbers that send abroad. Two queries."""
    country, number_type = US_TOLL_FREE
    abroad = Q(iso_country_code=country, number_type=number_type, international_sending_enabled=True)
    at_home = Q(iso_country_code=iso_country_code)
    numbers = PhoneNumber.objects.for_caller(caller).filter(at_home | abroad).select_related("pool")
    senders = SenderId.objects.for_caller(caller).filter(at_home)
    return [*numbers.order_by(*IN_ORDER)[:MOST_LOOKED_AT], *senders.order_by(*IN_ORDER)[:MOST_LOOKED_AT]]


def candidates_of(identities: Identities) -> dict[Candidate, PhoneNumber | SenderId]:
    return {candidate(row, place): row for place, row in enumerate(identities)}


def candidate(row: PhoneNumber | SenderId, place: int = 0) -> Candidate:
    is_number = isinstance(row, PhoneNumber)
    return Candidate(
        origination_identity=full_id(row),
        label=row.label,
        kind=row.number_type if is_number else BY_SENDER_ID,
        iso_country_code=row.iso_country_code,
        message_types=frozenset([row.message_type] if is_number else row.message_types),
        capabilities=frozenset(row.number_capabilities),
        status=row.status,
        international_sending_enabled=is_number and row.international_sending_enabled,
        registered=not is_number and row.registered,
        place=place,
    )


def history_of(caller: Caller, destination: str, identities: Sequence[str], now: datetime) -> History:
    """Who reached the recipient last, and what became of each one's last messages. Two queries."""
    rows = Message.objects.for_caller(caller).filter(destination_phone_number=destination)
    delivered = rows.filter(origination_identity__in=identities).delivered_within(now - STICKY, now)
    sticky = delivered.values_list("origination_identity", "delivered_timestamp").first() or ("", None)
    receipts = {
        identity: tuple(arrived for when, arrived in last if when <= milliseconds(now))
        for identity, last in receipts_of(caller, identities).items()
    }
    return History(*sticky, receipts=receipts)


def receipts_of(caller: Caller, identities: Iterable[str]) -> dict[str, list[Any]]:
    rows = Receipts.objects.for_caller(caller).filter(origination_identity__in=identities)
    return dict(rows.values_list("origination_identity", "last"))


def keep_receipt(caller: Caller, origination_identity: str, when: datetime, *, arrived: bool) -> None:
    """Of an identity of whose messages none failed lately, those that arrive change nothing, and none is kept."""
    last = receipts_of(caller, [origination_identity]).get(origination_identity, [])
    if arrived and all(fine for _, fine in last):
        return
    # Read again under a lock, so that of two at once both are kept.
    row, _ = Receipts.objects.select_for_update().get_or_create(
        account=caller.account, region=caller.region, origination_identity=origination_identity
    )
    row.last = [*row.last, [milliseconds(when), arrived]][-LAST:]
    row.save(update_fields=["last"])
