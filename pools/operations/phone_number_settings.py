"""The settings form of a phone number, saved as one act: UpdatePhoneNumber, keywords and tags, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pools.models import PhoneNumber
from pools.models.keywords import responses
from pools.models.opt_out_lists import DEFAULT
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_phone_number
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.verb import operation
from pools.operations.phone_numbers import update_phone_number
from pools.operations.pool_settings import must_be_console_keywords, write_settings

NUMBER_SETTINGS = (
    "two_way_enabled",
    "two_way_channel_arn",
    "two_way_channel_role",
    "opt_out_list_name",
    "self_managed_opt_outs_enabled",
    "international_sending_enabled",
    "deletion_protection_enabled",
)


@dataclass(frozen=True)
class PhoneNumberSettings:
    """What the settings form shows and posts, as PoolSettings has it of a pool."""

    two_way_enabled: bool = False
    two_way_channel_arn: str = ""
    two_way_channel_role: str = ""
    opt_out_list_name: str = DEFAULT
    self_managed_opt_outs_enabled: bool = False
    international_sending_enabled: bool = False
    deletion_protection_enabled: bool = False
    keywords: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[tuple[str, str], Any]:
        """Every setting on its own."""
        switches = {(name, ""): getattr(self, name) for name in NUMBER_SETTINGS}
        words = {("keywords", word): value for word, value in self.keywords.items()}
        return switches | words | {("tags", key): value for key, value in self.tags.items()}


def phone_number_settings_of(number: PhoneNumber) -> PhoneNumberSettings:
    """The number's own settings, which in a pool are not those that apply."""
    return PhoneNumberSettings(
        **{name: getattr(number, name) for name in NUMBER_SETTINGS},
        keywords=responses(number.keywords.all()),
        tags={row.key: row.value for row in number.tag_rows.all()},
    )


@operation
def save_phone_number_settings(
    caller: Caller,
    *,
    phone_number_id: str,
    initial: PhoneNumberSettings | None,
    posted: PhoneNumberSettings,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> int:
    """Save the settings form: DeleteKeyword, UpdatePhoneNumber, PutKeyword, UntagResource, TagResource, as needed.

    initial, choices: as save_pool_settings takes them.
    Returns: how many settings changed; with 0 nothing is written.
    Raises: ResourceNotFoundException phone-number; ConflictException (Overtaken); ValidationException (a new keyword
            over 25 characters); what the operations named above raise, with the form's row where it is about a keyword.
    """
    number = find_phone_number(caller, phone_number_id)
    current = phone_number_settings_of(number)
    changes = merge(number, initial and initial.flat(), posted.flat(), current.flat(), choices)
    must_be_console_keywords(changes, current.keywords)
    write_settings(
        caller, number, changes, partial(update_phone_number, caller, phone_number_id=phone_number_id)
    )
    return len(changes)
