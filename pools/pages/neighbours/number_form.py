"""The "Number settings" form: a phone number's own settings, keywords and tags; in a pool only its tags."""

from dataclasses import replace

from django.http import QueryDict

from pools.models import PhoneNumber
from pools.models.fast_reads.pool_forms import number_choices
from pools.operations.engine.caller import Caller
from pools.operations.phone_number_settings import PhoneNumberSettings, phone_number_settings_of
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import switches
from pools.pages.kit.settings_parts import SettingsParts
from pools.pages.kit.switches import Switches, switch
from pools.pages.kit.words import labels

# Which field of the form a member of UpdatePhoneNumber is.
MEMBERS = switches.MEMBERS | {"InternationalSendingEnabled": "international_sending_enabled"}
# What the form of a number in a pool posts, for whom the pool decides the rest.
ONLY_TAGS = "only_tags"


class NumberSwitches(Switches):
    international_sending_enabled = switch("International sending")


class NumberForm(SettingsParts):
    """data: what was posted; checked=False only shows it."""

    switches_type, members = NumberSwitches, MEMBERS
    kind, settings_type = "phone-number", PhoneNumberSettings

    def __init__(
        self, caller: Caller, number: PhoneNumber, *, data: QueryDict | None = None, checked: bool = True
    ) -> None:
        self.number, self.choices = number, number_choices(caller, number)
        self.begin(caller, number.phone_number_id, phone_number_settings_of(number), data)
        # As it was drawn: the number may have come into a pool since.
        self.only_tags = ONLY_TAGS in self.data if self.is_posted else bool(number.pool)
        self.draw(data, checked and not self.only_tags, "number")

    def check(self) -> bool:
        return self.tags.check() if self.only_tags else self.is_valid

    @property
    def posted(self) -> PhoneNumberSettings:
        """What a valid form asks for."""
        if self.only_tags:
            return replace(self.initial_settings, tags=self.tags.values())
        return PhoneNumberSettings(**self.asked)

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than is saved."""
        before = self.make_switches(None, checked=True)
        names = () if self.only_tags else changed_fields(self.switches, before)
        controls = [
            f"id_destination_{self.chosen}" if name == "destination" else control_of(self.switches[name])
            for name in names
        ]
        editors = (self.tags,) if self.only_tags else self.editors.values()
        return [*controls, *(editor.control_of(row) for editor in editors for row in editor.changed)]

    def label_of(self, setting: str) -> str:
        switch_of = self.switches.base_fields.get(setting)
        return labels.SETTINGS.get(setting) or switch_of.label
