"""What a deletion here leaves: a wish to delete that very resource in AWS, also one that is only being made there."""

from datetime import datetime
from typing import Any

from pools.models import DirtyKey, Mirror
from pools.operations.engine.unsent import NOT_YET, being_made
from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS
from pools.sync.memory import VISIBLE_AFTER, Memory


def tombstone_of(memory: Memory, dirty: DirtyKey) -> dict[str, Any] | None:
    tomb = dirty.tombstone
    if tomb and tomb["created"] == NOT_YET:
        # Of what AWS has by now and is not of our making, it stays without effect.
        return tomb | {"created": memory.base.created} if memory.base else tomb
    return tomb if memory.base or memory.read or EXISTS in memory.sent else None


def is_forgettable(row: Mirror, one: Comparison, now: float) -> bool:
    """Neither side has it, and no old read can show it any more."""
    if one.local or one.remote:
        return False
    if any(sent.is_fresh(now) for sent in one.memory.sent.values()):
        return False
    if row.tombstone and row.tombstone["created"] == NOT_YET and being_made(row.link, [(row.kind, row.key)]):
        return False
    deleted = row.tombstone and datetime.fromisoformat(row.tombstone["when"]).timestamp()
    return not (deleted and now - deleted < VISIBLE_AFTER)
