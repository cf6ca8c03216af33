"""The form that a simulated text is sent with."""

import re
from typing import Any

from django import forms

from pools import shapes
from pools.errors import Field
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
}


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

    def members(self, chosen: Any) -> dict[str, str]:
        """The arguments of SendTextMessage, without those that are left out."""
        given = self.cleaned_data
        found = {
            "destination_phone_number": given["to"],
            "origination_identity": arn_of(chosen) if chosen else "",
            "message_body": given["message_body"],
            "message_type": given["message_type"],
            "configuration_set_name": given["configuration_set_name"],
        }
        return {name: value for name, value in found.items() if value}

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
