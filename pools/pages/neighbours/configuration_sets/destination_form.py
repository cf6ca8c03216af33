"""The form of an event destination: its name, what it is, where events go, and which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from pools import shapes
from pools.errors import ServiceError
from pools.models import EventDestination, SnsTopic
from pools.operations.configuration_sets import EVENT_TYPES
from pools.operations.engine import arns
from pools.operations.engine.caller import Caller
from pools.operations.event_destinations import DESTINATIONS, NAMES, UNSUPPORTED, destination_kind
from pools.pages.kit import fields
from pools.pages.kit.words import labels, refusals
from pools.refusals import Overtaken

CLOUD_WATCH_LOGS, FIREHOSE, SNS = DESTINATIONS
KINDS = {CLOUD_WATCH_LOGS: "Amazon CloudWatch Logs", FIREHOSE: "Amazon Data Firehose", SNS: "Amazon SNS"}
ABOUT = {
    CLOUD_WATCH_LOGS: "Keep events in a log group.",
    FIREHOSE: "Send events through a delivery stream.",
    SNS: "Publish events to a topic.",
}
# The members of each kind that are typed, with the field of each and what it is called.
TYPED = {
    CLOUD_WATCH_LOGS: {"LogGroupArn": "log_group_arn", "IamRoleArn": "log_role_arn"},
    FIREHOSE: {"DeliveryStreamArn": "stream_arn", "IamRoleArn": "stream_role_arn"},
    SNS: {"TopicArn": "topic_arn"},
}
WHERE = {CLOUD_WATCH_LOGS: "LogGroupArn", FIREHOSE: "DeliveryStreamArn", SNS: "TopicArn"}
EXAMPLES = {
    "log_group_arn": "arn:aws:logs:{region}:{account}:log-group:MyLogGroup",
    "log_role_arn": "arn:aws:iam::{account}:role/MyRole",
    "stream_arn": "arn:aws:firehose:{region}:{account}:deliverystream/MyStream",
    "stream_role_arn": "arn:aws:iam::{account}:role/MyRole",
    "topic_arn": "arn:aws:sns:{region}:{account}:MyTopic",
}
EVERY = "ALL"
CHANNELS = {"TEXT": "Text events", "VOICE": "Voice events", "MEDIA": "Media events", "RCS": "RCS events"}
AS_THEY_ARE = {"TTL", "SMS"}
NONE_CHOSEN = "Choose at least one event type."


class ArnField(fields.TextField):
    """What the model says of every ARN, its length and that it begins so, is one thing for people: it is none."""

    def __init__(self, form: arns.Form, label: str, **attrs: str) -> None:
        facts = shapes.service_model().shape_for("SnsDestination").members["TopicArn"].metadata
        super().__init__(facts, label=label, strip=True, required=False)
        self.form = form
        self.widget.attrs |= {"autocapitalize": "off", "spellcheck": "false", **attrs}

    def validate(self, value: str) -> None:
        try:
            super().validate(value)
        except ValidationError as error:
            raise ValidationError(fields.message(fields.Field("", self.form.problem), self.label)) from error


class DestinationForm(fields.Form):
    event_destination_name = fields.text(
        "CreateEventDestination",
        "event_destination_name",
        label="Name",
        strip=True,
        constraint=f"Up to 64 characters. {fields.NAME_WORDS}",
    )
    kind = fields.ChoiceField(tuple(KINDS.items()), label="Destination type", initial=CLOUD_WATCH_LOGS)
    log_group_arn = ArnField(arns.LOG_GROUP, "Log group ARN")
    log_role_arn = ArnField(arns.ROLE, "IAM role ARN")
    stream_arn = ArnField(arns.STREAM, "Delivery stream ARN")
    stream_role_arn = ArnField(arns.ROLE, "IAM role ARN")
    topic_arn = ArnField(arns.TOPIC, "Topic ARN", list="known-topics")
    matching_event_types = forms.MultipleChoiceField(
        label="Event types",
        choices=[(one, one) for one in EVENT_TYPES if one != UNSUPPORTED],
        error_messages={"required": NONE_CHOSEN},
    )
    enabled = forms.BooleanField(label="Turn on this event destination", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Of the fields, those of the chosen kind are needed; the others don't matter."""
        given = super().clean()
        mine = TYPED.get(given.get("kind", ""), {}).values()
        for name in EXAMPLES:
            if name not in mine:
                self.errors.pop(name, None)
            elif not given.get(name) and name not in self.errors:
                self.add_error(name, fields.message(fields.Field("", "missing"), self.fields[name].label))
        return given

    @property
    def asked(self) -> dict[str, Any]:
        """What a valid form asks the operations for."""
        given = self.cleaned_data
        members = {member: given[name] for member, name in TYPED[given["kind"]].items()}
        return {
            "event_destination_name": given["event_destination_name"],
            "matching_event_types": given["matching_event_types"],
            "enabled": given["enabled"],
            given["kind"]: members,
        }

    def refuse(self, error: ServiceError) -> str:
        """Say a refusal at the fields that it is about; returns what is about none of them."""
        if isinstance(error.about, Overtaken):
            names = labels.joined([self.called(item.setting) for item in error.about.moved])
            return f"Somebody else has changed this meanwhile: {names}. Save again to have yours."
        kind = self.cleaned_data["kind"]
        members = {f"{NAMES[kind]}.{member}": name for member, name in TYPED[kind].items()}
        if error.reason == "RESOURCE_ALREADY_EXISTS":
            name = self.cleaned_data["event_destination_name"]
            self.add_error(
                "event_destination_name", f"The set has an event destination named {name} already."
            )
            return ""
        rest = self.blame(error, members)
        return refusals.sentence(error) if rest or not error.fields else ""

    def called(self, setting: str) -> str:
        """What people call a setting of `event_destination_settings`."""
        return KINDS[setting] if setting in KINDS else self.fields[setting].label


def saved_destination(row: EventDestination) -> dict[str, Any]:
    """The form's values as they are saved."""
    kind = destination_kind(row)
    members = {name: getattr(row, kind)[member] for member, name in TYPED[kind].items()}
    return {
        "event_destination_name": row.event_destination_name,
        "kind": kind,
        "matching_event_types": row.matching_event_types,
        "enabled": row.enabled,
        **members,
    }


def typed_destination(data: QueryDict) -> dict[str, Any]:
    """The form's values as they were posted, unchecked."""
    plain = {name: data[name] for name in DestinationForm.base_fields if name in data}
    types = {"matching_event_types": data.getlist("matching_event_types"), "enabled": "enabled" in data}
    return plain | types


@dataclass(frozen=True)
class EventGroup:
    """The event types of one channel, its ALL first: (type, words, whether it is chosen) each."""

    title: str
    types: Sequence[tuple[str, str, bool]]

    @property
    def chosen(self) -> int:
        return sum(is_chosen for *_, is_chosen in self.types)


def event_groups(chosen: Sequence[str]) -> list[EventGroup]:
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for one in EVENT_TYPES:
        channel, _, rest = one.partition("_")
        if rest and one != UNSUPPORTED:
            found.setdefault(channel, []).append((one, event_in_words(channel, rest), one in chosen))
    return [EventGroup(CHANNELS.get(one, f"{one} events"), types) for one, types in found.items()]


def event_in_words(channel: str, rest: str) -> str:
    """ "Carrier unreachable"; of all of a channel's "All text events"."""
    if rest == EVERY:
        title = CHANNELS.get(channel, f"{channel} events")
        return f"All {title if title[:2].isupper() else title[0].lower() + title[1:]}"
    words = [word if word in AS_THEY_ARE else word.lower() for word in rest.split("_")]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def types_in_words(types: Sequence[str]) -> str:
    if EVERY in types:
        return "All"
    return f"{len(types)} type{'' if len(types) == 1 else 's'}"


def examples(caller: Caller) -> Mapping[str, str]:
    here = {"region": caller.region, "account": caller.account.account_id}
    return {name: f"For example: {text.format(**here)}" for name, text in EXAMPLES.items()}


def known_topics(caller: Caller) -> list[str]:
    return list(SnsTopic.objects.for_caller(caller).order_by("topic_arn").values_list("topic_arn", flat=True))
