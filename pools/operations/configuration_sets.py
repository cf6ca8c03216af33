"""Configuration sets: CreateConfigurationSet, DeleteConfigurationSet, DescribeConfigurationSets and the defaults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Upper

from pools import shapes
from pools.models import ConfigurationSet, EventDestination
from pools.models.scope import kept_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import (
    exactly,
    filtered,
    flag,
    holding,
    ids_in,
    must_be_found,
    one_of,
    paged,
)
from pools.operations.engine.finding import find_configuration_set
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.verb import operation, reading
from pools.operations.rules.blocked import must_be_new
from pools.operations.rules.limits import lock_account_region, must_have_room
from pools.operations.rules.snapshots import configuration_set_state
from pools.operations.tags import Tagged, put_tags
from pools.reference import quotas

MESSAGE_TYPES = shapes.limits("SetDefaultMessageType", "message_type")["enum"]
EVENT_TYPES = shapes.service_model().shape_for("EventType").enum


@dataclass(frozen=True)
class DescribedConfigurationSet:
    """A set with its event destinations, in the order in which they were made."""

    row: ConfigurationSet

    @property
    def event_destinations(self) -> list[EventDestination]:
        # Not by order_by(), which would pass by what was prefetched and ask once for each set.
        return sorted(self.row.event_destination_rows.all(), key=lambda destination: destination.pk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@operation
def create_configuration_set(
    caller: Caller,
    *,
    configuration_set_name: str,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
) -> Tagged:
    """Make a set without defaults and event destinations.

    Raises: ConflictException RESOURCE_ALREADY_EXISTS;
            ServiceQuotaExceededException CONFIGURATION_SETS_PER_ACCOUNT, TAGS_PER_RESOURCE.
    Source: API_CreateConfigurationSet (2022-03-31).
    """
    # Under the lock, or of two at once both would find the name free, and room for the last set.
    lock_account_region(caller)
    rows, name = ConfigurationSet.objects.for_caller(caller), configuration_set_name
    must_be_new(rows.filter(configuration_set_name=name), "configuration-set", name)
    must_have_room(caller, quotas.CONFIGURATION_SETS_PER_ACCOUNT, rows.count())
    row = ConfigurationSet.objects.create(
        account=caller.account,
        region=caller.region,
        configuration_set_name=name,
        created_timestamp=caller.now,
    )
    put_tags(row, tags)
    changed(row, made(configuration_set_state(row)))
    return Tagged(row, tags or ())


@operation
def delete_configuration_set(caller: Caller, *, configuration_set_name: str) -> SimpleNamespace:
    """Delete a set with its event destinations. Returns: what it was.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_DeleteConfigurationSet (2022-03-31).
    """
    row = find_configuration_set(caller, configuration_set_name)
    # In wire form before the set goes, and with it the destinations that the answer tells of.
    was = shapes.to_wire("DeleteConfigurationSet", DescribedConfigurationSet(row))
    changed(row, gone(configuration_set_state(row)))
    row.delete()
    return shapes.from_wire(was)


def with_event_destination(rows: QuerySet, destinations: QuerySet) -> QuerySet:
    # A subquery, as a join would give a set once for each destination that fits.
    return rows.filter(pk__in=destinations.values("configuration_set"))


def matching_event_types(rows: QuerySet, values: list[str]) -> QuerySet:
    """Sets with a destination that names one of the types; ALL and TEXT_ALL are names like the others.

    SQLite cannot look into a list, but both databases can look into its text.
    """
    destinations = EventDestination.objects.annotate(types=Cast("matching_event_types", TextField()))
    return with_event_destination(rows, holding("types", EVENT_TYPES)(destinations, values))


def default_sender_id(rows: QuerySet, values: list[str]) -> QuerySet:
    """In any case: a default is kept as it was given, but the sender ID that it names is in upper case."""
    named = rows.annotate(named=Upper("default_sender_id"))
    return named.filter(named__in=[kept_sender_id(value) for value in values])


FILTERS = {
    "event-destination-name": lambda rows, values: with_event_destination(
        rows, exactly("event_destination_name")(EventDestination.objects, values)
    ),
    "matching-event-types": matching_event_types,
    "default-message-type": one_of("default_message_type", MESSAGE_TYPES),
    "default-sender-id": default_sender_id,
    "default-message-feedback-enabled": flag("default_message_feedback_enabled"),
    # There are no protect configurations here.
    "protect-configuration-id": lambda rows, values: rows.none(),
}


@reading
def describe_configuration_sets(
    caller: Caller,
    *,
    configuration_set_names: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> SimpleNamespace:
    """Sets of the account in the Region, the oldest first. configuration_set_names: names or ARNs, five at most.

    Raises: ResourceNotFoundException configuration-set;
            ValidationException INVALID_ARN, INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN.
    Source: API_DescribeConfigurationSets (2022-03-31).
    """
    mine = ConfigurationSet.objects.for_caller(caller)
    wanted = ids_in(caller, configuration_set_names, "configuration-set", "ConfigurationSetNames")
    rows = filtered(mine.filter(configuration_set_name__in=wanted) if wanted else mine, filters, FILTERS)
    page = paged(
        caller,
        rows.prefetch_related("event_destination_rows"),
        "DescribeConfigurationSets",
        wanted,
        filters,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, "configuration_set_name", wanted, page.rows, "configuration-set")
    return SimpleNamespace(
        configuration_sets=[DescribedConfigurationSet(row) for row in page.rows], next_token=page.next_token
    )


@operation
def set_default_sender_id(caller: Caller, *, configuration_set_name: str, sender_id: str) -> SimpleNamespace:
    """Set the sender ID of messages that name none, in the case given. It need not be one of the account's.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_SetDefaultSenderId (2022-03-31).
    """
    row, name = _changed(caller, configuration_set_name, "default_sender_id", sender_id), "sender_id"
    return _answer(row, name, row.default_sender_id)


@operation
def delete_default_sender_id(caller: Caller, *, configuration_set_name: str) -> SimpleNamespace:
    """Unset the default sender ID. Returns: the one that was set, if any.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_DeleteDefaultSenderId (2022-03-31).
    """
    return _without(caller, configuration_set_name, "default_sender_id", "sender_id")


@operation
def set_default_message_type(
    caller: Caller, *, configuration_set_name: str, message_type: str
) -> SimpleNamespace:
    """Set the type of messages that name none.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_SetDefaultMessageType (2022-03-31).
    """
    row = _changed(caller, configuration_set_name, "default_message_type", message_type)
    return _answer(row, "message_type", row.default_message_type)


@operation
def delete_default_message_type(caller: Caller, *, configuration_set_name: str) -> SimpleNamespace:
    """Unset the default message type. Returns: the one that was set, if any.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_DeleteDefaultMessageType (2022-03-31).
    """
    return _without(caller, configuration_set_name, "default_message_type", "message_type")


@operation
def set_default_message_feedback_enabled(
    caller: Caller, *, configuration_set_name: str, message_feedback_enabled: bool
) -> SimpleNamespace:
    """Say whether messages ask for feedback where they don't say so themselves.

    Raises: ResourceNotFoundException configuration-set; ValidationException INVALID_ARN.
    Source: API_SetDefaultMessageFeedbackEnabled (2022-03-31).
    """
    column = "default_message_feedback_enabled"
    row = _changed(caller, configuration_set_name, column, message_feedback_enabled)
    return _answer(row, "message_feedback_enabled", message_feedback_enabled)


def _changed(caller: Caller, configuration_set_name: str, column: str, value: Any) -> ConfigurationSet:
    """The set, locked, with one column changed and that noted."""
    row = find_configuration_set(caller, configuration_set_name)
    changed(row, {column: (getattr(row, column), value)})
    setattr(row, column, value)
    row.save(update_fields=[column])
    return row


def _without(caller: Caller, configuration_set_name: str, column: str, member: str) -> SimpleNamespace:
    was = getattr(find_configuration_set(caller, configuration_set_name), column)
    return _answer(_changed(caller, configuration_set_name, column, ""), member, was)


def _answer(row: ConfigurationSet, member: str, value: Any) -> SimpleNamespace:
    return SimpleNamespace(
        configuration_set_arn=row.configuration_set_arn,
        configuration_set_name=row.configuration_set_name,
        **{member: value},
    )
