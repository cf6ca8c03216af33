"""AWS's side of some resources as it is now, each asked for by its ID."""

from collections.abc import Collection, Iterable

from pools.sync import clock
from pools.sync.batches import by_kind
from pools.sync.existence import Read
from pools.sync.reading import AT_ONCE, Ask, completed, described
from pools.sync.refusals import NOT_FOUND
from pools.sync.remote import Refused
from pools.sync.state import Ref, State


def read_now(ask: Ask, refs: Collection[Ref], *, trusted: bool = False) -> dict[Ref, Read]:
    """All of each resource, None where AWS has none of that ID. All are of keys that AWS gave, or of named kinds."""
    reads: dict[Ref, Read] = {}
    for kind, keys in by_kind(refs, AT_ONCE):
        # Before it is asked for: what came to be meanwhile may be in the answer or not.
        at = clock.seconds()
        found = described(ask, kind, keys)
        reads |= {Ref(kind, key): Read(whole_of(ask, state), at, trusted) for key, state in found.items()}
    return reads


def completed_reads(ask: Ask, states: Iterable[State], at: float, *, trusted: bool) -> dict[Ref, Read]:
    """The same of what a list gave, asked for at that time."""
    return {state.ref: Read(whole_of(ask, state), at, trusted) for state in states}


def whole_of(ask: Ask, state: State | None) -> State | None:
    try:
        return state and completed(ask, state)
    except Refused as refused:
        if refused.refusal.code != NOT_FOUND:
            raise
        return None
