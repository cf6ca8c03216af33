"""Each request that a run of the sync sends, one row a step."""

from django.db import models

from pools.models.sync_runs import SyncRun


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
# AWS has it as it was to be.
FINISHED_STATUSES = (StepStatus.DONE, StepStatus.ALREADY_SO)
# Where it is committed that they will not be sent, unless a person decides otherwise.
LEFT_STATUSES = (StepStatus.FAILED, StepStatus.NOT_SENT)
OVER_STATUSES = (*FINISHED_STATUSES, *LEFT_STATUSES)


class NotSent(models.TextChoices):
    """Why a step was not sent: it needs one that was not, or people did not want it."""

    NEEDS = "NEEDS", "Needs a step that was not sent"
    NOT_TICKED = "NOT_TICKED", "Not ticked"
    STOPPED = "STOPPED", "Stopped"
    LEFT_OUT = "LEFT_OUT", "Left out; it stays pending"


class SyncStepQuerySet(models.QuerySet):
    def in_run(self) -> "SyncStepQuerySet":
        """Without what is blocked, which no run ever sends."""
        return self.filter(is_blocked=False)

    def questions(self) -> "SyncStepQuerySet":
        """Those whose answer was lost, as long as no person has said what became of them."""
        return self.filter(status=StepStatus.ASKED, chosen="")


class SyncStep(models.Model):
    """One request to AWS of a plan, or a change that is blocked.

    position: the order, from 1; of what is blocked from 1 too. step_id, kind, key, operation, needs: of
    sync/planned.py's Step, of which `planned` has all in JSON (`plain_step`). why, way_out: of what is blocked.
    is_ticked: whether it is to be sent; what destroys starts unticked. client_token, marker: committed before the
    request goes out, "" where the call has none. first_sent_timestamp: since when an unknown outcome may be resolved
    by sending the same again. error: {"code", "reason", "message", "request_id", "missing_action", "sort"} of the last
    refusal. answer: {"key", "arn"} that AWS gave. candidates: [{"key", "created", "members", "tags"}, ...] of a lost
    answer; chosen: the key a person chose, "-" for *Create it*. not_sent: why, as in NotSent, with
    `needs` naming the steps.
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

    objects = SyncStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "is_blocked", "position"], name="one_step_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.operation}"
