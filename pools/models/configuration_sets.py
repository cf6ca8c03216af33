"""Configuration sets, and where the events of messages sent with them go."""

from django.db import models
from django.db.models import Count, F
from django.db.models.functions import Coalesce

from pools.models.accounts import Account
from pools.models.scope import NamedQuerySet, arn


class ConfigurationSetQuerySet(NamedQuerySet):
    searched_in = ("configuration_set_name", "default_sender_id")

    def with_destination_count(self) -> "ConfigurationSetQuerySet":
        """Adds `event_destination_count`."""
        return self.annotate(event_destination_count=Count("event_destination_rows"))

    def with_feedback(self) -> "ConfigurationSetQuerySet":
        """Adds `asks_for_feedback`: where nobody set it, it is off."""
        return self.annotate(asks_for_feedback=Coalesce(F("default_message_feedback_enabled"), False))


class ConfigurationSet(models.Model):
    """Defaults for messages; an empty default is one that is not set."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    configuration_set_name = models.CharField(max_length=64)
    default_message_type = models.CharField(max_length=16, blank=True, default="")
    default_sender_id = models.CharField(max_length=11, blank=True, default="")
    # NULL where nobody set it: then the API leaves it out, and false is an answer.
    default_message_feedback_enabled = models.BooleanField(null=True)
    created_timestamp = models.DateTimeField()

    objects = ConfigurationSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "configuration_set_name"], name="one_configuration_set_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.configuration_set_name

    @property
    def label(self) -> str:
        return self.configuration_set_name

    @property
    def configuration_set_arn(self) -> str:
        return arn(self, f"configuration-set/{self.configuration_set_name}")


class EventDestination(models.Model):
    """One place that events go to. Exactly one of the three destinations is set, in the API's wire form."""

    configuration_set = models.ForeignKey(
        ConfigurationSet, models.CASCADE, related_name="event_destination_rows"
    )
    event_destination_name = models.CharField(max_length=64)
    enabled = models.BooleanField(default=True)
    matching_event_types = models.JSONField(default=list)
    cloud_watch_logs_destination = models.JSONField(null=True)
    kinesis_firehose_destination = models.JSONField(null=True)
    sns_destination = models.JSONField(null=True)
    created_timestamp = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["configuration_set", "event_destination_name"], name="one_event_destination_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.event_destination_name
