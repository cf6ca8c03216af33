"""Opt-out lists, and the Amazon SNS topics that the account knows."""

from django.db import models

from pools.models.accounts import Account
from pools.models.scope import RegionalQuerySet, arn

DEFAULT = "Default"


class OptOutList(models.Model):
    """A list of destinations that opted out. `Default` exists in every account and Region."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    opt_out_list_name = models.CharField(max_length=64)
    created_timestamp = models.DateTimeField()

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "opt_out_list_name"], name="one_opt_out_list_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.opt_out_list_name

    @property
    def opt_out_list_arn(self) -> str:
        return arn(self, f"opt-out-list/{self.opt_out_list_name}")


class SnsTopic(models.Model):
    """A topic that incoming messages can go to. It exists only here until the account is linked to AWS."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    topic_arn = models.CharField(max_length=2048)
    created_timestamp = models.DateTimeField()

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region", "topic_arn"], name="one_topic_per_arn"),
        ]

    def __str__(self) -> str:
        return self.topic_arn
