"""The buttons of the sync's pages: where each leads, and why it is off for who may not press it."""

from collections.abc import Iterable
from typing import NamedTuple

from pools.operations.engine.caller import Caller
from pools.pages.kit.places import to
from pools.pages.sync.people import only_for_administrators, only_for_editors
from pools.pages.sync.states import Press


class DrawnPress(NamedTuple):
    id: str
    text: str
    href: str
    posts: bool
    primary: bool
    reason: str


def drawn_presses(caller: Caller, presses: Iterable[Press]) -> list[DrawnPress]:
    return [drawn_press(caller, press) for press in presses]


def drawn_press(caller: Caller, press: Press) -> DrawnPress:
    arguments = [] if press.number is None else [str(press.number)]
    reason = ""
    if press.posts:
        reason = only_for_administrators(caller) if press.administrators else only_for_editors(caller)
    href = f"{to(caller, press.to, *arguments)}{press.anchor}"
    name = press.text.lower().replace(" ", "-")
    return DrawnPress(name, press.text, href, press.posts, press.primary, reason)
