"""Who may do what, and where: users, accounts, memberships, projects, quotas, preferences."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from pools.models.scope import RegionalQuerySet


class User(AbstractUser):
    """Somebody who signs in. Rights come from memberships only; Django's own permissions are not used.

    `is_demo`: made with the demo data and still under its well-known password.
    """

    is_demo = models.BooleanField(default=False)

    @classmethod
    def demo_sign_ins(cls) -> list[tuple[str, str]]:
        """Names, which are the passwords too, of the demo's users, and each one's role in their first account."""
        demo = cls.objects.filter(is_demo=True, is_active=True).order_by("pk", "memberships__account_id")
        roles: dict[str, str] = {}
        for name, role in demo.values_list("username", "memberships__role"):
            roles.setdefault(name, role or "")
        return list(roles.items())

    @classmethod
    def with_memberships(cls, user_id: int) -> "User | None":
        """The user with `memberships_read`: their memberships and accounts, in the order of the accounts."""
        rows = list(cls.objects.raw(WITH_MEMBERSHIPS, [user_id]))
        if not rows:
            return None
        rows[0].memberships_read = [membership_in(row) for row in rows if row.membership_id]
        return rows[0]


# Every page asks this first. Written out, because Django takes six times as long to put it together as to ask it.
# The account's amounts are read where a page shows them.
ACCOUNT_COLUMNS = (
    "name",
    "default_message_type",
    "default_sender_id",
    "status_delay_seconds",
    "fault",
    "fault_percent",
    "fault_until",
)
WITH_MEMBERSHIPS = """
SELECT pools_user.*, pools_membership.id AS membership_id, pools_membership.role AS membership_role,
    pools_account.account_id AS account_id, {account_columns}
FROM pools_user
    LEFT JOIN pools_membership ON pools_membership.user_id = pools_user.id
    LEFT JOIN pools_account ON pools_account.account_id = pools_membership.account_id
WHERE pools_user.id = %s ORDER BY pools_account.account_id
""".format(account_columns=", ".join(f"pools_account.{name} AS account_{name}" for name in ACCOUNT_COLUMNS))


def membership_in(row: User) -> "Membership":
    """The membership, with its account, that a row of WITH_MEMBERSHIPS holds beside the user."""
    account = account_from(row.account_id, [getattr(row, f"account_{name}") for name in ACCOUNT_COLUMNS])
    columns = (row.membership_id, row.pk, row.account_id, row.membership_role)
    membership = Membership.from_db(row._state.db, ("id", "user_id", "account_id", "role"), columns)
    membership.account = account
    return membership


def account_from(account_id: str, values: Sequence[Any]) -> "Account":
    """An account out of a raw row: its ID and its ACCOUNT_COLUMNS. What is not among them is read when asked for."""
    columns = dict(zip(ACCOUNT_COLUMNS, values, strict=True))
    columns["fault_until"] = moment(columns["fault_until"])
    return Account.from_db("default", ("account_id", *columns), (account_id, *columns.values()))


def moment(value: str | datetime.datetime | None) -> datetime.datetime | None:
    """A time that raw SQL read: SQLite gives it as a text, or without its zone, which is UTC."""
    if isinstance(value, str):
        value = parse_datetime(value)
    return value.replace(tzinfo=datetime.UTC) if value and value.tzinfo is None else value


class AccountQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "AccountQuerySet":
        return self.filter(pk=caller.account.pk)


class Tier(models.TextChoices):
    """AWS names no values for ACCOUNT_TIER; these are the words of its guide."""

    SANDBOX = "SANDBOX", "Sandbox"
    PRODUCTION = "PRODUCTION", "Production"


class Fault(models.TextChoices):
    """What the API answers in place of the real thing while a fault is on."""

    THROTTLING = "THROTTLING", "Throttling"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR", "Internal server error"
    RESOURCE_NOT_ACCESSIBLE = "RESOURCE_NOT_ACCESSIBLE", "Resource not accessible"


class Account(models.Model):
    """An AWS account, and the SMS settings that AWS keeps per account."""

    account_id = models.CharField(
        max_length=12,
        primary_key=True,
        validators=[RegexValidator(r"\A[0-9]{12}\Z", "An account ID has 12 digits.")],
    )
    name = models.CharField(max_length=64)
    default_message_type = models.CharField(max_length=16, default="TRANSACTIONAL")
    monthly_spend_limit = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    max_monthly_spend = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    default_sender_id = models.CharField(max_length=11, blank=True, default="")
    spend_limit_overridden = models.BooleanField(default=False)
    account_tier = models.CharField(max_length=16, choices=Tier, default=Tier.SANDBOX)
    # Test settings: what the API does on purpose, so that clients' waiting and retrying can be tested.
    status_delay_seconds = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=32, choices=Fault, blank=True, default="")
    fault_percent = models.PositiveSmallIntegerField(default=100)
    fault_until = models.DateTimeField(null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    def __str__(self) -> str:
        return self.account_id

    @property
    def label(self) -> str:
        """The ID in the console's grouping: 1111-2222-3333."""
        return f"{self.account_id[:4]}-{self.account_id[4:8]}-{self.account_id[8:]}"

    @property
    def running_fault(self) -> str:
        """The fault that is on now, or ""."""
        return self.fault if self.fault_until and self.fault_until > timezone.now() else ""


class Role(models.TextChoices):
    """What a membership allows: reading; changing; and managing projects, SMS settings and people."""

    VIEWER = "VIEWER", "Viewer"
    EDITOR = "EDITOR", "Editor"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.VIEWER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "account"], name="one_membership_per_account"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_has_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.account_id}"


class AccountRegion(models.Model):
    """One account in one Region: the row that account-wide quotas lock while they count."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="account_regions")
    region = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region"], name="one_row_per_account_region")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.region}"


def new_project_id() -> str:
    return uuid.uuid4().hex


class ProjectQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "ProjectQuerySet":
        return self.filter(account=caller.account)

    def for_user(self, user) -> "ProjectQuerySet":
        """The rows of every account that the user is a member of."""
        return self.filter(account__memberships__user=user)

    def search(self, text: str) -> "ProjectQuerySet":
        return self.filter(models.Q(name__icontains=text) | models.Q(project_id__icontains=text))


class Project(models.Model):
    """A Pinpoint project. One with the SMS channel on is what makes pools available to its account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="projects")
    project_id = models.CharField(max_length=32, unique=True, default=new_project_id)
    name = models.CharField(max_length=64)
    sms_channel_enabled = models.BooleanField(default=False)
    created_timestamp = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "created_timestamp"], name="project_by_age")]

    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """A quota that differs from AWS's default, per account and Region. `name` is the API's Reason."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="quotas")
    region = models.CharField(max_length=32)
    name = models.CharField(max_length=64)
    value = models.PositiveIntegerField()

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region", "name"], name="one_quota_per_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class Preference(models.Model):
    """How one user likes the console, in every browser they sign in with."""

    user = models.OneToOneField(User, models.CASCADE, related_name="preference")
    display_mode = models.CharField(max_length=8, default="auto")

    def __str__(self) -> str:
        return f"Preferences of {self.user}"

    @classmethod
    def display_mode_of(cls, user: User) -> str:
        """The mode that the user chose last, or "" where they never did."""
        return cls.objects.filter(user=user).values_list("display_mode", flat=True).first() or ""
