"""Access keys: what programs sign their requests with."""

import secrets
import string

from django.conf import settings
from django.db import connection, models

from pools.models.accounts import ACCOUNT_COLUMNS, Account, Membership, User, account_from, moment

LETTERS = string.ascii_uppercase + "234567"


def new_access_key_id() -> str:
    return "AKIA" + "".join(secrets.choice(LETTERS) for _ in range(16))


class AccessKeyQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "AccessKeyQuerySet":
        """The keys that the caller may see: an administrator every one of the account, others their own."""
        rows = self.filter(account=caller.account)
        return rows if caller.may_administer else rows.filter(user=caller.user)


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

    @classmethod
    def for_signing(cls, access_key_id: str) -> "tuple[AccessKey, Membership | None] | None":
        """An active key of an active user, with user and account, and the user's membership in the account."""
        with connection.cursor() as cursor:
            cursor.execute(FOR_SIGNING, [access_key_id])
            found = cursor.fetchone()
        if found is None:
            return None
        pk, secret, last_used, user_id, username, is_demo, account_id, membership_id, role, *account = found
        key = cls(
            pk=pk,
            access_key_id=access_key_id,
            user=User.from_db("default", ("id", "username", "is_demo"), (user_id, username, is_demo)),
            account=account_from(account_id, account),
            encrypted_secret=secret,
            last_used_timestamp=moment(last_used),
        )
        if membership_id is None:
            return key, None
        return key, Membership(pk=membership_id, user=key.user, account=key.account, role=role)

    @property
    def status(self) -> str:
        """As IAM words it."""
        return "Active" if self.is_active else "Inactive"


# Every request to the API asks this first. Written out for the reason that accounts.py gives.
FOR_SIGNING = """
SELECT key.id, key.encrypted_secret, key.last_used_timestamp, person.id, person.username, person.is_demo,
    pools_account.account_id, member.id, member.role, {account_columns}
FROM pools_accesskey key
    JOIN pools_user person ON person.id = key.user_id
    JOIN pools_account ON pools_account.account_id = key.account_id
    LEFT JOIN pools_membership member ON member.user_id = key.user_id AND member.account_id = key.account_id
WHERE key.access_key_id = %s AND key.is_active AND person.is_active
""".format(account_columns=", ".join(f"pools_account.{name}" for name in ACCOUNT_COLUMNS))
