"""Quotas that differ from AWS's defaults."""

from django.db import models

from pools.models.accounts import Account
from pools.models.scope import RegionalQuerySet


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
