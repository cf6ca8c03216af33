"""The "Settings" form of a sender ID: deletion protection and tags."""

from pools.operations.sender_id_settings import SenderIdSettings
from pools.pages.frame.tagged_form import TaggedForm
from pools.pages.kit import fields
from pools.pages.kit.switches import switch


class ProtectionForm(fields.Form):
    deletion_protection_enabled = switch("Deletion protection")


class SenderIdSettingsForm(TaggedForm):
    """Its key is the sender ID with its country, as in an ARN."""

    fields_type, settings_type, owner = ProtectionForm, SenderIdSettings, "sender ID"
    kind = "sender-id"
