"""The settings that Create pool shows, as the pool would have them from what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from pools.models import PhoneNumber, Pool, SenderId
from pools.models.text import natural_key
from pools.operations import pools as operations
from pools.pages.kit.words import labels
from pools.reference import keywords as known


@dataclass(frozen=True)
class Preview:
    """The settings that a pool would have, and whose they are."""

    identity: PhoneNumber | SenderId
    pool: Pool
    keywords: Sequence[str]

    @property
    def message_type(self) -> str:
        return labels.value_of("message_type", self.pool.message_type)


def preview(identity: PhoneNumber | SenderId) -> Preview:
    is_number = isinstance(identity, PhoneNumber)
    pool = Pool(message_type=identity.message_type if is_number else "", **operations.inherited(identity))
    # A sender ID has no keywords to pass on, and AWS gives every pool HELP and STOP.
    words = sorted((row.keyword for row in identity.keywords.all()), key=natural_key) if is_number else []
    return Preview(identity, pool, words or known.REQUIRED)
