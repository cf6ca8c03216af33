"""Messages: what was sent from an account, what came back to it, and what that has cost. Nothing leaves the product."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from pools.models.accounts import Account
from pools.models.ids import new_uuid
from pools.models.scope import RegionalQuerySet, contains
from pools.reference.phone_numbers import typed_forms
from pools.reference.prices import UNITS_PER_DOLLAR


def new_message_id() -> str:
    return str(new_uuid("message"))


# Whom a message is from and to, and all that a search looks into.
ENDS = ("destination_phone_number", "origination_phone_number")
TEXTS = ("message_body", *ENDS, "message_id")


class MessageQuerySet(RegionalQuerySet):
    def with_status(self, now: datetime) -> "MessageQuerySet":
        """Adds `derived_status`, which is what `status_at` says of one row."""
        settled = When(settled_timestamp__lte=now, then=F("final_status"))
        return self.annotate(derived_status=Case(settled, default=Value(Message.QUEUED)))

    def conversation(self, destination_phone_number: str) -> "MessageQuerySet":
        """All that went to a phone and came from it, the newest first."""
        rows = self.filter(destination_phone_number=destination_phone_number)
        return rows.order_by("-created_timestamp", "-pk")

    def of_keys(self, keys: list[int]) -> "MessageQuerySet":
        return self.filter(pk__in=keys)

    def having_status(self, status: str, now: datetime) -> "MessageQuerySet":
        """Those of which `status_at` says it."""
        if status == Message.QUEUED:
            return self.filter(settled_timestamp__gt=now)
        return self.filter(settled_timestamp__lte=now, final_status=status)

    def written(self, text: str) -> "MessageQuerySet":
        """Those in which each word stands: in the message, its ID, or the numbers, however those are written."""
        forms = tuple(typed_forms(text))
        number = reduce(or_, (contains(forms, column) for column in ENDS)) if forms else None
        words = dict.fromkeys(text.split())
        found = [reduce(or_, (Q(**{f"{column}__icontains": word}) for column in TEXTS)) for word in words]
        said = Q(*found) if found else Q(pk__in=())
        return self.filter(said | number if number else said)

    def newest_first(self) -> "MessageQuerySet":
        return self.order_by("-created_timestamp", "-pk")

    def delivered_within(self, begin: datetime, now: datetime) -> "MessageQuerySet":
        return self.filter(delivered_timestamp__gt=begin, delivered_timestamp__lte=now).order_by(
            "-delivered_timestamp", "-pk"
        )


class Message(models.Model):
    """One message, written once, when it is sent: what is to become of it stands in it with the time at which it does.

    kind: TEXT, MEDIA and VOICE go to destination_phone_number; a REPLY came from there.
    origination_identity: the ID that it was sent from, as ARNs have it; "" for a shared route. By name, and not by
    key, as it stays when the identity goes; so do pool_id and configuration_set_name. origination_phone_number: whom
    the phone shows as the sender.
    decision: why this sender, as `rules/choosing.py` writes it; of a reply, what it led to.
    events: [[name, milliseconds, is_final], …]. event_destinations: [[name, kind, [event, …]], …], those of its
    configuration set that take some of them.
    delivered_timestamp: when a phone or its carrier took it, where one did.
    """

    class Kind(models.TextChoices):
        TEXT = "TEXT", "SMS"
        MEDIA = "MEDIA", "MMS"
        VOICE = "VOICE", "Voice"
        REPLY = "REPLY", "Reply"

    QUEUED = "QUEUED"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    message_id = models.CharField(max_length=64, unique=True, default=new_message_id)
    kind = models.CharField(max_length=8, choices=Kind)
    origination_identity = models.CharField(max_length=64, blank=True, default="")
    origination_phone_number = models.CharField(max_length=21)
    pool_id = models.CharField(max_length=64, blank=True, default="")
    configuration_set_name = models.CharField(max_length=64, blank=True, default="")
    destination_phone_number = models.CharField(max_length=21)
    iso_country_code = models.CharField(max_length=2)
    message_body = models.TextField(blank=True, default="")
    media_urls = models.JSONField(default=list)
    message_type = models.CharField(max_length=16, blank=True, default="")
    message_encoding = models.CharField(max_length=8, blank=True, default="")
    message_parts = models.PositiveSmallIntegerField(default=1)
    price_class = models.CharField(max_length=16, blank=True, default="")
    price_units = models.PositiveIntegerField(default=0)
    context = models.JSONField(default=dict)
    message_feedback_enabled = models.BooleanField(default=False)
    message_feedback_status = models.CharField(max_length=8, blank=True, default="")
    decision = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    event_destinations = models.JSONField(default=list)
    final_status = models.CharField(max_length=24)
    created_timestamp = models.DateTimeField()
    settled_timestamp = models.DateTimeField()
    delivered_timestamp = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account", "region", "created_timestamp", "id"], name="message_by_age"),
            models.Index(
                fields=["account", "region", "destination_phone_number", "created_timestamp", "id"],
                name="message_by_destination",
            ),
            models.Index(
                fields=["account", "region", "pool_id", "created_timestamp", "id"], name="message_by_pool"
            ),
            # What a sender is kept for a recipient by.
            models.Index(
                fields=["account", "region", "destination_phone_number", "delivered_timestamp"],
                name="message_delivered",
                condition=Q(delivered_timestamp__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def label(self) -> str:
        return self.message_id

    def status_at(self, now: datetime) -> str:
        """QUEUED until it is settled, as `with_status` has it of many."""
        return self.final_status if self.settled_timestamp <= now else self.QUEUED

    def events_at(self, now: datetime) -> list[list[Any]]:
        """Those that have come to pass."""
        return [event for event in self.events if event[1] <= milliseconds(now)]

    @property
    def price(self) -> float:
        """In US dollars."""
        return self.price_units / UNITS_PER_DOLLAR


def milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)


class MonthlySpend(models.Model):
    """What the messages of one kind have cost in a month, so that a limit needs no sum. month: 2026-11."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    month = models.CharField(max_length=7)
    kind = models.CharField(max_length=8)
    units = models.PositiveBigIntegerField(default=0)

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "region", "month", "kind"], name="one_spend_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.month}"


class Receipts(models.Model):
    """What became of an identity's last messages, the newest last: [[milliseconds, whether it arrived], …]."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    origination_identity = models.CharField(max_length=64)
    last = models.JSONField(default=list)

    objects = RegionalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "origination_identity"], name="one_row_of_receipts"
            )
        ]

    def __str__(self) -> str:
        return self.origination_identity
