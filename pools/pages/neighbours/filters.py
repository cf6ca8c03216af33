"""What the lists of phone numbers and sender IDs are narrowed by."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from pools.models import Pool
from pools.models.filtering import numbers_in, pools_of, sender_ids_in
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.lists import filters_for
from pools.pages.kit.filters import COUNTRY, MOST_CHOICES, Choice, Filter, of_listed_values, of_values
from pools.pages.kit.words import labels

# No pool's ID is like these.
IN_ANY, IN_NONE = "any", "none"
WHETHER_IN_ONE = {IN_ANY: "In any pool", IN_NONE: "Not in a pool"}


def pool_filter(caller: Caller, path: str, rows_in: Callable[..., QuerySet]) -> Filter:
    """path: from an identity to its pool or pools. rows_in: those that are in any pool, or in one of this ID."""

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        if value == IN_NONE:
            return rows.filter(**{path: None})
        return rows_in(rows) if value == IN_ANY else rows_in(rows, value)

    def word(value: str) -> str:
        if value in WHETHER_IN_ONE:
            return WHETHER_IN_ONE[value]
        pools = Pool.objects.for_caller(caller).filter(pool_id=value).values_list("name", "pool_id")
        return next(filter(None, pools.first() or ()), "")

    def choices(rows: QuerySet) -> list[Choice]:
        whether = [Choice(value, text, narrow(rows, value).count()) for value, text in WHETHER_IN_ONE.items()]
        return whether + [Choice(key, name or key, n) for key, name, n in pools_of(rows, MOST_CHOICES + 1)]

    return Filter("pool", "Pool", narrow, word, choices, "Find pools")


def number_filters(caller: Caller) -> Sequence[Filter]:
    return filters_for(caller, (pool_filter(caller, "pool", numbers_in), *NUMBER_FILTERS))


def sender_id_filters(caller: Caller) -> Sequence[Filter]:
    return filters_for(caller, (*SENDER_ID_FILTERS, pool_filter(caller, "pools", sender_ids_in)))


NUMBER_FILTERS = (
    COUNTRY,
    of_values("number_type", "Type", labels.NUMBER_TYPES),
    of_values("message_type", "Message type", labels.MESSAGE_TYPES),
    of_listed_values(
        "number_capabilities",
        "Capabilities",
        labels.CAPABILITIES,
        column="capabilities",
        prepared=lambda rows: rows.with_capabilities(),
    ),
    of_values(
        "two_way_enabled",
        "Two-way SMS",
        labels.ON_OFF,
        # The pool's setting while the number is in one.
        column="applying_two_way_enabled",
        prepared=lambda rows: rows.with_setting("two_way_enabled"),
    ),
    of_values(
        "status",
        "Status",
        # Not DELETED: of such a number there is no row.
        {code: labels.STATUSES[code] for code in ("PENDING", "ACTIVE", "ASSOCIATING", "DISASSOCIATING")},
        column="derived_status",
        prepared=lambda rows: rows.with_status(),
    ),
)
SENDER_ID_FILTERS = (
    COUNTRY,
    of_listed_values(
        "message_type",
        "Message type",
        labels.MESSAGE_TYPES,
        column="types",
        prepared=lambda rows: rows.with_message_types(),
    ),
    of_values("registered", "Registered", labels.YES_NO),
)
