"""Keywords: what a pool or a phone number answers."""

from collections.abc import Iterable

from django.db import models

from pools.models.identities import PhoneNumber
from pools.models.pools import Pool
from pools.models.scope import exactly_one_of


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


def responses(rows: Iterable[Keyword]) -> dict[str, tuple[str, str]]:
    """What each keyword is answered with: its message and action."""
    return {row.keyword: (row.keyword_message, row.keyword_action) for row in rows}
