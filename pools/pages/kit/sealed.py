"""What a form was drawn with travels inside it, signed, so that saving can tell who changed what."""

from collections.abc import Mapping
from typing import Any

from django.core import signing


def sealed(salt: str, values: Mapping[str, Any]) -> str:
    """salt: whose form it is, so that what another's was drawn with does not count there."""
    return signing.dumps(dict(values), salt=salt, compress=True)


def unsealed(salt: str, text: str) -> dict[str, Any] | None:
    """What `sealed` wrote under this salt; None for anything else."""
    try:
        return signing.loads(text, salt=salt)
    except signing.BadSignature:
        return None
