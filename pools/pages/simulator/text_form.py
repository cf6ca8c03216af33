"""The form that a simulated text is sent with."""

import re
from typing import Any

from django import forms

from pools import shapes
from pools.errors import Field, ValidationException
from pools.models import ConfigurationSet
from pools.models.scope import e164
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import arn_of
from pools.operations.rules.parts import parts_of
from pools.pages.kit import fields
from pools.pages.kit.words import labels
from pools.pages.simulator import senders
from pools.reference.destinations import country_of

OPERATION = "SendTextMessage"
# How people write a number, and the API does not.
PUNCTUATION = re.compile(r"[\s().\-\u2010-\u2015]")
MEMBERS = {
    "DestinationPhoneNumber": "to",
    "MessageBody": "message_body",
    "OriginationIdentity": "from",
    "MessageType": "message_type",
    "ConfigurationSetName": "configuration_set_name",
    "Keyword": "keyword",
    "MaxPrice": "max_price",
    "TimeToLive": "time_to_live",
    "Context": "context",
    "DestinationCountryParameters": "destination_country_parameters",
    "MessageFeedbackEnabled": "message_feedback_enabled",
}
# Below "More options", in this order.
OPTIONS = (
    "message_type",
    "configuration_set_name",
    "keyword",
    "max_price",
    "time_to_live",
    "message_feedback_enabled",
    "context",
    "destination_country_parameters",
)
LIFE = shapes.limits(OPERATION, "time_to_live")
FEEDBACK = {"on": True, "off": False}


class TextForm(fields.Form):
    """Its `from` is no attribute of a class, so that it comes with the rest of what the account decides."""

    to = fields.text_of({}, label="To", strip=True, constraint="With + and the country code.")
    to.widget.attrs |= {"inputmode": "tel"}
    message_body = fields.text(OPERATION, "message_body", label="Message", multiline=True, count=True)
    message_body.widget.attrs |= {"data-parts": ""}
    message_type = fields.ChoiceField(
        [("", "As the sender has it"), *labels.MESSAGE_TYPES.items()],
        label="Message type",
        required=False,
        widget=forms.Select,
    )
    configuration_set_name = fields.ChoiceField(
        (), label="Configuration set", required=False, widget=forms.Select
    )

    keyword = fields.text(
        OPERATION,
        "keyword",
        label="Keyword",
        required=False,
        constraint="That the sender is registered with.",
    )
    max_price = fields.text_of(
        {},
        label="Max price",
        required=False,
        constraint="In US dollars, of the whole message, such as 0.50.",
    )
    time_to_live = fields.whole_number("Time to live", LIFE["min"], LIFE["max"], required=False)
    time_to_live.constraint = f"In seconds, {time_to_live.constraint}"
    message_feedback_enabled = fields.ChoiceField(
        [("", "As the configuration set has it"), ("on", "On"), ("off", "Off")],
        label="Message feedback",
        required=False,
        widget=forms.Select,
    )
    context = fields.text_of(
        {}, label="Context", multiline=True, required=False, constraint="One a line, such as order=1042."
    )
    destination_country_parameters = fields.text_of(
        {},
        label="Destination country parameters",
        multiline=True,
        required=False,
        constraint="One a line: IN_ENTITY_ID=1101, IN_TEMPLATE_ID=1107.",
    )

    def offer(self, caller: Caller, chosen: Any) -> "TextForm":
        """Give it what can be chosen in this account and Region: four queries."""
        groups = [(group.label, group.options) for group in senders.groups(caller, chosen)]
        choices = [("", "Let the account choose"), *groups]
        self.fields["from"] = fields.ChoiceField(choices, label="From", required=False, widget=forms.Select)
        rows = ConfigurationSet.objects.for_caller(caller).order_by("configuration_set_name")
        names = rows.values_list("configuration_set_name", flat=True)[: senders.LISTED]
        self.fields["configuration_set_name"].choices = [("", "None"), *((name, name) for name in names)]
        return self

    def clean_to(self) -> str:
        if number := number_in(self.cleaned_data["to"]):
            return number
        raise forms.ValidationError(fields.message(Field("", "nowhere"), "To"))

    def clean_max_price(self) -> str:
        price = self.cleaned_data["max_price"].strip()
        if price and shapes.text_problem(shapes.limits(OPERATION, "max_price"), price, ""):
            raise forms.ValidationError("Enter US dollars with a decimal point, below 100, such as 0.50.")
        return price

    def clean_context(self) -> dict[str, str]:
        return self.pairs("context")

    def clean_destination_country_parameters(self) -> dict[str, str]:
        return self.pairs("destination_country_parameters")

    def pairs(self, name: str) -> dict[str, str]:
        """What stands on the lines of a field: a name, an equals sign and a value each."""
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        label = self.fields[name].label
        if wrong := next((line for line in lines if "=" not in line), ""):
            raise forms.ValidationError(f"{label} needs a name, =, and a value on each line, unlike {wrong}")
        halves = (line.partition("=") for line in lines)
        found = {key.strip(): value.strip() for key, _, value in halves}
        most = shapes.limits(OPERATION, name)["max"]
        if len(found) > most:
            raise forms.ValidationError(f"{label} takes at most {most} lines.")
        member = shapes.to_request(OPERATION, {name: found})
        try:
            shapes.check(OPERATION, {"DestinationPhoneNumber": "+12065550100"} | member)
        except ValidationException as error:
            raise forms.ValidationError([fields.message(one, label) for one in error.fields[:1]]) from error
        return found

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in OPTIONS]

    def members(self, chosen: Any) -> dict[str, Any]:
        """The arguments of SendTextMessage, without those that are left out."""
        given = self.cleaned_data
        found = {
            "destination_phone_number": given["to"],
            "origination_identity": arn_of(chosen) if chosen else "",
            "message_body": given["message_body"],
            **{name: given[name] for name in OPTIONS if name != "message_feedback_enabled"},
        }
        feedback = given["message_feedback_enabled"]
        wished = {"message_feedback_enabled": FEEDBACK[feedback]} if feedback else {}
        return {name: value for name, value in found.items() if value} | wished

    @property
    def counted(self) -> str:
        """What stands below the message before a script counts on."""
        text = str(self["message_body"].value() or "")
        most = self.fields["message_body"].facts["max"]
        ending = f" · {parts_of(text)}" if text else ""
        return f"Character count: {len(text):,}/{most:,}{ending}"


def number_in(typed: str) -> str:
    """The number in E.164, from how people write one; "" where it is in no country."""
    number = PUNCTUATION.sub("", typed)
    facts = shapes.limits(OPERATION, "destination_phone_number")
    fits = number and not shapes.text_problem(facts, number, "To")
    return e164(number) if fits and country_of(e164(number)) else ""
