"""What every Regional row shares: its account and Region in queries, and the form of its ARN."""

from typing import Any

from django.db import models


class RegionalQuerySet(models.QuerySet):
    def for_caller(self, caller: Any) -> "RegionalQuerySet":
        """The rows of the caller's account and Region: where every read and every rule starts."""
        return self.filter(account=caller.account, region=caller.region)

    def elsewhere(self, caller: Any) -> "RegionalQuerySet":
        """The rows of the caller's account in every other Region."""
        return self.filter(account=caller.account).exclude(region=caller.region)


def arn(row: Any, resource: str) -> str:
    return f"arn:aws:sms-voice:{row.region}:{row.account_id}:{resource}"
