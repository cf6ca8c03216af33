"""The settings a form was drawn with travel inside it, signed, so that saving can tell who changed what."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pools.models.pools import SETTINGS
from pools.operations.pool_settings import PoolSettings
from pools.pages.kit.sealed import sealed, unsealed
from pools.refusals import Stale

# Followed by the pool's ID, so that what another pool's form was drawn with does not count here.
SALT = "pool-settings:"


def seal(pool_id: str, settings: PoolSettings) -> str:
    return sealed(SALT + pool_id, asdict(settings))


def unseal(pool_id: str, text: str) -> PoolSettings | None:
    """The settings that `seal` wrote for this pool; None for anything else."""
    values = unsealed(SALT + pool_id, text)
    try:
        keywords = {word: tuple(response) for word, response in values["keywords"].items()}
        return PoolSettings(**values | {"keywords": keywords})
    except (KeyError, TypeError):  # an earlier release knew other settings
        return None


def rebased(initial: PoolSettings, stale: Sequence[Stale]) -> PoolSettings:
    """`initial`, as if it had shown what stands now where both sides changed something.

    Posting with it overwrites just these: what only somebody else changed still stays theirs.
    """
    changes: dict[str, Any] = {item.setting: item.current for item in stale if item.setting in SETTINGS}
    for setting in ("keywords", "tags"):
        moved = {item.key: item.current for item in stale if item.setting == setting}
        values = dict(getattr(initial, setting)) | moved
        changes[setting] = {key: value for key, value in values.items() if value is not None}
    return replace(initial, **changes)
