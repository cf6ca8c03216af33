"""What a page says while no project of the account has the SMS and voice channel on, which new pools need."""

from typing import NamedTuple

from pools.operations.engine.caller import Caller, Permission
from pools.pages.kit.empty.lists import Adding, Facts, Way
from pools.pages.kit.empty.states import CHANNEL_OFF, turn_on
from pools.pages.kit.places import channel_settings
from pools.pages.kit.words.reasons import whom_to_ask


class ChannelOff(NamedTuple):
    text: str
    way: Way | None

    @property
    def sentence(self) -> str:
        return f"{CHANNEL_OFF} {self.text}"


def channel_off(caller: Caller) -> ChannelOff | None:
    """For those who could make pools; to others it makes no difference."""
    if not caller.may(Permission.CHANGE_RESOURCES):
        return None
    settings, url = channel_settings(caller)
    facts = Facts(whom_to_ask(caller), adding=Adding(settings=settings, settings_url=url))
    return ChannelOff(*turn_on(caller.may, facts))
