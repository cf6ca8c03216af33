"""Classes: learners who were given an account, a sign-in and a link each, and who gave them."""

from django.db import models

from pools.models.accounts import Account, User
from pools.models.ids import new_uuid
from pools.models.lessons import Learner


def new_class_id() -> str:
    return new_uuid("class").hex[:12]


class ClassQuerySet(models.QuerySet):
    def for_caller(self, caller) -> "ClassQuerySet":
        """Those that were made in the caller's account, in whichever Region."""
        return self.filter(account_id=caller.account.pk)


class Class(models.Model):
    """account: whose Administrators teach it; the learners have accounts of their own.

    lessons: the names of those that they see; none for all, and for those to come.
    """

    class_id = models.CharField(max_length=12, unique=True, default=new_class_id)
    account = models.ForeignKey(Account, models.CASCADE, related_name="classes")
    name = models.CharField(max_length=40)
    lessons = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_timestamp = models.DateTimeField()

    objects = ClassQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_class_per_name")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """name: whose it is; "" until somebody says so. join_digest: of the code in the seat's link.

    sealed_sign_in: the password and the code, which the sheet shows.
    """

    learner = models.OneToOneField(Learner, models.CASCADE, related_name="seat")
    of_class = models.ForeignKey(Class, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=64, blank=True, default="")
    join_digest = models.CharField(max_length=64, unique=True)
    sealed_sign_in = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of_class", "number"], name="one_seat_per_number")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name or f"Learner {self.number}"
