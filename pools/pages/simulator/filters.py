"""What the list of messages is narrowed by."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from pools.models import Message, Pool
from pools.operations.engine.caller import Caller
from pools.operations.sending.events import DESCRIPTIONS
from pools.pages.kit.filters import Choice, Filter, counts, in_words, of_values, since
from pools.pages.simulator.conversation import status_in_words

# No pool's ID is like this.
IN_NONE, NO_POOL = "none", "Not from a pool"
KINDS = dict(Message.Kind.choices)


def message_filters(caller: Caller) -> Sequence[Filter]:
    return (
        of_pools(caller),
        of_statuses(caller),
        of_values("kind", "Kind", KINDS),
        since("created_timestamp", caller.now),
    )


def names_of_pools(caller: Caller, pool_ids: Iterable[str]) -> dict[str, str]:
    """What each pool that is still there is called, by its ID."""
    rows = Pool.objects.for_caller(caller).filter(pool_id__in=set(pool_ids))
    return {pool_id: name or pool_id for pool_id, name in rows.values_list("pool_id", "name")}


def of_pools(caller: Caller) -> Filter:
    """Pools that are gone stay, by their IDs, as long as messages are from them."""

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(pool_id="" if value == IN_NONE else value)

    def word(value: str) -> str:
        if value == IN_NONE:
            return NO_POOL
        if name := names_of_pools(caller, [value]).get(value):
            return name
        return value if Message.objects.for_caller(caller).filter(pool_id=value).exists() else ""

    def choices(rows: QuerySet) -> list[Choice]:
        counted = counts(rows, "pool_id")
        names = names_of_pools(caller, counted)
        none = Choice(IN_NONE, NO_POOL, counted.pop("", 0))
        return [none, *in_words(Choice(one, names.get(one, one), n) for one, n in counted.items())]

    return Filter("pool", "Pool", narrow, word, choices, "Find pools")


def of_statuses(caller: Caller) -> Filter:
    """Only those that occur are offered."""

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        return rows.having_status(value, caller.now)

    def choices(rows: QuerySet) -> list[Choice]:
        counted = counts(rows.with_status(caller.now), "derived_status")
        return in_words(Choice(one, status_in_words(one), n) for one, n in counted.items())

    def word(value: str) -> str:
        return status_in_words(value) if value in DESCRIPTIONS else ""

    return Filter("status", "Status", narrow, word, choices)
