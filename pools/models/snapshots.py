"""What an account held at some moment, kept so that it can be put back."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q

from pools.models.accounts import Account, Membership, User
from pools.models.classes import Seat


class SnapshotQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "SnapshotQuerySet":
        return self.filter(account=caller.account)

    def listed(self) -> "SnapshotQuerySet":
        """As `taken`, without what they hold, which may be megabytes; the newest first."""
        return self.taken().select_related("taken_by").defer("data").order_by("-taken_timestamp", "-pk")

    def taken(self) -> "SnapshotQuerySet":
        """Those that people took. Adds `is_trainers`: whether it was somebody without a role in a class's account,
        who may have been removed since."""
        members = Membership.objects.filter(account=OuterRef("account"), user=OuterRef("taken_by"))
        seats = Seat.objects.filter(learner__account=OuterRef("account"))
        by_others = Q(Exists(seats)) & ~Exists(members)
        return self.exclude(name=Snapshot.START).annotate(
            is_trainers=ExpressionWrapper(by_others, output_field=models.BooleanField())
        )


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
