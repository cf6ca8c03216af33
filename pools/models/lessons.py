"""Who learns in an account of their own, and how far they are in each lesson."""

from django.db import models

from pools.models.accounts import Account, User
from pools.models.scope import RegionalQuerySet


class Learner(models.Model):
    """An account of one person, in which lessons run: what they change there is in nobody's way.

    begun_timestamp: when it was last put back, in real time: whoever works there begins anew.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="learner")
    account = models.OneToOneField(Account, models.CASCADE, related_name="learner")
    begun_timestamp = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} learns in {self.account_id}"


def is_for_learning(account: Account) -> bool:
    """Whether the account is a learner's, which pages know with who asks."""
    known = getattr(account, "is_for_learning", None)
    return Learner.objects.filter(account=account).exists() if known is None else known


class LessonProgress(models.Model):
    """One lesson, as it was last started. reached: the last step that was done by opening a page; 0 for none.

    done: the steps that were done when somebody last looked, which lists show. moved_timestamp: when that last changed.
    finished_timestamp stays when what was done is undone.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="lessons")
    region = models.CharField(max_length=32)
    slug = models.CharField(max_length=64)
    started_timestamp = models.DateTimeField()
    moved_timestamp = models.DateTimeField()
    reached = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    finished_timestamp = models.DateTimeField(null=True)

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region", "slug"], name="one_progress_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.slug} in {self.account_id}"
