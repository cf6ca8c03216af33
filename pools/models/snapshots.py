"""What an account held at some moment, kept so that it can be put back."""

from django.db import models

from pools.models.accounts import Account, User


class SnapshotQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "SnapshotQuerySet":
        return self.filter(account=caller.account)

    def listed(self) -> "SnapshotQuerySet":
        """Those that people took, without what they hold, which may be megabytes; the newest first."""
        rows = self.exclude(name=Snapshot.START).select_related("taken_by").defer("data")
        return rows.order_by("-taken_timestamp", "-pk")


class Snapshot(models.Model):
    """All rows of an account, in every Region. name: START of what the account began with.

    holds: how many rows there are of what people know by sight, by the model's name. data: the rows themselves, as
    operations/engine/account_rows.py packs them.
    """

    START = ""

    account = models.ForeignKey(Account, models.CASCADE, related_name="snapshots")
    name = models.CharField(max_length=64, blank=True)
    taken_timestamp = models.DateTimeField()
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    holds = models.JSONField(default=dict)
    data = models.BinaryField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_snapshot_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name
