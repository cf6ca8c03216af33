"""What the sync does, one row a run."""

from django.conf import settings
from django.db import models

from pools.models.aws_links import AwsLink
from pools.models.request_turns import FromNow


class RunKind(models.TextChoices):
    IMPORT = "IMPORT", "Import"
    REFRESH = "REFRESH", "Refresh"
    CHECK = "CHECK", "Check"
    APPLY = "APPLY", "Apply"


class RunStatus(models.TextChoices):
    """QUEUED: for a worker. COMPARING: an APPLY whose plan is being made. READY: a plan that nobody has applied."""

    COMPARING = "COMPARING", "Comparing"
    READY = "READY", "Ready"
    NOTHING = "NOTHING", "Nothing to apply"
    OUT_OF_DATE = "OUT_OF_DATE", "Out of date"
    DISCARDED = "DISCARDED", "Discarded"
    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Running"
    WAITING = "WAITING", "Waiting"
    PAUSED = "PAUSED", "Paused"
    STOPPED = "STOPPED", "Stopped"
    FAILED = "FAILED", "Failed"
    DONE = "DONE", "Done"


# A worker has something to do for these.
OPEN_STATUSES = (RunStatus.COMPARING, RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING)
# Of a plan that is being applied.
APPLYING_STATUSES = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED)
# What has ended, for good.
ENDED_STATUSES = (
    RunStatus.NOTHING,
    RunStatus.OUT_OF_DATE,
    RunStatus.DISCARDED,
    RunStatus.STOPPED,
    RunStatus.FAILED,
    RunStatus.DONE,
)


class SyncRunQuerySet(models.QuerySet):
    def readings(self) -> "SyncRunQuerySet":
        return self.exclude(kind=RunKind.APPLY)

    def plans(self) -> "SyncRunQuerySet":
        return self.filter(kind=RunKind.APPLY)

    def going_on(self) -> "SyncRunQuerySet":
        """What a worker or a person is to take further; a plan that nobody has applied is at rest."""
        return self.filter(status__in=(*OPEN_STATUSES, RunStatus.PAUSED))

    def to_do(self) -> "SyncRunQuerySet":
        """What a worker can take further now: not what waits for AWS until later."""
        waits = models.Q(status=RunStatus.WAITING) & models.Q(next_look_timestamp__gt=FromNow())
        return self.filter(status__in=OPEN_STATUSES).exclude(waits)


class SyncRun(models.Model):
    """One reading of AWS, or one plan and what came of it.

    number: within the link. only: [[kind, key], ...] that a plan is for, None for all. sources, digest, engine_version:
    what the plan was made from (sync/plan.py). progress: {kind: [read, of]}, `of` None while counting.
    cursor: where a reading goes on after its worker was killed. stop_asked: *Stop after this step*, or *Cancel*.
    about: why it paused, stopped, failed or is out of date, in plain data. cost: {"requests": n, "seconds": s,
    "steps": {step_id: [n, s]}}. next_look_timestamp: of a WAITING run. A worker holds it until `lease_until`;
    `taken_over` says who went silent when: [[worker, silent since, worker, went on at], ...].
    """

    link = models.ForeignKey(AwsLink, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=RunKind)
    status = models.CharField(max_length=16, choices=RunStatus)
    only = models.JSONField(null=True)
    sources = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True, default="")
    engine_version = models.CharField(max_length=64, blank=True, default="")
    progress = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    cost = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    taken_over = models.JSONField(default=list)
    stop_asked = models.BooleanField(default=False)
    stop_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_timestamp = models.DateTimeField()
    # When people last put it in the queue, and when a worker first took it.
    queued_timestamp = models.DateTimeField(null=True)
    started_timestamp = models.DateTimeField(null=True)
    ended_timestamp = models.DateTimeField(null=True)
    next_look_timestamp = models.DateTimeField(null=True)
    worker = models.CharField(max_length=128, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    # The plan that was made when this one met a moved world.
    next_run = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "number"], name="one_run_per_number")]
        indexes = [
            models.Index(
                fields=["status", "id"],
                condition=models.Q(status__in=["COMPARING", "QUEUED", "RUNNING", "WAITING"]),
                name="sync_run_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_reading(self) -> bool:
        return self.kind != RunKind.APPLY

    @property
    def read_so_far(self) -> tuple[int, int | None]:
        """How many resources a reading has read, and of how many; None while it counts."""
        kinds = self.progress.values()
        is_known = bool(kinds) and all(of is not None for _, of in kinds)
        return sum(read for read, _ in kinds), sum(of for _, of in kinds) if is_known else None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED_STATUSES
