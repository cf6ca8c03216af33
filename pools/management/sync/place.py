"""The account and Region that a command is about, and how it asks there: as an Administrator who is no user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from django.core.management.base import CommandError
from django.db.models import Q

from pools.models import Account, AwsLink, Mirror
from pools.operations.engine.caller import Caller, command_caller
from pools.operations.syncing.finding import find_link

PATTERN = "ID, or KIND/ID"


@dataclass(frozen=True)
class SyncPlace:
    account: Account
    region: str

    def caller(self) -> Caller:
        return command_caller(self.account, self.region)

    def link(self) -> AwsLink:
        """Raises: ConflictException (SyncRefused NOT_LINKED)."""
        return find_link(self.caller(), lock=False)


def find_mirrors(link: AwsLink, names: Sequence[str]) -> list[Mirror]:
    """The resources that were named by AWS's ID or ours, with or without the kind. Raises: CommandError."""
    return [mirror for name in names for mirror in mirrors_named(link, name) or unknown(name)]


def find_wished(link: AwsLink, names: Sequence[str]) -> list[tuple[str, str]]:
    """Kind and key of each, also of what was made here and no worker has compared yet. Raises: CommandError."""
    found: list[tuple[str, str]] = []
    for name in names:
        compared = [(mirror.kind, mirror.key) for mirror in mirrors_named(link, name)]
        saved = link.dirty_keys.filter(is_named(name, "local_key")).order_by("kind", "local_key")
        found += compared or list(saved.values_list("kind", "local_key")) or unknown(name)
    return found


def mirrors_named(link: AwsLink, name: str) -> list[Mirror]:
    named = is_named(name, "key") | is_named(name, "local_key")
    return list(link.mirrors.filter(named).order_by("kind", "key"))


def is_named(name: str, column: str) -> Q:
    kind, _, key = name.partition("/")
    return Q(**{column: name}) | Q(**{"kind": kind, column: key})


def unknown(name: str) -> NoReturn:
    raise CommandError(
        f"No resource {name} is known in AWS or here. manage.py sync status lists what differs ({PATTERN})."
    )
