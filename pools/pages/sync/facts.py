"""The facts below the state: which account, when it was read, when it is read by itself, and whether that works."""

from typing import Any, NamedTuple

from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.aws.troubles import trouble_in_words
from pools.pages.kit.words.labels import plural, region_name
from pools.pages.sync.states import ahead_in_words
from pools.templatetags.console import relative, status

EVERY = {900: "Every 15 minutes", 3600: "Every hour", 21600: "Every 6 hours", 86400: "Every day"}


class Fact(NamedTuple):
    """text: of a SafeString it is markup. link: the words of a link to Link settings behind it."""

    name: str
    text: Any
    link: str = ""


def facts(caller: Caller, state: Linked) -> list[Fact]:
    return [
        Fact("AWS account", account_fact(caller)),
        Fact("Last refresh", last_refresh(state)),
        Fact("Checked by itself", checked_by_itself(state)),
        Fact("Connection", connection(state), "Link settings"),
    ]


def account_fact(caller: Caller) -> str:
    return f"{caller.account.label}, {region_name(caller.region)}"


def last_refresh(state: Linked) -> str:
    since = state.link.read_timestamp
    if since is None:
        return "Never"
    return f"{relative(since, state.now)}, {plural(state.resources, 'resource')}"


def checked_by_itself(state: Linked) -> str:
    every = EVERY.get(state.link.check_every, "")
    if not every:
        return "Off"
    return f"{every}, next {ahead_in_words(state.link.next_check_timestamp, state.now)}"


def connection(state: Linked) -> Any:
    if state.link.trouble:
        words = trouble_in_words(state.link.trouble, state.link.trouble_about)
        return status("negative", words[0].upper() + words[1:])
    return status("positive", "Working")
