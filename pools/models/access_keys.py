"""Access keys: what programs sign their requests with."""

import secrets
import string

from django.conf import settings
from django.db import models

from pools.models.accounts import Account

# The letters of IAM's own IDs, which are base32.
LETTERS = string.ascii_uppercase + "234567"


def new_access_key_id() -> str:
    return "AKIA" + "".join(secrets.choice(LETTERS) for _ in range(16))


class AccessKeyQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "AccessKeyQuerySet":
        """The keys that the caller may see: an administrator every one of the account, others their own."""
        rows = self.filter(account=caller.account)
        return rows if caller.sees_all_access_keys else rows.filter(user=caller.user)


class AccessKey(models.Model):
    """A key of one user in one account; what it may do is what the membership allows at that moment.

    The secret is stored encrypted, as the signature of a request can only be checked with the secret itself.
    """

    access_key_id = models.CharField(max_length=128, unique=True, default=new_access_key_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_keys")
    account = models.ForeignKey(Account, models.CASCADE, related_name="access_keys")
    encrypted_secret = models.TextField()
    is_active = models.BooleanField(default=True)
    created_timestamp = models.DateTimeField()
    last_used_timestamp = models.DateTimeField(null=True)

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "created_timestamp"], name="access_key_by_age")]

    def __str__(self) -> str:
        return self.access_key_id

    @property
    def status(self) -> str:
        """As IAM words it."""
        return "Active" if self.is_active else "Inactive"
