"""Runs: one setting changed on many pools, numbers or sender IDs, and what has become of each."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count

from pools.models.accounts import Account, User
from pools.models.scope import RegionalQuerySet


class EditRun(models.Model):
    """One change of many. setting, values: which, and to what, as operations/rules/edits.py has it.

    run_id: given by the preview that it was started from, so that a form sent twice starts it once. moved_timestamp:
    when an item of it was last dealt with; nobody does that for a run that is cut off, though it is RUNNING.
    """

    class Status(models.TextChoices):
        RUNNING = "RUNNING"
        STOPPED = "STOPPED"
        DONE = "DONE"
        UNDOING = "UNDOING"
        UNDONE = "UNDONE"

    run_id = models.CharField(max_length=36, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="edit_runs")
    region = models.CharField(max_length=32)
    resource_type = models.CharField(max_length=16)
    setting = models.CharField(max_length=32)
    values = models.JSONField()
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_timestamp = models.DateTimeField()
    moved_timestamp = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)

    objects = RegionalQuerySet.as_manager()

    def __str__(self) -> str:
        return self.run_id

    def counts(self) -> dict[str, int]:
        """How many of its items have each outcome."""
        return outcomes_of([self])[self.pk]


def outcomes_of(runs: Sequence[EditRun]) -> dict[int, dict[str, int]]:
    """How many items of each run, by its key, have each outcome: in one query."""
    found = {run.pk: dict.fromkeys(EditRunItem.Outcome.values, 0) for run in runs}
    rows = EditRunItem.objects.filter(run__in=runs).order_by().values_list("run_id", "outcome")
    for key, outcome, number in rows.annotate(n=Count("pk")):
        found[key][outcome] = number
    return found


class EditRunItem(models.Model):
    """One resource of a run. changes: [[setting, key, before, after], …]; None for what is not there.

    label: what it was called. words: why it was refused, or who had changed it.
    """

    class Outcome(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        # Somebody had changed it after the preview, or after the run that is being undone.
        OVERTAKEN = "OVERTAKEN"
        UNDONE = "UNDONE"
        NOT_UNDONE = "NOT_UNDONE"

    run = models.ForeignKey(EditRun, models.CASCADE, related_name="items")
    resource_id = models.CharField(max_length=64)
    label = models.CharField(max_length=256)
    changes = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    words = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["run", "outcome", "id"], name="edit_run_item_by_outcome")]

    def __str__(self) -> str:
        return self.resource_id

    @property
    def before(self) -> dict[tuple[str, str], Any]:
        return {(setting, key): as_kept(before) for setting, key, before, _ in self.changes}

    @property
    def after(self) -> dict[tuple[str, str], Any]:
        return {(setting, key): as_kept(after) for setting, key, _, after in self.changes}


def as_kept(value: Any) -> Any:
    """JSON has no tuples, which keywords are."""
    return tuple(value) if isinstance(value, list) else value
