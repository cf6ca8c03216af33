"""Keywords and tags: what pools, phone numbers and other resources carry besides their columns."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from pools.models.configuration_sets import ConfigurationSet
from pools.models.identities import PhoneNumber, SenderId
from pools.models.opt_out_lists import OptOutList
from pools.models.pools import Pool
from pools.models.verified_destination_numbers import VerifiedDestinationNumber


def exactly_one_of(*fields: str) -> Q:
    """A condition: one of the nullable `fields` is set and the others are not."""
    return reduce(or_, (Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields))


class Keyword(models.Model):
    """What a pool or a phone number answers to a message that begins with `keyword` (kept in upper case)."""

    pool = models.ForeignKey(Pool, models.CASCADE, null=True, related_name="keywords")
    phone_number = models.ForeignKey(PhoneNumber, models.CASCADE, null=True, related_name="keywords")
    keyword = models.CharField(max_length=30)
    keyword_message = models.CharField(max_length=1600)
    keyword_action = models.CharField(max_length=24, default="AUTOMATIC_RESPONSE")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "keyword"], name="one_keyword_per_pool"),
            models.UniqueConstraint(fields=["phone_number", "keyword"], name="one_keyword_per_phone_number"),
            models.CheckConstraint(
                condition=exactly_one_of("pool", "phone_number"), name="keyword_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.keyword


TAGGABLE = (
    "pool",
    "phone_number",
    "sender_id",
    "opt_out_list",
    "configuration_set",
    "verified_destination_number",
)


class Tag(models.Model):
    """A key and a value on one resource. Keys are case-sensitive."""

    pool = models.ForeignKey(Pool, models.CASCADE, null=True, related_name="tag_rows")
    phone_number = models.ForeignKey(PhoneNumber, models.CASCADE, null=True, related_name="tag_rows")
    sender_id = models.ForeignKey(SenderId, models.CASCADE, null=True, related_name="tag_rows")
    opt_out_list = models.ForeignKey(OptOutList, models.CASCADE, null=True, related_name="tag_rows")
    configuration_set = models.ForeignKey(
        ConfigurationSet, models.CASCADE, null=True, related_name="tag_rows"
    )
    verified_destination_number = models.ForeignKey(
        VerifiedDestinationNumber, models.CASCADE, null=True, related_name="tag_rows"
    )
    key = models.CharField(max_length=128)
    value = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        constraints = [
            *(
                models.UniqueConstraint(fields=[owner, "key"], name=f"one_tag_per_{owner}")
                for owner in TAGGABLE
            ),
            models.CheckConstraint(condition=exactly_one_of(*TAGGABLE), name="tag_has_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
