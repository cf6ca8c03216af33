"""What the pages of the simulator share: their tabs, and the sender and the recipient that ride along from one to
another."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from pools.models import Message
from pools.operations.engine.caller import Caller
from pools.pages.kit.paging import COUNTED, Counted
from pools.pages.kit.places import to
from pools.pages.simulator.text_form import number_in
from pools.templatetags.lists import TabLink

TABS = {"simulator": "Phone", "coverage": "Coverage", "message-list": "Messages"}
SENDER = re.compile(r"(pool|phone-number|sender-id)/[\w/:+-]{1,100}", re.ASCII)


def counted_messages(caller: Caller) -> Counted:
    return Counted.from_rows(Message.objects.for_caller(caller)[: COUNTED + 1].count())


def riding(data: Mapping[str, str]) -> dict[str, str]:
    """The sender and the recipient that an address names, as far as they may be ones."""
    sender, number = data.get("from", ""), number_in(data.get("to", ""))
    found = {"from": sender if SENDER.fullmatch(sender) else "", "to": number}
    return {name: value for name, value in found.items() if value}


def tabs_of(
    caller: Caller, current: str, along: Mapping[str, str], counted: Counted | None = None
) -> list[TabLink]:
    """current: by the name of its URL. counted: how many messages there are, where the page knows."""
    query = f"?{urlencode(along)}" if along else ""
    counts = {"message-list": str(counted or counted_messages(caller))}
    return [
        TabLink(name, text, to(caller, name) + query, counts.get(name, ""), name == current)
        for name, text in TABS.items()
    ]
