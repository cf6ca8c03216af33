"""CreateEventDestination, UpdateEventDestination, DeleteEventDestination: where a set's events go."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from pools import shapes
from pools.errors import (
    ConflictException,
    Field,
    ResourceNotFoundException,
    ValidationException,
    invalid,
)
from pools.models import ConfigurationSet, EventDestination
from pools.operations.engine import arns
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_configuration_set
from pools.operations.engine.journal import changed
from pools.operations.engine.merging import merge
from pools.operations.engine.verb import operation
from pools.operations.rules.blocked import must_be_new
from pools.operations.rules.limits import must_have_room
from pools.reference import quotas

# The kinds of destination, and what each of their members must look like.
DESTINATIONS = {
    "cloud_watch_logs_destination": {"IamRoleArn": arns.ROLE, "LogGroupArn": arns.LOG_GROUP},
    "kinesis_firehose_destination": {"IamRoleArn": arns.ROLE, "DeliveryStreamArn": arns.STREAM},
    "sns_destination": {"TopicArn": arns.TOPIC},
}
NAMES = {kind: shapes.members("CreateEventDestination")[kind] for kind in DESTINATIONS}
UNSUPPORTED = "TEXT_SENT"


@operation
def create_event_destination(
    caller: Caller,
    *,
    configuration_set_name: str,
    event_destination_name: str,
    matching_event_types: Sequence[str],
    cloud_watch_logs_destination: Mapping[str, str] | None = None,
    kinesis_firehose_destination: Mapping[str, str] | None = None,
    sns_destination: Mapping[str, str] | None = None,
    client_token: str | None = None,
) -> SimpleNamespace:
    """Add a destination of exactly one kind to a set. It is enabled.

    configuration_set_name: the name alone. AWS finds no set by an ARN here, as the Terraform provider's tests show.
    Raises: ValidationException MISSING_PARAMETER (no destination), PARAMETERS_CANNOT_BE_USED_TOGETHER (more than
            one), INVALID_PARAMETER (TEXT_SENT, or not an ARN of that kind);
            ConflictException RESOURCE_ALREADY_EXISTS; ResourceNotFoundException configuration-set;
            ServiceQuotaExceededException EVENT_DESTINATIONS_PER_CONFIGURATION_SET.
    Source: API_CreateEventDestination (2022-03-31).
    """
    given = given_kind(
        caller,
        cloud_watch_logs_destination=cloud_watch_logs_destination,
        kinesis_firehose_destination=kinesis_firehose_destination,
        sns_destination=sns_destination,
    )
    must_have_one(given)
    types = supported(matching_event_types)
    within = find_configuration_set(caller, configuration_set_name, by_arn=False)
    must_take(caller, within, event_destination_name)
    row = EventDestination.objects.create(
        configuration_set=within,
        event_destination_name=event_destination_name,
        matching_event_types=types,
        created_timestamp=caller.now,
        **given,
    )
    answered = event_destination_answer(within, row)
    changed(within, {f"event_destinations/{event_destination_name}": (None, answered.event_destination)})
    return answered


@operation
def add_event_destination(
    caller: Caller, *, configuration_set_name: str, event_destination_name: str, enabled: bool, **given: Any
) -> None:
    """CreateEventDestination, and UpdateEventDestination of one that is to be off: AWS makes each of them on.

    given: what else CreateEventDestination takes; what it raises.
    """
    named = {
        "configuration_set_name": configuration_set_name,
        "event_destination_name": event_destination_name,
    }
    create_event_destination(caller, **named, **given)
    if not enabled:
        update_event_destination(caller, **named, enabled=False)


@operation
def update_event_destination(
    caller: Caller,
    *,
    configuration_set_name: str,
    event_destination_name: str,
    enabled: bool | None = None,
    matching_event_types: Sequence[str] | None = None,
    cloud_watch_logs_destination: Mapping[str, str] | None = None,
    kinesis_firehose_destination: Mapping[str, str] | None = None,
    sns_destination: Mapping[str, str] | None = None,
) -> SimpleNamespace:
    """Change a destination within its kind; what is None stays.

    Raises: ConflictException EVENT_DESTINATION_MISMATCH (another kind);
            ResourceNotFoundException configuration-set, event-destination;
            ValidationException PARAMETERS_CANNOT_BE_USED_TOGETHER, INVALID_PARAMETER, INVALID_ARN.
    Source: API_UpdateEventDestination (2022-03-31).
    """
    given = given_kind(
        caller,
        cloud_watch_logs_destination=cloud_watch_logs_destination,
        kinesis_firehose_destination=kinesis_firehose_destination,
        sns_destination=sns_destination,
    )
    within = find_configuration_set(caller, configuration_set_name)
    row = find_event_destination(within, event_destination_name)
    before = event_destination_answer(within, row).event_destination
    for kind, destination in given.items():
        # UpdateEventDestination cannot change the kind; that takes another destination.
        if getattr(row, kind) is None:
            raise ConflictException("EVENT_DESTINATION_MISMATCH", "event-destination", event_destination_name)
        setattr(row, kind, destination)
    if matching_event_types is not None:
        row.matching_event_types = supported(matching_event_types)
    if enabled is not None:
        row.enabled = enabled
    row.save(update_fields=["enabled", "matching_event_types", *DESTINATIONS])
    answered = event_destination_answer(within, row)
    changed(within, {f"event_destinations/{event_destination_name}": (before, answered.event_destination)})
    return answered


@operation
def save_event_destination(
    caller: Caller,
    *,
    configuration_set_name: str,
    event_destination_name: str,
    initial: Mapping[str, Any] | None,
    posted: Mapping[str, Any],
) -> bool:
    """UpdateEventDestination with what a form changed.

    initial: what the form was rendered with, as `event_destination_settings` gives it, or None, as save_pool_settings
    takes it. posted: the same members.
    Returns: whether anything changed.
    Raises: ConflictException (Overtaken); what UpdateEventDestination raises.
    """
    within = find_configuration_set(caller, configuration_set_name)
    row = find_event_destination(within, event_destination_name)
    known, wanted, current = (
        one and {(name, ""): value for name, value in one.items()}
        for one in (initial, posted, event_destination_settings(row))
    )
    changes = {name: value for (name, _), value in merge(within, known, wanted, current).items()}
    if changes:
        update_event_destination(
            caller,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
            **changes,
        )
    return bool(changes)


def event_destination_settings(row: EventDestination) -> dict[str, Any]:
    """What can be changed of a destination, as UpdateEventDestination takes it."""
    return {name: getattr(row, name) for name in ("matching_event_types", "enabled", destination_kind(row))}


def destination_kind(row: EventDestination) -> str:
    return next(kind for kind in DESTINATIONS if getattr(row, kind) is not None)


@operation
def delete_event_destination(
    caller: Caller, *, configuration_set_name: str, event_destination_name: str
) -> SimpleNamespace:
    """Take a destination out of its set. Returns: what it was.

    Raises: ResourceNotFoundException configuration-set, event-destination; ValidationException INVALID_ARN.
    Source: API_DeleteEventDestination (2022-03-31).
    """
    within = find_configuration_set(caller, configuration_set_name)
    row = find_event_destination(within, event_destination_name)
    answered = event_destination_answer(within, row)
    changed(within, {f"event_destinations/{event_destination_name}": (answered.event_destination, None)})
    row.delete()
    return answered


def given_kind(caller: Caller, **destinations: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    """The one destination that is given, by its kind, with its members checked; none where none is given."""
    given = {kind: destination for kind, destination in destinations.items() if destination is not None}
    if len(given) > 1:
        fields = tuple(Field(NAMES[kind], "not_together") for kind in given)
        raise ValidationException("PARAMETERS_CANNOT_BE_USED_TOGETHER", fields=fields)
    return {kind: checked(caller, kind, destination) for kind, destination in given.items()}


def must_have_one(given: Mapping[str, Mapping[str, str]]) -> None:
    if not given:
        # Any of the three would do, so none alone is what is missing.
        fields = tuple(Field(name, "one_destination") for name in NAMES.values())
        raise ValidationException("MISSING_PARAMETER", fields=fields)


def must_take(caller: Caller, within: ConfigurationSet, name: str) -> None:
    """Whether a set, whose row is locked, can have one more destination, of this name."""
    rows = within.event_destination_rows
    must_be_new(rows.filter(event_destination_name=name), "event-destination", name)
    must_have_room(caller, quotas.EVENT_DESTINATIONS_PER_CONFIGURATION_SET, rows.count())


def checked(caller: Caller, kind: str, destination: Mapping[str, str]) -> dict[str, str]:
    """Only the members that the kind has, each an ARN of the right service and form; the text stays as given."""
    for name, form in DESTINATIONS[kind].items():
        # Its form only: whether there is such a topic, stream or role is for AWS to know.
        arns.must_be(caller, form, destination[name], f"{NAMES[kind]}.{name}")
    return {name: destination[name] for name in DESTINATIONS[kind]}


def supported(event_types: Sequence[str]) -> list[str]:
    """The types as given, each once. TEXT_SENT is in the API's list of types, but not supported."""
    for number, name in enumerate(event_types):
        if name == UNSUPPORTED:
            raise invalid(f"MatchingEventTypes[{number}]", "unsupported_event_type", value=name)
    return list(dict.fromkeys(event_types))


def find_event_destination(within: ConfigurationSet, name: str) -> EventDestination:
    """A destination of a set, whose row is locked."""
    row = within.event_destination_rows.filter(event_destination_name=name).first()
    if row is None:
        raise ResourceNotFoundException(resource_type="event-destination", resource_id=name)
    return row


def event_destination_answer(within: ConfigurationSet, row: EventDestination) -> SimpleNamespace:
    known = {
        "EventDestinationName": row.event_destination_name,
        "Enabled": row.enabled,
        "MatchingEventTypes": row.matching_event_types,
        **{NAMES[kind]: getattr(row, kind) for kind in DESTINATIONS},
    }
    return SimpleNamespace(
        configuration_set_arn=within.configuration_set_arn,
        configuration_set_name=within.configuration_set_name,
        event_destination={name: value for name, value in known.items() if value is not None},
    )
