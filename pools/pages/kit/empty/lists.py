"""The kinds of lists that can be empty, and what can be known of one that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.safestring import SafeString

from pools.operations.engine.caller import Permission

Text = str | SafeString


class Cause(StrEnum):
    NEW_ACCOUNT = "new account"
    NONE = "none, here or elsewhere"
    NONE_HERE = "none here, some elsewhere"
    NOT_OFFERED = "not offered in this Region"
    NO_MATCH = "nothing matches"
    OTHER_PLACE = "a pasted ID of another place"
    ALL_TAKEN = "all taken"
    NONE_USABLE = "none usable"
    NONE_OF_VIEW = "none in a view of the list"


@dataclass(frozen=True)
class Listed:
    """A kind of list. permission, verb: for adding to it. how: what adds to it. way: the button for it, if any."""

    nouns: str
    permission: Permission
    verb: str
    how: str
    way: str = ""


REQUEST = "Request one to send from."
POOLS = Listed(
    "pools",
    Permission.CHANGE_RESOURCES,
    "create",
    "Create a pool to send from a group of numbers and sender IDs.",
    "Create pool",
)
PHONE_NUMBERS = Listed(
    "phone numbers", Permission.CHANGE_RESOURCES, "request", REQUEST, "Request phone number"
)
SENDER_IDS = Listed(
    "sender IDs",
    Permission.CHANGE_RESOURCES,
    "request",
    "Request one to send from a name.",
    "Request sender ID",
)
OPT_OUT_LISTS = Listed(
    "opt-out lists",
    Permission.CHANGE_RESOURCES,
    "create",
    "Create one to keep the people who opted out of some of your messages apart.",
    "Create opt-out list",
)
CONFIGURATION_SETS = Listed(
    "configuration sets",
    Permission.CHANGE_RESOURCES,
    "create",
    "Create one to set a default sender ID or to receive events.",
    "Create configuration set",
)
VERIFIED_NUMBERS = Listed(
    "verified numbers",
    Permission.CHANGE_RESOURCES,
    "add",
    "Add the numbers that you send to while the account is in the sandbox.",
    "Add number",
)
PROJECTS = Listed(
    "projects",
    Permission.CHANGE_ACCOUNT,
    "create",
    "Create a project to turn on the SMS and voice channel.",
    "Create a project",
)
ACCESS_KEYS = Listed(
    "access keys",
    Permission.CHANGE_OWN_ACCESS_KEYS,
    "create",
    "With an access key, the AWS CLI, an SDK, or a program of your own can call this console's API in your name.",
)
SNAPSHOTS = Listed(
    "snapshots", Permission.CHANGE_ACCOUNT, "take", "Take one before an exercise.", "Take snapshot"
)
CODES = Listed(
    "codes",
    Permission.SEE_VERIFICATION_CODES,
    "see",
    "When a program asks to verify a destination number, the code appears here, as no message goes out.",
)


# In a pool, or which could be.
IDENTITIES = Listed(
    "origination identities",
    Permission.CHANGE_RESOURCES,
    "add",
    "Add a sender ID, then associate it with the pool.",
    "Add sender ID",
)


class Way(NamedTuple):
    """A button that leads on: a link; without an address, what opens the Region menu.

    swaps: htmx puts the list there in place. op: the button's value, where it submits the form around it.
    """

    text: str
    href: str = ""
    is_primary: bool = False
    swaps: bool = False
    op: str = ""


class Place(NamedTuple):
    """Another Region, or account and Region, and the address to see them there. what: how many, or which."""

    what: int | str
    name: str
    href: str


@dataclass(frozen=True)
class Adding:
    """How one is added now. href: the page for it. closed: why there is no way, for anybody.

    settings_url, settings: where the SMS and voice channel is turned on, while it is off, and what the button says.
    request_url: where a phone number is requested, for a list that is made of such.
    """

    href: str = ""
    closed: str = ""
    settings: str = ""
    settings_url: str = ""
    request_url: str = ""


@dataclass(frozen=True)
class Search:
    """asked: what nothing matches. others: how many match without the filters, where a search has some as well.

    hidden: how many match of those that can't be chosen, where these are not shown.
    """

    asked: Text = ""
    others: str = ""
    hidden: str = ""
    clear: Sequence[Way] = ()


@dataclass(frozen=True)
class Numbers:
    """How many phone numbers are in pools, and of the others pending, still changing, and without SMS."""

    taken: int = 0
    pending: int = 0
    changing: int = 0
    without_sms: int = 0

    @property
    def free(self) -> int:
        return self.pending + self.changing + self.without_sms


@dataclass(frozen=True)
class View:
    """One of a list's views. missing: what it has none of. others: how many each of the others has, in words.

    clear: the way to all of them.
    """

    missing: str = ""
    others: Sequence[tuple[str, str]] = ()
    clear: Sequence[Way] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of an empty list. Each cause reads its own part.

    ask: whom, as a sentence. region: its name. place: where there are some, or where the pasted ID is.
    have: what the account has to make a pool of, in words. other_account: where the reader has pools.
    set_up: the page that sets the whole account up, for who may, while it has neither numbers nor pools.
    kept: who alone may add any, as a sentence, where that is no matter of roles.
    """

    ask: str = ""
    region: str = ""
    place: Place | None = None
    adding: Adding = Adding()
    search: Search = Search()
    numbers: Numbers = Numbers()
    have: str = ""
    other_account: Place | None = None
    view: View = View()
    set_up: Way | None = None
    kept: str = ""
