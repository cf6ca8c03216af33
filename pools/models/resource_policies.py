"""Resource policies: whom the owner of a resource lets use it."""

from django.db import models

from pools.models.accounts import Account
from pools.models.scope import RegionalQuerySet


class ResourcePolicy(models.Model):
    """The policy on one resource, word for word as it was put."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    resource_arn = models.CharField(max_length=256)
    policy = models.TextField()
    created_timestamp = models.DateTimeField()

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "resource_arn"], name="one_policy_per_resource"
            )
        ]
        verbose_name_plural = "resource policies"

    def __str__(self) -> str:
        return f"Policy of {self.resource_arn}"
