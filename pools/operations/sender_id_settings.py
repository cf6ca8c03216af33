"""The settings form of a sender ID, saved as one act: UpdateSenderId and tags, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pools.models import SenderId
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import find_sender_id
from pools.operations.engine.merging import NO_CHOICES, KeptSide, merge
from pools.operations.engine.verb import operation
from pools.operations.sender_ids import update_sender_id
from pools.operations.tags import retag

PROTECTION = "deletion_protection_enabled"


@dataclass(frozen=True)
class SenderIdSettings:
    """What the settings form shows and posts, as PoolSettings has it of a pool."""

    deletion_protection_enabled: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[tuple[str, str], Any]:
        """Every setting on its own."""
        tags = {("tags", key): value for key, value in self.tags.items()}
        return {(PROTECTION, ""): self.deletion_protection_enabled} | tags


def sender_id_settings_of(row: SenderId) -> SenderIdSettings:
    return SenderIdSettings(
        row.deletion_protection_enabled, {tag.key: tag.value for tag in row.tag_rows.all()}
    )


@operation
def save_sender_id_settings(
    caller: Caller,
    *,
    sender_id: str,
    iso_country_code: str,
    initial: SenderIdSettings | None,
    posted: SenderIdSettings,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> int:
    """Save the settings form: UpdateSenderId, UntagResource, TagResource, as needed.

    initial, choices: as save_pool_settings takes them.
    Returns: how many settings changed; with 0 nothing is written.
    Raises: ResourceNotFoundException sender-id; ConflictException (Overtaken); what the operations named above raise.
    """
    row = find_sender_id(caller, sender_id, iso_country_code)
    current = sender_id_settings_of(row).flat()
    changes = merge(row, initial and initial.flat(), posted.flat(), current, choices)
    if (PROTECTION, "") in changes:
        update_sender_id(
            caller,
            sender_id=sender_id,
            iso_country_code=iso_country_code,
            deletion_protection_enabled=changes[PROTECTION, ""],
        )
    tags = {key: value for (setting, key), value in changes.items() if setting == "tags"}
    retag(caller, row.sender_id_arn, tags)
    return len(changes)
