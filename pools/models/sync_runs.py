"""What the sync does, one row a run, and each request that a run sends, one row a step."""

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
    def to_do(self) -> "SyncRunQuerySet":
        """What a worker can take further now: not what waits for AWS until later."""
        waits = models.Q(status=RunStatus.WAITING) & models.Q(next_look_timestamp__gt=FromNow())
        return self.filter(status__in=OPEN_STATUSES).exclude(waits)


class SyncRun(models.Model):
    """One reading of AWS, or one plan and what came of it.

    number: within the link. only: [[kind, key], ...] that a plan is for, None for all. sources, digest, engine_version:
    what the plan was made from (sync/plan.py). progress: of a reading {kind: [read, of]}, `of` None while counting.
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
    def has_ended(self) -> bool:
        return self.status in ENDED_STATUSES


class StepStatus(models.TextChoices):
    """BLOCKED is never sent; NOT_SENT was left when its run ended; ASKED waits for a person's answer."""

    BLOCKED = "BLOCKED", "Blocked"
    READY = "READY", "Ready"
    SENDING = "SENDING", "Running"
    RETRYING = "RETRYING", "Trying again"
    LOOKING = "LOOKING", "Asking AWS what became of it"
    ASKED = "ASKED", "Answer lost"
    WAITING = "WAITING", "Waiting for AWS"
    DONE = "DONE", "Done"
    ALREADY_SO = "ALREADY_SO", "Already so"
    FAILED = "FAILED", "Failed"
    NOT_SENT = "NOT_SENT", "Not sent"


# Nothing of these was sent, or it was refused for certain.
UNSENT_STATUSES = (StepStatus.READY, StepStatus.RETRYING, StepStatus.WAITING)
# What AWS may have carried out without our knowing: it is looked up before the run may end.
UNANSWERED_STATUSES = (StepStatus.SENDING, StepStatus.LOOKING, StepStatus.ASKED)


class SyncStep(models.Model):
    """One request to AWS of a plan, or a change that is blocked.

    position: the order, from 1; of what is blocked from 1 too. step_id, kind, key, operation, request, changes, needs:
    sync/planned.py's Step, `planned` being all of it in JSON (`plain_step`). why, way_out: of what is blocked.
    is_ticked: whether it is to be sent; what destroys starts unticked. client_token, marker: committed before the
    request goes out, "" where the call has none. first_sent_timestamp: since when an unknown outcome may be resolved
    by sending the same again. error: {"code", "reason", "message", "request_id", "missing_action", "sort"} of the last
    refusal. answer: {"key", "arn"} that AWS gave. candidates: [{"key", "created", "members", "tags"}, ...] of a lost
    answer; chosen: the key a person chose, "-" for *Create it*. not_sent: why: "NEEDS", "NOT_TICKED", "STOPPED",
    "LEFT_OUT", with `needs` naming the steps.
    """

    run = models.ForeignKey(SyncRun, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    is_blocked = models.BooleanField(default=False)
    step_id = models.CharField(max_length=512)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=256)
    operation = models.CharField(max_length=64)
    planned = models.JSONField()
    needs = models.JSONField(default=list)
    destroys = models.BooleanField(default=False)
    is_ticked = models.BooleanField(default=True)
    why = models.CharField(max_length=32, blank=True, default="")
    way_out = models.CharField(max_length=32, blank=True, default="")
    status = models.CharField(max_length=16, choices=StepStatus, default=StepStatus.READY)
    not_sent = models.CharField(max_length=16, blank=True, default="")
    client_token = models.CharField(max_length=64, blank=True, default="")
    marker = models.CharField(max_length=64, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    first_sent_timestamp = models.DateTimeField(null=True)
    sent_timestamp = models.DateTimeField(null=True)
    next_try_timestamp = models.DateTimeField(null=True)
    retry_until_timestamp = models.DateTimeField(null=True)
    done_timestamp = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    chosen = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "is_blocked", "position"], name="one_step_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.operation}"
