"""What was done: the activity log, and the first answers that a repeated ClientToken replays."""

from typing import Any

from django.conf import settings
from django.db import models

from pools.models.accounts import Account
from pools.models.scope import RegionalQuerySet


class ActivityQuerySet(RegionalQuerySet):
    def changes_of(self, resource_type: str, resource_id: str) -> "ActivityQuerySet":
        """What was done to a resource, the newest first; not what was refused."""
        mine = self.filter(resource_type=resource_type, resource_id=resource_id, error="")
        return mine.order_by("-created_timestamp", "-pk")


class Activity(models.Model):
    """One change, or one refused change.

    `request` and `result` are in wire form. `before` and `after` have the same fields; of what came to be `before`
    has None for each, of what went `after` has. The rows of one act share a `change_id`.
    `resource_type` is the kind as in ARNs, and `resource_id` what follows it there: NAME/CC for a sender ID.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    # The log outlives whoever did it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    door = models.CharField(max_length=16)
    operation = models.CharField(max_length=64)
    # No foreign key: a resource goes, and what was refused may name one that never was.
    resource_type = models.CharField(max_length=64, blank=True, default="")
    # As long as an ARN in a request can be: of one of another account that is not found, all is kept.
    resource_id = models.CharField(max_length=256, blank=True, default="")
    request = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    error = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=64, blank=True, default="")
    change_id = models.UUIDField(db_index=True)
    created_timestamp = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "region", "-created_timestamp"], name="activity_newest"),
            models.Index(fields=["resource_id", "-created_timestamp"], name="activity_of_resource"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.created_timestamp:%Y-%m-%d %H:%M}"

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """{field: (before, after)}, as the operation recorded them."""
        return {name: (value, self.after[name]) for name, value in self.before.items()}


class ClientToken(models.Model):
    """A ClientToken that was used, with a digest of its parameters and the answer to repeat for 24 hours."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    operation = models.CharField(max_length=64)
    client_token = models.CharField(max_length=64)
    parameters = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    created_timestamp = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "operation", "client_token"], name="one_use_of_a_client_token"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.client_token}"
