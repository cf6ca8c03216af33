"""The settings a form was drawn with travel inside it, signed, so that saving can tell who changed what."""

from dataclasses import asdict

from pools.operations.pool_settings import PoolSettings
from pools.pages.kit.sealed import sealed, unsealed

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
