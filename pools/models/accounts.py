"""Who may do what, and where: users, accounts, memberships, projects, quotas, preferences."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models

from pools import clock
from pools.models.ids import new_uuid
from pools.models.kept import SortKey
from pools.models.text import key_of_username


class User(AbstractUser):
    """Somebody who signs in. Rights come from memberships only; Django's own permissions are not used.

    `is_demo`: made with the demo data and still under its well-known password.
    """

    is_demo = models.BooleanField(default=False)
    name_key = SortKey(by=key_of_username)

    @classmethod
    def demo_sign_ins(cls) -> list[tuple[str, str]]:
        """Names, which are the passwords too, of the demo's users, and each one's role in their first account.

        Without those who have no account, as the demo's has been removed.
        """
        demo = cls.objects.filter(is_demo=True, is_active=True, memberships__isnull=False)
        roles: dict[str, str] = {}
        rows = demo.order_by("pk", "memberships__account_id")
        for name, role in rows.values_list("username", "memberships__role"):
            roles.setdefault(name, role)
        return list(roles.items())


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


is_account_id = RegexValidator(r"\A[0-9]{12}\Z", "An account ID has 12 digits.")


class Account(models.Model):
    """An AWS account, and the SMS settings that AWS keeps per account."""

    account_id = models.CharField(
        max_length=12,
        primary_key=True,
        validators=[is_account_id],
    )
    name = models.CharField(max_length=64)
    default_message_type = models.CharField(max_length=16, default="TRANSACTIONAL")
    # 1 USD is AWS's default; it grants more on request.
    monthly_spend_limit = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    max_monthly_spend = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    default_sender_id = models.CharField(max_length=11, blank=True, default="")
    spend_limit_overridden = models.BooleanField(default=False)
    # AWS begins every account in the sandbox.
    account_tier = models.CharField(max_length=16, choices=Tier, default=Tier.SANDBOX)
    # Test settings: what the API does on purpose, so that clients' waiting and retrying can be tested.
    status_delay_seconds = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=32, choices=Fault, blank=True, default="")
    fault_percent = models.PositiveSmallIntegerField(default=100)
    fault_until = models.DateTimeField(null=True, blank=True)
    # How long a recipient's STOP lets messages through, as AWS may do.
    stop_delay_seconds = models.PositiveSmallIntegerField(default=0)
    # Where what two-way channels get is published; "" for nowhere.
    sns_endpoint_url = models.CharField(max_length=200, blank=True, default="")
    # How far the account's clock is ahead of the real one.
    clock_ahead_seconds = models.PositiveIntegerField(default=0)

    objects = AccountQuerySet.as_manager()

    def __str__(self) -> str:
        return self.account_id

    @property
    def label(self) -> str:
        """The ID in the console's grouping: 1111-2222-3333."""
        return f"{self.account_id[:4]}-{self.account_id[4:8]}-{self.account_id[8:]}"

    @property
    def clock_ahead(self) -> timedelta:
        return timedelta(seconds=self.clock_ahead_seconds)

    @property
    def now(self) -> datetime:
        """The time that the account goes by."""
        return clock.real_now() + self.clock_ahead

    @property
    def running_fault(self) -> str:
        """The fault that is on now, or ""."""
        return self.fault if self.fault_until and self.fault_until > self.now else ""


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
    """One account in one Region: the row that account-wide quotas lock while they count.

    Its counts are of rows in the tables, finished deletions too; None where nobody has counted yet. Only what
    holds the lock adds or takes away what they count.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="account_regions")
    region = models.CharField(max_length=32)
    phone_number_count = models.IntegerField(null=True)
    pool_count = models.IntegerField(null=True)
    sender_id_count = models.IntegerField(null=True)

    class Meta:
        constraints = [
            # So that of two first acts at once, both wait for one row's lock: see lock_account_region.
            models.UniqueConstraint(fields=["account", "region"], name="one_row_per_account_region")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.region}"


# Here, and not with the projects, as a migration finds it by this path.
def new_project_id() -> str:
    return new_uuid("project").hex
