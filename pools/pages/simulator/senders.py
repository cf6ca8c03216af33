"""Whom a simulated message comes from: what can be chosen, and what the address names."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Model

from pools.models import PhoneNumber, Pool, SenderId
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import BY_NAME, full_id, kind_of
from pools.operations.rules.choosing import BY_SENDER_ID
from pools.pages.kit.words import labels

# Of each kind, by name. Another one comes with the link on its own page.
LISTED = 200


class Group(NamedTuple):
    label: str
    options: Sequence[tuple[str, str]]


def chosen_sender(caller: Caller, value: str) -> Pool | PhoneNumber | SenderId | None:
    """The pool, number or sender ID that `value` names as ARNs do: "pool/pool-1", "sender-id/ACME/DE"."""
    name, _, wanted = value.partition("/")
    if name not in ("pool", "phone-number", "sender-id") or not re.fullmatch(BY_NAME[name].pattern, wanted):
        return None
    kind = BY_NAME[name]
    return kind.model.objects.for_caller(caller).filter(**kind.where(wanted)).first()


def value_of(row: Model) -> str:
    return f"{kind_of(row).name}/{full_id(row)}"


def groups(caller: Caller, chosen: Model | None) -> list[Group]:
    """Three queries. The chosen one is always among them."""
    pools = Pool.objects.for_caller(caller).with_member_counts().order_by("name_key", "pool_id")
    numbers = PhoneNumber.objects.for_caller(caller).order_by("phone_number", "pk")
    senders = SenderId.objects.for_caller(caller).order_by("name_key", "iso_country_code")
    found = (
        ("Pools", Pool, pools),
        ("Phone numbers", PhoneNumber, numbers),
        ("Sender IDs", SenderId, senders),
    )
    return [
        Group(label, options)
        for label, model, rows in found
        if (options := options_of(rows[:LISTED], chosen if isinstance(chosen, model) else None))
    ]


def options_of(rows: Sequence[Model], chosen: Model | None) -> list[tuple[str, str]]:
    options = {value_of(row): text_of(row) for row in rows}
    if chosen is not None:
        options = {value_of(chosen): text_of(chosen)} | options
    return list(options.items())


def text_of(row: Pool | PhoneNumber | SenderId) -> str:
    """ "Pool: order-updates (5 identities)" of a pool whose members were counted."""
    if isinstance(row, SenderId):
        return str(row)
    count = getattr(row, "origination_identity_count", None)
    if isinstance(row, PhoneNumber) or count is None:
        return row.label
    return f"{row.label} ({count:,} {'identity' if count == 1 else 'identities'})"


def kind_in_words(kind: str) -> str:
    """ "Sender ID", "Toll-free"."""
    return labels.number_type(kind) if kind not in ("", BY_SENDER_ID) else "Sender ID"
