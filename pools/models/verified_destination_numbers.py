"""Numbers that an account in the sandbox may send to."""

from datetime import timedelta

from django.db import models

from pools import clock
from pools.models.accounts import Account
from pools.models.identities import international
from pools.models.ids import new_uuid
from pools.models.scope import RegionalQuerySet, arn

# No source has a code's life; a day is this product's choice.
CODE_LIFE = timedelta(hours=24)
WRONG_CODES = 5  # then another code has to be asked for


def new_verified_destination_number_id() -> str:
    return f"vdn-{new_uuid('verified-destination-number').hex}"


class VerifiedDestinationNumberQuerySet(RegionalQuerySet):
    def with_code(self) -> "VerifiedDestinationNumberQuerySet":
        """Those that wait for a code that is valid still, the newest code first."""
        waiting = self.filter(status="PENDING", code_timestamp__gt=clock.now() - CODE_LIFE)
        guessable = waiting.filter(wrong_codes__lt=WRONG_CODES)
        return guessable.exclude(verification_code="").order_by("-code_timestamp", "-pk")


class VerifiedDestinationNumber(models.Model):
    """A destination that its owner confirmed with a code, or is still to confirm.

    No message goes out from here, so the last code is kept where the test settings can show it.
    `codes_sent` counts those since `first_code_timestamp`, for the daily limit; `wrong_codes` the guesses at the last.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    region = models.CharField(max_length=32)
    verified_destination_number_id = models.CharField(
        max_length=64, unique=True, default=new_verified_destination_number_id
    )
    destination_phone_number = models.CharField(max_length=21)
    status = models.CharField(max_length=16, default="PENDING")
    rcs_agent_id = models.CharField(max_length=256, blank=True, default="")
    verification_code = models.CharField(max_length=20, blank=True, default="")
    code_timestamp = models.DateTimeField(null=True)
    first_code_timestamp = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    created_timestamp = models.DateTimeField()

    objects = VerifiedDestinationNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region", "destination_phone_number"],
                name="one_row_per_verified_destination_number",
            )
        ]

    def __str__(self) -> str:
        return self.destination_phone_number

    @property
    def label(self) -> str:
        return international(self.destination_phone_number)

    @property
    def verified_destination_number_arn(self) -> str:
        return arn(self, f"verified-destination-number/{self.verified_destination_number_id}")
