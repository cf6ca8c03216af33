"""Opt-out lists, and the Amazon SNS topics that the account knows."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from pools.models.accounts import Account
from pools.models.scope import NamedQuerySet, RegionalQuerySet, arn, contains

DEFAULT = "Default"


class OptOutListQuerySet(NamedQuerySet):
    searched_in = ("opt_out_list_name",)

    def with_number_counts(self) -> "OptOutListQuerySet":
        """Adds `number_count`, for an order by it; of a page's rows alone `number_counts` is cheaper."""
        on_it = OptedOutNumber.objects.filter(opt_out_list=OuterRef("pk"), is_opted_out=True)
        counted = on_it.order_by().values("opt_out_list").annotate(n=Count("pk")).values("n")
        return self.annotate(number_count=Coalesce(Subquery(counted), 0))


class OptOutList(models.Model):
    """A list of destinations that opted out. `Default` exists in every account and Region."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    opt_out_list_name = models.CharField(max_length=64)
    created_timestamp = models.DateTimeField()

    objects = OptOutListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "opt_out_list_name"], name="one_opt_out_list_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.opt_out_list_name

    @property
    def label(self) -> str:
        return self.opt_out_list_name

    @property
    def opt_out_list_arn(self) -> str:
        return arn(self, f"opt-out-list/{self.opt_out_list_name}")


class OptedOutNumberQuerySet(models.QuerySet):
    def of_keys(self, keys: list[int]) -> "OptedOutNumberQuerySet":
        return self.filter(pk__in=keys)

    def written(self, forms: Sequence[str]) -> "OptedOutNumberQuerySet":
        """Those in which one of the forms stands."""
        return self.filter(contains(tuple(forms), "opted_out_number")) if forms else self.none()


class OptedOutNumber(models.Model):
    """A destination on a list, or one that was: a number may be taken off again only once in 30 days."""

    opt_out_list = models.ForeignKey(OptOutList, models.CASCADE, related_name="opted_out_number_rows")
    opted_out_number = models.CharField(max_length=21)
    opted_out_timestamp = models.DateTimeField()
    end_user_opted_out = models.BooleanField(default=False)
    is_opted_out = models.BooleanField(default=True)
    opted_in_timestamp = models.DateTimeField(null=True)
    # What put it there, where that was a file; until somebody takes the number off, or puts it back.
    opt_out_import = models.ForeignKey(
        "pools.OptOutImport", models.SET_NULL, null=True, related_name="opted_out_numbers"
    )

    objects = OptedOutNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opt_out_list", "opted_out_number"], name="one_row_per_opted_out_number"
            )
        ]
        # How a list is read, newest first, and counted.
        indexes = [
            models.Index(
                fields=["opt_out_list", "-opted_out_timestamp", "-id"],
                name="opted_out_numbers_by_age",
                condition=models.Q(is_opted_out=True),
            )
        ]

    def __str__(self) -> str:
        return self.opted_out_number

    @property
    def label(self) -> str:
        return self.opted_out_number


def number_counts(lists: Iterable[OptOutList]) -> dict[int, int]:
    """How many numbers are on lists, by the lists' keys; empty ones are left out."""
    rows = OptedOutNumber.objects.filter(opt_out_list__in=lists, is_opted_out=True).order_by()
    return dict(rows.values_list("opt_out_list").annotate(n=Count("pk")))


def opted_out_only_on(caller: Any, one: str, other: str) -> int:
    """How many numbers are opted out on the first list, and not on the second. The lists by their names."""
    lists = OptOutList.objects.for_caller(caller)
    on_it = OptedOutNumber.objects.filter(is_opted_out=True)
    same = on_it.filter(
        opt_out_list__in=lists.filter(opt_out_list_name=other), opted_out_number=OuterRef("opted_out_number")
    )
    return on_it.filter(opt_out_list__in=lists.filter(opt_out_list_name=one)).exclude(Exists(same)).count()


class SnsTopic(models.Model):
    """A topic that incoming messages can go to. It exists only here; nothing is created in AWS."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    # As long as a TwoWayChannelArn may be.
    topic_arn = models.CharField(max_length=2048)
    created_timestamp = models.DateTimeField()

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region", "topic_arn"], name="one_topic_per_arn"),
        ]

    def __str__(self) -> str:
        return self.topic_arn
