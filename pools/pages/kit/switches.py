"""The part of a settings form that is not a row: what pools and numbers both have of switches, and the opt-out list."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pools.errors import Field, ValidationException
from pools.models.opt_out_lists import DEFAULT
from pools.models.text import natural_key
from pools.operations.engine.arns import TOPIC_NAME_LENGTH
from pools.operations.engine.caller import Caller
from pools.operations.rules import two_way
from pools.pages.kit import fields

NEW, EXISTING, KEPT = "new", "existing", "kept"
# What AWS takes as the name of an Amazon SNS topic; the model of this API has topics only as ARNs.
TOPIC_NAME = {"min": 1, "max": TOPIC_NAME_LENGTH, "pattern": "[A-Za-z0-9_-]+"}
TOPIC_NAME_CONSTRAINT = f"Topic name can have up to {TOPIC_NAME_LENGTH} characters. {fields.NAME_WORDS}"
TOPIC_IS_KEPT = "The topic is remembered here. Nothing is created in AWS."
# Which field of the form a member of the request is; the rows of keywords and tags are matched by their keys.
MEMBERS = {
    "TwoWayEnabled": "two_way_enabled",
    "TwoWayChannelArn": "two_way_channel_arn",
    "TwoWayChannelRole": "two_way_channel_role",
    "OptOutListName": "opt_out_list_name",
    "SelfManagedOptOutsEnabled": "self_managed_opt_outs_enabled",
    "DeletionProtectionEnabled": "deletion_protection_enabled",
}


def switch(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class Switches(fields.Form):
    """Checks what is shown: without two-way SMS there is no destination."""

    two_way_enabled = switch("Two-way SMS")
    destination = fields.ChoiceField(
        [
            (NEW, "Create a new Amazon SNS topic"),
            (EXISTING, "Choose an existing Amazon SNS topic"),
            (KEPT, ""),
        ],
        label="Incoming messages destination",
        required=False,
    )
    topic_name = fields.text_of(
        {},
        label="Topic name",
        strip=True,
        required=False,
        constraint=TOPIC_NAME_CONSTRAINT,
        help_text=TOPIC_IS_KEPT,
    )
    # Without the model's limits: `must` asks the operations' rule, which can name the part that is wrong.
    two_way_channel_arn = fields.text_of({}, label="Topic ARN", strip=True, required=False)
    two_way_channel_role = fields.text_of({}, label="IAM role ARN", strip=True, required=False)
    deletion_protection_enabled = switch("Deletion protection")
    opt_out_list_name = fields.ChoiceField((), label="Opt-out list", widget=forms.Select, required=False)
    self_managed_opt_outs_enabled = switch("Self-managed opt-outs")

    def __init__(
        self, *args: Any, caller: Caller, initial_settings: Any, lists: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.caller, self.initial_settings = caller, initial_settings
        self.fields["two_way_channel_arn"].widget.attrs["list"] = "known-topics"
        # Every account of AWS's has the list Default, so it is offered though no row says so.
        names = sorted(
            {DEFAULT, initial_settings.opt_out_list_name, *lists},
            key=lambda name: (name != DEFAULT, natural_key(name)),
        )
        self.fields["opt_out_list_name"].choices = [(name, name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Only what is shown is checked: without two-way SMS there is no destination, and one set before it stays."""
        values = super().clean()
        values["channel"] = values["role"] = ""
        # AWS's own example sets a channel before it turns two-way SMS on, so one that waits there is kept.
        if not values["two_way_enabled"] and not self.initial_settings.two_way_enabled:
            values["channel"], values["role"] = (
                self.initial_settings.two_way_channel_arn,
                self.initial_settings.two_way_channel_role,
            )
        if values["two_way_enabled"]:
            values["channel"] = self.channel(values)
            values["role"] = values.get("two_way_channel_role", "")
            self.must("two_way_channel_role", two_way.must_be_role, self.caller, values["role"])
        return values

    def channel(self, values: dict[str, Any]) -> str:
        if values.get("destination") == KEPT:
            return self.initial_settings.two_way_channel_arn
        if values.get("destination") == NEW:
            return self.new_topic(values.get("topic_name", ""))
        channel = values.get("two_way_channel_arn", "")
        if "two_way_channel_arn" in self.errors:
            return channel  # it holds what no text may
        if not channel:
            self.add_error("two_way_channel_arn", fields.message(Field("", "missing"), "Topic ARN"))
        else:
            self.must("two_way_channel_arn", two_way.must_be_channel, self.caller, channel)
        return channel

    def new_topic(self, name: str) -> str:
        field = fields.text_of(TOPIC_NAME, label="Topic name", required="topic_name" not in self.errors)
        try:
            field.clean(name)
        except forms.ValidationError as error:
            self.add_error("topic_name", error)
        return f"arn:aws:sns:{self.caller.region}:{self.caller.account.account_id}:{name}"

    def must(self, name: str, rule: Any, *args: Any) -> None:
        """Ask the operations' own rule, so that all that is wrong is said at once."""
        try:
            rule(*args)
        except ValidationException as error:
            self.blame(error, {problem.name: name for problem in error.fields})
