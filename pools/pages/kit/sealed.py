"""What a form was drawn with travels inside it, signed, so that saving can tell who changed what."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.core import signing

from pools.refusals import Stale

Settings = TypeVar("Settings")


class InOneOrder(signing.JSONSerializer):
    """Databases give rows in any order, and a form that is drawn again is the same."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, separators=(",", ":"), sort_keys=True).encode("latin-1")


def sealed(salt: str, values: Mapping[str, Any]) -> str:
    """salt: whose form it is, so that what another's was drawn with does not count there."""
    return signer(salt).sign_object(dict(values), serializer=InOneOrder, compress=True)


def unsealed(salt: str, text: str) -> dict[str, Any] | None:
    """What `sealed` wrote under this salt; None for anything else."""
    try:
        return signer(salt).unsign_object(text)
    except signing.BadSignature:
        return None


def signer(salt: str) -> signing.Signer:
    """Signs without a time, so that a form that is drawn again is the same.

    Nothing else in the console signs under these salts: what holds one of these signatures can be read.
    """
    return signing.Signer(salt=f"sealed:{salt}")


def rebased(initial: Settings, stale: Sequence[Stale]) -> Settings:
    """`initial`, as if it had shown what stands now where both sides changed something.

    Posting with it overwrites just these: what only somebody else changed still stays theirs.
    """
    changes: dict[str, Any] = {item.setting: item.current for item in stale if not item.key}
    for setting in {item.setting for item in stale if item.key}:
        moved = {item.key: item.current for item in stale if item.setting == setting}
        values = dict(getattr(initial, setting)) | moved
        changes[setting] = {key: value for key, value in values.items() if value is not None}
    return replace(initial, **changes)
