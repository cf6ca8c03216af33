"""What is known of a test of the connection, and what an answer to it consists of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from pools.models import Account

Text = str | SafeString


class WayOn(NamedTuple):
    """A link where it has an address, else a button: of the form (act), or one that opens a menu (opens)."""

    text: str
    href: str = ""
    act: str = ""
    opens: str = ""


@dataclass(frozen=True)
class Answered:
    """kind: of the alert. commands: to copy. said: AWS's own words. missing: the action that a policy lacks."""

    kind: str
    title: str
    text: Text
    ways: tuple[WayOn, ...] = ()
    commands: tuple[str, ...] = ()
    said: str = ""
    missing: str = ""


@dataclass(frozen=True)
class About:
    """What an answer is about. endpoint, arn and the like are as the worker's answer has them."""

    account: Account
    region: str
    profile: str
    at: datetime
    answer: dict[str, Any] = field(default_factory=dict)
    # The account of this console with the other number: its name and its page, where the reader may go there.
    other: tuple[str, str] | None = None
    is_demo: bool = False
    is_linked: bool = False
    # Whether the reader's own sign-in is the demo's: an account that they make could not be linked either.
    is_demo_reader: bool = False

    def of(self, name: str) -> str:
        return str(self.answer.get(name) or "")

    @property
    def role(self) -> str:
        return short_role(self.of("arn"))

    @property
    def others_number(self) -> str:
        return grouped(self.of("account_id"))

    @property
    def nothing(self) -> str:
        """What did not happen."""
        return "Nothing was changed." if self.is_linked else "Nothing was linked."

    @property
    def who(self) -> str:
        return f"Profile {self.profile}" if self.profile else "What the worker finds by itself"


def grouped(account_id: str) -> str:
    return Account(account_id=account_id).label


def short_role(arn: str) -> str:
    """ "role/console-sync" of the ARN of a session, "user/jo" of a user's."""
    name = arn.rpartition(":")[2]
    kind, _, rest = name.partition("/")
    return f"role/{rest.partition('/')[0]}" if kind == "assumed-role" else name
