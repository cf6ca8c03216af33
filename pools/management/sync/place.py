"""The account and Region that a command is about, and how it asks there: as an Administrator who is no user."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.management.base import CommandError
from django.db.models import Q

from pools.models import Account, AwsLink, Mirror, Role
from pools.operations.engine.caller import Caller
from pools.operations.syncing.finding import find_link

PATTERN = "ID, or KIND/ID"


@dataclass(frozen=True)
class SyncPlace:
    account: Account
    region: str

    def caller(self) -> Caller:
        return Caller(None, self.account, self.region, Role.ADMINISTRATOR, door="commands")

    def link(self) -> AwsLink:
        """Raises: ConflictException (SyncRefused NOT_LINKED)."""
        return find_link(self.caller(), lock=False)


def find_mirrors(link: AwsLink, names: Sequence[str]) -> list[Mirror]:
    """The resources that were named by AWS's ID or ours, with or without the kind. Raises: CommandError."""
    return [mirror for name in names for mirror in find_named(link, name)]


def find_named(link: AwsLink, name: str) -> list[Mirror]:
    kind, _, key = name.partition("/")
    is_named = Q(key=name) | Q(local_key=name)
    of_kind = Q(kind=kind) & (Q(key=key) | Q(local_key=key))
    found = list(link.mirrors.filter(is_named | of_kind).order_by("kind", "key"))
    if not found:
        raise CommandError(
            f"No resource {name} is known in AWS or here. manage.py sync status lists what differs ({PATTERN})."
        )
    return found
