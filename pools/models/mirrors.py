"""What is known of each resource of a linked account on both sides, and what AWS changed."""

from django.conf import settings
from django.db import models

from pools.models.aws_links import AwsLink

# What the kinds of resources are called in the middle of a sentence.
NOUNS = {
    "pool": "pool",
    "phone-number": "phone number",
    "sender-id": "sender ID",
    "opt-out-list": "opt-out list",
    "configuration-set": "configuration set",
}


class Standing(models.TextChoices):
    """How a resource stands, the gravest first: what lists show and filter by."""

    GONE = "GONE", "Deleted in AWS"
    CONFLICT = "CONFLICT", "Differs"
    NEW = "NEW", "Not in AWS yet"
    PENDING = "PENDING", "Differs"
    DELETED = "DELETED", "Deleted here"
    LEFT_ALONE = "LEFT_ALONE", "Left alone"
    IN_SYNC = "IN_SYNC", "In sync"


# What the next plan is about, and what is asked about.
PENDING_STANDINGS = (Standing.NEW, Standing.PENDING, Standing.DELETED)
CONFLICT_STANDINGS = (Standing.CONFLICT, Standing.GONE)


class Mirror(models.Model):
    """One resource of a linked account. There is no foreign key to its row here: rows vanish, and the mirror must not.

    kind, key: as in sync/state.py: AWS's ID where it has one, else ours. local_key: our own row's full ID, as in ARNs
    of ours. memory: sync/memory.py's, in JSON. standing, differences, reasons: of the last comparison;
    differences as [[name, key, status, cause, base, local, remote], ...], reasons as [[part, key, why], ...].
    tombstone: {"who", "when", "created"} where somebody deleted it here, else None. is_managed: False after *Stop
    managing*. changed_by, changed_timestamp: the last change here by a person. is_unconfirmed: one read alone has
    shown something, which a later one is to repeat. seen_timestamp: when AWS was last asked for it.
    """

    link = models.ForeignKey(AwsLink, models.CASCADE, related_name="mirrors")
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=256)
    local_key = models.CharField(max_length=256)
    arn = models.CharField(max_length=2048, blank=True, default="")
    memory = models.JSONField(default=dict)
    standing = models.CharField(max_length=16, choices=Standing, default=Standing.IN_SYNC)
    differences = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    tombstone = models.JSONField(null=True)
    is_managed = models.BooleanField(default=True)
    is_unconfirmed = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_timestamp = models.DateTimeField(null=True)
    seen_timestamp = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "kind", "key"], name="one_mirror_per_key"),
            models.UniqueConstraint(fields=["link", "kind", "local_key"], name="one_mirror_per_local_key"),
        ]
        indexes = [
            models.Index(fields=["link", "standing", "-changed_timestamp"], name="mirror_by_standing"),
            models.Index(
                fields=["link", "is_unconfirmed"],
                condition=models.Q(is_unconfirmed=True),
                name="mirror_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DirtyKey(models.Model):
    """A resource that an operation changed since it was last compared. Written in the operation's own transaction.

    version: rises with each change, so that a comparison takes away only what it has seen.
    """

    link = models.ForeignKey(AwsLink, models.CASCADE, related_name="dirty_keys")
    kind = models.CharField(max_length=32)
    local_key = models.CharField(max_length=256)
    version = models.PositiveIntegerField(default=1)
    # Of a deletion what the mirror's tombstone is to be.
    tombstone = models.JSONField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_timestamp = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "kind", "local_key"], name="one_dirty_key_per_resource")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.local_key}"


class AwsChangeQuerySet(models.QuerySet):
    def unseen(self) -> "AwsChangeQuerySet":
        """What nobody has marked as seen."""
        return self.filter(acknowledged_timestamp=None)

    def count_resources(self) -> int:
        return self.order_by().values("kind", "resource_key").distinct().count()


class AwsChange(models.Model):
    """One setting that was changed in AWS and taken over here; without a name, the resource came, went or was replaced.

    name, key: of the field, as in sync/fields.py. cause: sync/judging.py's. was, now: plain values.
    """

    link = models.ForeignKey(AwsLink, models.CASCADE, related_name="aws_changes")
    kind = models.CharField(max_length=32)
    resource_key = models.CharField(max_length=256)
    name = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=256, blank=True, default="")
    cause = models.CharField(max_length=32)
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    seen_timestamp = models.DateTimeField()
    acknowledged_timestamp = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = AwsChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["link", "-seen_timestamp", "id"], name="aws_change_newest")]

    def __str__(self) -> str:
        return f"{self.name or self.cause} of {self.resource_key}"
