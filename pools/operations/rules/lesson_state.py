"""Whether what a lesson checks is so: read only, one query a kind of fact, however many checks there are.

Messages are found by the activity log, which has those that were refused as well, and tells when somebody sent them
by the clock that lessons are started by.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from pools.models import (
    Activity,
    ConfigurationSet,
    Keyword,
    Message,
    OptedOutNumber,
    PhoneNumber,
    Pool,
    PoolSenderId,
    Project,
    SenderId,
    Tag,
)
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.reference.lessons.checks import MESSAGE_TYPES, Check

SWITCHES = {
    "two_way": "two_way_enabled",
    "deletion_protection": "deletion_protection_enabled",
    "shared_routes": "shared_routes_enabled",
}


MOST_ACTS = 100
SENDS = ("SendTextMessage", "SendMediaMessage", "SendVoiceMessage")


def pools_called(caller: Caller, name: str) -> QuerySet[Pool]:
    """Those that a lesson means by a name, the oldest first."""
    rows = Pool.objects.for_caller(caller).named(name).filter(deleted_timestamp=None)
    return rows.order_by("created_timestamp", "pk")


class LessonState:
    """The account as some checks see it. since: when the lesson was started, as new pools are made after that."""

    def __init__(self, caller: Caller, checks: Iterable[Check], *, since: datetime) -> None:
        self.caller, self.since, self.checks = caller, since, tuple(checks)
        values = [check.values for check in self.checks]
        self.names = {one["pool"] for one in values if "pool" in one}
        self.numbers = {one["number"] for one in values if "number" in one}

    def holds(self, check: Check) -> bool:
        """Of a page no state tells that it is open."""
        if check.is_page:
            return False
        values, wanted = check.values, check.wanted
        if check.kind in ABOUT_POOLS:
            return self.pool_holds(check)
        if check.kind == "number":
            pool = self.pool_of_number.get(values["number"])
            return pool == values["pool"] if wanted else pool is None
        return OTHERS[check.kind](self, values) is wanted

    def pool_holds(self, check: Check) -> bool:
        """Of several pools with a name, one is enough. What a pool has not, nobody tells of one that is not there."""
        pools = self.meant(check.values)
        if check.kind in ("pool", "pool_gone"):
            return bool(pools) is check.wanted
        return any(ABOUT_POOLS[check.kind](self, pool, check.values) is check.wanted for pool in pools)

    def meant(self, values: Mapping[str, str]) -> list[Pool]:
        return [pool for pool in self.pools if self.is_meant(pool, values)]

    def is_meant(self, pool: Pool, values: Mapping[str, str]) -> bool:
        return pool.created_timestamp >= self.since if "new" in values else pool.name == values["pool"]

    @cached_property
    def pools(self) -> list[Pool]:
        rows = Pool.objects.for_caller(self.caller).filter(deleted_timestamp=None)
        return list(rows.filter(Q(name__in=self.names) | Q(created_timestamp__gte=self.since)))

    @cached_property
    def pool_of_number(self) -> dict[str, str | None]:
        """The names of the pools that the numbers are in, "" where one has no name; None for no pool."""
        rows = PhoneNumber.objects.for_caller(self.caller).filter(phone_number__in=self.numbers)
        return dict(rows.values_list("phone_number", "pool__name"))

    @cached_property
    def numbers_in(self) -> dict[int, set[str]]:
        rows = PhoneNumber.objects.for_caller(self.caller).filter(pool__in=self.pools)
        return together(rows.values_list("pool_id", "phone_number"))

    @cached_property
    def sender_ids_in(self) -> dict[int, set[tuple[str, str]]]:
        rows = PoolSenderId.objects.filter(pool__in=self.pools)
        columns = ("pool_id", "sender_id__sender_id", "sender_id__iso_country_code")
        return together((pool, (name, country)) for pool, name, country in rows.values_list(*columns))

    @cached_property
    def keywords_of_pools(self) -> dict[int, set[str]]:
        return together(Keyword.objects.filter(pool__in=self.pools).values_list("pool_id", "keyword"))

    @cached_property
    def tags_of_pools(self) -> dict[int, set[tuple[str, str]]]:
        rows = Tag.objects.filter(pool__in=self.pools).values_list("pool_id", "key", "value")
        return together((pool, (key, value)) for pool, key, value in rows)

    @cached_property
    def sender_ids(self) -> set[tuple[str, str]]:
        rows = SenderId.objects.for_caller(self.caller)
        return set(rows.values_list("sender_id", "iso_country_code"))

    @cached_property
    def sets(self) -> dict[str, str]:
        rows = ConfigurationSet.objects.for_caller(self.caller)
        return dict(rows.values_list("configuration_set_name", "default_sender_id"))

    @cached_property
    def opted_out(self) -> set[tuple[str, str]]:
        where = {
            "opt_out_list__account": self.caller.account,
            "opt_out_list__region": self.caller.region,
            "opted_out_number__in": self.numbers,
        }
        rows = OptedOutNumber.objects.filter(**where)
        return set(rows.values_list("opt_out_list__opt_out_list_name", "opted_out_number"))

    @property
    def log(self) -> QuerySet[Activity]:
        """Since the lesson was started; without what was done by a clock that has been set back since."""
        rows = Activity.objects.for_caller(self.caller)
        return rows.filter(created_timestamp__range=(self.since, self.caller.now))

    @cached_property
    def acts(self) -> list[Activity]:
        """What was done since the lesson was started, the newest first, and what was refused."""
        rows = self.log
        columns = (
            "operation",
            "door",
            "resource_type",
            "resource_id",
            "error",
            "reason",
            "created_timestamp",
        )
        return list(rows.order_by("-created_timestamp", "-pk").only(*columns)[:MOST_ACTS])

    def was_changed(self, resource_type: str, resource_id: str) -> bool:
        of = (resource_type, resource_id)
        return any((act.resource_type, act.resource_id) == of and not act.error for act in self.acts)

    @cached_property
    def sends(self) -> list[tuple[str, str, str]]:
        """Since the lesson was started, a dry run left out: the destination, the message's ID, what refused it."""
        rows = self.log.filter(operation__in=SENDS).values_list("request", "result__MessageId", "error")
        return [
            (e164(str(request.get("DestinationPhoneNumber"))), sent, error)
            for request, sent, error in rows
            if not request.get("DryRun")
        ]

    @cached_property
    def messages(self) -> list[Message]:
        """Those to the phones that the checks are about."""
        sent = [message for to, message, error in self.sends if to in self.numbers and not error]
        return list(Message.objects.for_caller(self.caller).filter(message_id__in=sent))

    def has_message(self, values: Mapping[str, str]) -> bool:
        number = values["number"]
        if "refused" in values:
            return any(to == number and error for to, _, error in self.sends)
        those = [one for one in self.messages if one.destination_phone_number == number]
        if "delivered" in values:
            return any(is_past(one.delivered_timestamp, self.caller.now) for one in those)
        return any(self.is_from(one, values) for one in those)

    @property
    def due(self) -> datetime | None:
        """When the next of them is delivered, which nobody does and no log tells."""
        if not any(check.values.get("delivered") for check in self.checks):
            return None
        coming = (one.delivered_timestamp for one in self.messages if one.delivered_timestamp)
        return min((when for when in coming if when > self.caller.now), default=None)

    def is_from(self, message: Message, values: Mapping[str, str]) -> bool:
        if "new" in values or "pool" in values:
            return message.pool_id in {one.pool_id for one in self.pools if self.is_meant(one, values)}
        return message.origination_phone_number == values.get("origin", message.origination_phone_number)

    @cached_property
    def channel(self) -> bool:
        return Project.objects.for_caller(self.caller).with_channel().exists()

    def has_sender_id(self, pool: Pool, values: Mapping[str, str]) -> bool:
        return any(is_that_sender_id(one, values) for one in self.sender_ids_in.get(pool.pk, ()))

    def size(self, pool: Pool) -> int:
        return len(self.numbers_in.get(pool.pk, ())) + len(self.sender_ids_in.get(pool.pk, ()))

    def set_has_sender_id(self, values: Mapping[str, str]) -> bool:
        there = self.sets.get(values["set"], "")
        return there == values["sender_id"] if "sender_id" in values else bool(there)


def is_past(when: datetime | None, now: datetime) -> bool:
    return when is not None and when <= now


def together(pairs: Iterable[tuple]) -> dict:
    found = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def is_that_sender_id(sender_id: tuple[str, str], values: Mapping[str, str]) -> bool:
    name, country = sender_id
    return country == values["country"] and values.get("sender_id", name) == name


# The kinds of checks, by what tells whether it is there.
ABOUT_POOLS = {
    "pool": None,
    "pool_gone": None,
    "pool_sender_id": LessonState.has_sender_id,
    "pool_number": lambda state, pool, values: values["number"] in state.numbers_in.get(pool.pk, ()),
    "pool_size": lambda state, pool, values: state.size(pool) == int(values["size"]),
    "pool_keyword": lambda state, pool, values: (
        values["keyword"].upper() in state.keywords_of_pools.get(pool.pk, ())
    ),
    "pool_tag": lambda state, pool, values: (
        (values["key"], values["value"]) in state.tags_of_pools.get(pool.pk, ())
    ),
    "pool_message_type": lambda _, pool, values: pool.message_type == MESSAGE_TYPES[values["message_type"]],
    **{
        kind: lambda _, pool, values, column=column: bool(getattr(pool, column))
        for kind, column in SWITCHES.items()
    },
}
OTHERS = {
    "sender_id_gone": lambda state, values: any(is_that_sender_id(one, values) for one in state.sender_ids),
    "set": lambda state, values: values["set"] in state.sets,
    "set_sender_id": LessonState.set_has_sender_id,
    "opted_out": lambda state, values: (values["list"], values["number"]) in state.opted_out,
    "message": LessonState.has_message,
    "channel": lambda state, _: state.channel,
}
