"""Tags: what resources are called and grouped by."""

from django.db import models

from pools.models.configuration_sets import ConfigurationSet
from pools.models.identities import PhoneNumber, SenderId
from pools.models.opt_out_lists import OptOutList
from pools.models.pools import Pool
from pools.models.scope import exactly_one_of
from pools.models.verified_destination_numbers import VerifiedDestinationNumber


class Tagging(models.Model):
    """Whose a tag is: a foreign key for each kind of resource that takes tags, of which one is set."""

    # A column a kind, not a generic relation: so the database itself refuses a key that is there twice.
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

    class Meta:
        abstract = True


TAGGABLE = tuple(field.name for field in Tagging._meta.local_fields)


class Tag(Tagging):
    """A key and a value on one resource. Keys are case-sensitive."""

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
