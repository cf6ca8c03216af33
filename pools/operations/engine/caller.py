"""Who calls: a user or a key, in one account and Region, with a role, through a door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.conf import settings

from pools.errors import (
    ValidationException,
)
from pools.models import (
    Account,
    Membership,
    Role,
    Seat,
    User,
)
from pools.reference import regions
from pools.refusals import NoPools

NAMED = 5  # of all who may do something, as many are named


class Permission(StrEnum):
    """What somebody may see, and what they may change: the only things that a role is asked for."""

    SEE_RESOURCES = "see resources"
    SEE_ALL_ACCESS_KEYS = "see everybody's access keys"
    SEE_VERIFICATION_CODES = "see verification codes"
    CHANGE_OWN_ACCESS_KEYS = "change one's own access keys"
    CHANGE_RESOURCES = "change pools, numbers and what belongs to them"
    CHANGE_ACCOUNT = "change projects, SMS settings, spend limits and test settings"
    APPLY_TO_AWS = "link an account to AWS, and apply plans there"


VIEWER = frozenset({Permission.SEE_RESOURCES, Permission.CHANGE_OWN_ACCESS_KEYS})
EDITOR = VIEWER | {Permission.CHANGE_RESOURCES}
# From the role that may least to the one that may most.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: VIEWER,
    Role.EDITOR: EDITOR,
    Role.ADMINISTRATOR: frozenset(Permission),
}

# A trainer in a learner's account sees what the learner does but for codes, and changes nothing, not even keys.
WATCHING = frozenset({Permission.SEE_RESOURCES, Permission.SEE_ALL_ACCESS_KEYS})


def role_for(permission: Permission) -> Role:
    """The least role that has the permission."""
    return next(role for role, permissions in PERMISSIONS.items() if permission in permissions)


@dataclass(frozen=True)
class Caller:
    """Who asks, in which account and Region, with which rights, through which door. user: None of a command.

    watched: the seat of the learner whose account a trainer looks at, without being a member of it.
    """

    user: User | None
    account: Account
    region: str
    role: str
    door: str = "console"
    watched: Seat | None = None

    def may(self, permission: Permission) -> bool:
        return permission in (WATCHING if self.watched else PERMISSIONS[self.role])

    # Asked by what knows no permissions: QuerySets and templates.
    @property
    def sees_all_access_keys(self) -> bool:
        return self.may(Permission.SEE_ALL_ACCESS_KEYS)

    @property
    def sees_verification_codes(self) -> bool:
        return self.may(Permission.SEE_VERIFICATION_CODES)

    @property
    def now(self) -> datetime:
        """The time that the account goes by, which every rule reads: see pools/clock.py."""
        return self.account.now

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    def who_may(self, permission: Permission) -> list[str]:
        """The names of everybody of the account whose role has the permission; a handful, in their order."""
        if permission not in self.named:
            roles = [role for role, permissions in PERMISSIONS.items() if permission in permissions]
            rows = Membership.objects.filter(account=self.account, role__in=roles, user__is_active=True)
            names = rows.order_by("user__name_key", "user_id").values_list("user__username", flat=True)
            self.named[permission] = list(names[:NAMED])
        return self.named[permission]

    @cached_property
    def named(self) -> dict[Permission, list[str]]:
        """What `who_may` has found: a page says it at each of its controls."""
        return {}

    @cached_property
    def administrators(self) -> list[str]:
        """The names of one or two people to ask."""
        return self.who_may(Permission.CHANGE_ACCOUNT)[:2]


def memberships_of(user: User) -> list[Membership]:
    """Every account of the user, in one query with the accounts: the page's caller, and what it may switch to."""
    read = getattr(user, "memberships_read", None)
    if read is None:
        read = list(Membership.objects.filter(user=user).select_related("account").order_by("account_id"))
    return read


def caller_for(
    user: User,
    account_id: str,
    region: str,
    *,
    door: str = "console",
    memberships: Sequence[Membership] | None = None,
) -> Caller | None:
    """The way to a Caller, and on pages to a member's. None without a membership, or where there is no such Region.

    memberships: the user's own, where they were read before.
    """
    # It comes from a URL or a credential's scope, so it may be any text.
    if regions.region(region) is None:
        return None
    for membership in memberships_of(user) if memberships is None else memberships:
        if membership.account_id == account_id:
            return Caller(user, membership.account, region, membership.role, door)
    return None


def command_caller(account: Account, region: str) -> Caller:
    """Whoever may run commands on the console's machine: an Administrator who is no user."""
    return Caller(None, account, region, Role.ADMINISTRATOR, door="commands")


def pools_available(region: str) -> bool:
    """Whether the Region offers pools; the setting CONSOLE_REGIONS_WITHOUT_POOLS names those that do not."""
    return region not in settings.CONSOLE_REGIONS_WITHOUT_POOLS


def must_offer_pools(caller: Caller) -> None:
    """Raise ValidationException INVALID_REQUEST in a Region that has no pools."""
    if not pools_available(caller.region):
        raise ValidationException("INVALID_REQUEST", about=NoPools(caller.region))
