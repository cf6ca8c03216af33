"""What two people changed of one resource: both keep what is theirs, and what both changed is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Model

from pools.errors import ConflictException
from pools.operations.engine.resources import kind_and_id
from pools.refusals import Overtaken, Stale


@dataclass(frozen=True)
class KeptSide:
    """Whose value is kept of a setting that two changed, chosen while it was `current`; None for absent."""

    keeps_mine: bool
    current: Any


NO_CHOICES: Mapping[tuple[str, str], KeptSide] = MappingProxyType({})


def merge(
    row: Model,
    initial: dict | None,
    posted: dict,
    current: dict,
    choices: Mapping[tuple[str, str], KeptSide] = NO_CHOICES,
) -> dict[tuple[str, str], Any]:
    """What to write, per setting; None removes. `row`, whose settings they are, is locked.

    Raises ConflictException where both sides moved, or where they differ and nobody knows which side did, unless
    each such setting has a choice. A choice counts while the setting is what it was when it was made.
    """
    known = current if initial is None else initial
    touched = {
        key: posted.get(key) for key in known.keys() | posted.keys() if posted.get(key) != known.get(key)
    }
    moved = [
        Stale(*key, value, current.get(key))
        for key, value in sorted(touched.items(), key=lambda item: item[0])
        # Somebody else who set it to the same is in nobody's way.
        if initial is None or current.get(key) not in (initial.get(key), value)
    ]
    made = {key: choice for key, choice in choices.items() if choice.current == current.get(key)}
    if any((item.setting, item.key) not in made for item in moved):
        raise ConflictException(
            "RESOURCE_MODIFICATION_NOT_ALLOWED",
            *kind_and_id(row),
            about=Overtaken(moved, changed_by_others(known, touched, current)),
        )
    theirs = {(item.setting, item.key) for item in moved if not made[item.setting, item.key].keeps_mine}
    return {key: value for key, value in touched.items() if value != current.get(key) and key not in theirs}


def changed_by_others(known: dict, touched: dict, current: dict) -> list[Stale]:
    keys = sorted((known.keys() | current.keys()) - touched.keys())
    return [
        Stale(*key, known.get(key), current.get(key)) for key in keys if known.get(key) != current.get(key)
    ]
