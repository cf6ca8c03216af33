"""The "Number settings" form: a phone number's own settings, keywords and tags; in a pool only its tags."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.http import QueryDict

from pools.models import PhoneNumber
from pools.models.fast_reads.pool_forms import number_choices
from pools.operations.engine.caller import Caller
from pools.operations.phone_number_settings import PhoneNumberSettings, phone_number_settings_of
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import switches
from pools.pages.kit.sealed import rebased, sealed, unsealed
from pools.pages.kit.settings_parts import SettingsParts
from pools.pages.kit.switches import Switches, switch
from pools.pages.kit.words import labels
from pools.refusals import Stale

# Which field of the form a member of UpdatePhoneNumber is.
MEMBERS = switches.MEMBERS | {"InternationalSendingEnabled": "international_sending_enabled"}
NUMBER_SALT = "phone-number-settings:"
# What the form of a number in a pool posts, for whom the pool decides the rest.
ONLY_TAGS = "only_tags"


class NumberSwitches(Switches):
    international_sending_enabled = switch("International sending")


class NumberForm(SettingsParts):
    """data: what was posted; checked=False only shows it."""

    switches_type, members = NumberSwitches, MEMBERS

    def __init__(
        self, caller: Caller, number: PhoneNumber, *, data: QueryDict | None = None, checked: bool = True
    ) -> None:
        self.caller, self.number, self.choices = caller, number, number_choices(caller, number)
        self.is_posted = data is not None
        self.stale: Sequence[Mapping[str, str]] = ()
        given: Mapping[str, str] = data if data is not None else {}
        # As it was drawn: the number may have come into a pool since.
        self.only_tags = ONLY_TAGS in given if self.is_posted else bool(number.pool)
        # None of a form of an earlier release, or of one that somebody has tampered with.
        self.base = drawn_with(number, given.get("drawn", "")) if self.is_posted else None
        self.initial_settings = self.base or phone_number_settings_of(number)
        if not self.is_posted:
            self.base = self.initial_settings
        self.draw(data, checked and not self.only_tags, "number")

    @property
    def drawn(self) -> str:
        return sealed(NUMBER_SALT + self.number.phone_number_id, asdict(self.initial_settings))

    def check(self) -> bool:
        return self.tags.check() if self.only_tags else self.is_valid

    @property
    def posted(self) -> PhoneNumberSettings:
        """What a valid form asks for."""
        if self.only_tags:
            return replace(self.initial_settings, tags=self.tags.values())
        return PhoneNumberSettings(**self.asked)

    @property
    def has_errors(self) -> bool:
        rows = (*self.keywords.rows, *self.tags.rows)
        return bool(self.alert or self.stale or self.switches.errors or any(row.errors for row in rows))

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than is saved."""
        before = self.make_switches(None, checked=True)
        names = () if self.only_tags else changed_fields(self.switches, before)
        controls = [
            f"id_destination_{self.chosen}" if name == "destination" else control_of(self.switches[name])
            for name in names
        ]
        editors = (self.tags,) if self.only_tags else (self.keywords, self.tags)
        return [*controls, *(editor.control_of(row) for editor in editors for row in editor.changed)]

    def overtaken(self, moved: Sequence[Stale]) -> None:
        """Show what somebody else has changed; saving once more is meant then."""
        self.stale = [
            {
                "setting": name_of(item),
                "yours": words_for(item, item.yours),
                "current": words_for(item, item.current),
            }
            for item in moved
        ]
        self.initial_settings = rebased(self.initial_settings, moved)


def drawn_with(number: PhoneNumber, text: str) -> PhoneNumberSettings | None:
    values = unsealed(NUMBER_SALT + number.phone_number_id, text)
    try:
        keywords = {word: tuple(response) for word, response in values["keywords"].items()} if values else {}
        return PhoneNumberSettings(**values | {"keywords": keywords}) if values else None
    except (KeyError, TypeError):  # an earlier release knew other settings
        return None


def name_of(item: Stale) -> str:
    names = {"keywords": "Keyword {}", "tags": "Tag {}"}
    if item.key:
        return names[item.setting].format(item.key)
    return NAMES_OF_SETTINGS.get(item.setting, item.setting)


NAMES_OF_SETTINGS = labels.SETTINGS | {"international_sending_enabled": "International sending"}


def words_for(item: Stale, value: Any) -> str:
    if value is None:
        return "none"
    return value[0] if item.setting == "keywords" else labels.value_of(item.setting, value)
