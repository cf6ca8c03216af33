"""The form of a project's SMS and voice settings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from pools.models import Activity
from pools.models.activity import ActivityQuerySet
from pools.pages.frame.tagged_form import PlainForm
from pools.pages.kit import fields
from pools.pages.kit.sealed import sealed
from pools.pages.kit.words import labels

LABELS = {
    "sms_channel_enabled": "SMS and voice channel",
    "default_message_type": "Default message type",
    "monthly_spend_limit": "Account spending limit",
    "default_sender_id": "Default sender ID",
}


@dataclass(frozen=True)
class SmsSettings:
    """What update_sms_settings takes."""

    sms_channel_enabled: bool
    default_message_type: str
    monthly_spend_limit: Decimal
    default_sender_id: str

    def flat(self) -> dict[tuple[str, str], Any]:
        return {(name, ""): value for name, value in asdict(self).items()}


class SmsSettingsFields(fields.Form):
    sms_channel_enabled = forms.BooleanField(
        label="Turn on the SMS and voice channel for this project",
        required=False,
        help_text="At least one project needs it on before pools can be created.",
    )
    default_message_type = fields.message_type(
        label=LABELS["default_message_type"],
        constraint="",
        help_text="What a message is when nothing else says so.",
    )
    monthly_spend_limit = forms.DecimalField(
        label=LABELS["monthly_spend_limit"],
        help_text="The most that SMS may cost in a month, in USD.",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        # A number field would post nothing for what it cannot read, and what was typed would be lost.
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": "Account spending limit is required.",
            "invalid": "Enter an amount in USD, such as 1.00.",
            "min_value": "The limit can't be less than $0.",
            "max_digits": "The limit can't have that many digits.",
            "max_whole_digits": "The limit can't have that many digits.",
            "max_decimal_places": "Enter an amount with two decimals at most.",
        },
    )
    default_sender_id = fields.sender_id(
        label=LABELS["default_sender_id"],
        required=False,
        help_text="The name that recipients see where you have no identity of your own.",
    )


class SmsForm(PlainForm):
    """Its key is the project's."""

    fields_type, settings_type, kind = SmsSettingsFields, SmsSettings, "project"
    # The API's names of what the fields hold.
    members: ClassVar[Mapping[str, str]] = {
        "MessageType": "default_message_type",
        "MonthlyLimit": "monthly_spend_limit",
        "SenderId": "default_sender_id",
    }

    def seal(self, settings: SmsSettings) -> str:
        return sealed(
            self.salt, asdict(settings) | {"monthly_spend_limit": str(settings.monthly_spend_limit)}
        )

    def unpacked(self, values: dict[str, Any]) -> SmsSettings:
        return SmsSettings(**values | {"monthly_spend_limit": Decimal(values["monthly_spend_limit"])})

    @property
    def changes(self) -> ActivityQuerySet:
        """All but one setting are the account's: somebody may have saved them on the page of another project."""
        saved = Activity.objects.for_caller(self.caller).filter(resource_type=self.kind, error="")
        return saved.order_by("-created_timestamp", "-pk")

    def label_of(self, setting: str) -> str:
        return LABELS[setting]

    def in_words(self, setting: str, value: Any) -> str:
        return in_words(setting, value)


def in_words(setting: str, value: Any) -> str:
    if setting == "default_message_type":
        return labels.MESSAGE_TYPES.get(value, value)
    return f"${value:,.2f} per month" if setting == "monthly_spend_limit" else labels.value_of(setting, value)
