"""The link of an account and Region to AWS, who works for it, and what people asked of it."""

from typing import Any

from django.conf import settings
from django.db import models

from pools.models.accounts import Account
from pools.models.scope import RegionalQuerySet

# Of AWS's documented rates, so that other tools of the same account are not starved.
USUAL_SHARE = 80  # percent


class LinkManager(models.Manager.from_queryset(RegionalQuerySet)):
    def get_queryset(self) -> RegionalQuerySet:
        return super().get_queryset().filter(unlinked_timestamp=None)


class AwsLink(models.Model):
    """This account and Region are a draft of the same of AWS; the account's number is AWS's.

    No secret is kept: `profile` is a name in the worker's own files, "" for what boto3 finds by itself.
    share: percent of each documented rate to use. check_every: seconds, 0 for never. `imported_timestamp` is there once
    everything was read for the first time: before that nothing is applied. `read_timestamp` is when the last read of
    everything began. trouble: why nothing works, as in sync/troubles.py, with `trouble_about` in plain data; ""
    where the connection works. A worker holds the link while it reads or compares: one at a time, until
    `lease_until`.
    The row of a link that was unlinked stays, with its runs and AWS's IDs; `objects` has only those that are linked.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    profile = models.CharField(max_length=128, blank=True, default="")
    share = models.PositiveSmallIntegerField(default=USUAL_SHARE)
    check_every = models.PositiveIntegerField(default=0)
    next_check_timestamp = models.DateTimeField(null=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_timestamp = models.DateTimeField()
    imported_timestamp = models.DateTimeField(null=True)
    read_timestamp = models.DateTimeField(null=True)
    endpoint = models.CharField(max_length=2048, blank=True, default="")
    signed_in_as = models.CharField(max_length=2048, blank=True, default="")
    tested_timestamp = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=32, blank=True, default="")
    trouble_about = models.JSONField(default=dict)
    last_run_number = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=128, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    unlinked_timestamp = models.DateTimeField(null=True)

    objects = LinkManager()
    with_unlinked = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region"], name="one_link_per_account_region")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.region}"


def link_of(caller: Any) -> AwsLink | None:
    """The link of the caller's account and Region. Pages know of most that there is none, without a query."""
    known = getattr(caller.account, "linked_regions", None)
    if known is not None and caller.region not in known:
        return None
    return AwsLink.objects.for_caller(caller).select_related("linked_by").first()


def is_linked_anywhere(account: Account) -> bool:
    """Whether a Region of the account is linked to AWS, which pages know as well."""
    known = getattr(account, "linked_regions", None)
    return bool(known) if known is not None else AwsLink.objects.filter(account=account).exists()


class SyncRequestKind(models.TextChoices):
    """What people ask of the worker, besides runs."""

    TEST = "TEST", "Test connection"
    ANSWER = "ANSWER", "Answer conflicts"
    DISCARD = "DISCARD", "Discard here"
    PUT_BACK = "PUT_BACK", "Put back"
    LOOK_UP = "LOOK_UP", "Look up opt-outs"


class SyncRequest(models.Model):
    """Something a person asked of the worker: it is done in the order of the keys, and answered once.

    about, answer: plain data, whose form is the kind's (operations/syncing/asking.py). link: None for a test before
    there is one.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    link = models.ForeignKey(AwsLink, models.CASCADE, null=True, related_name="requests")
    kind = models.CharField(max_length=16, choices=SyncRequestKind)
    about = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_timestamp = models.DateTimeField()
    answered_timestamp = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict)
    worker = models.CharField(max_length=128, blank=True, default="")
    lease_until = models.DateTimeField(null=True)

    objects = RegionalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["answered_timestamp", "id"],
                condition=models.Q(answered_timestamp=None),
                name="sync_request_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SyncWorker(models.Model):
    """A process of `manage.py sync work`: where it runs, as whom, and when it last gave a sign."""

    name = models.CharField(max_length=128, primary_key=True)
    host = models.CharField(max_length=128)
    user = models.CharField(max_length=64)
    # Those in its own AWS files, by name: no secret.
    profiles = models.JSONField(default=list)
    version = models.CharField(max_length=64)
    started_timestamp = models.DateTimeField()
    seen_timestamp = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
