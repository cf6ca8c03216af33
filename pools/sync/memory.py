"""What a row of the mirror remembers of a resource between two reads, and how acts of ours change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pools.sync.fields import ALL_KEYWORDS, EXISTS, Field, with_field
from pools.sync.state import POOL, SETTINGS, State, from_json, plain, to_json

# A former value in a read of this many seconds after a write is an old read, as AWS gives them.
VISIBLE_AFTER = 300
# Of what we created, once a read has shown it: then it is a resource like any other, but for reads from the past.
SETTLED_AFTER = 60


@dataclass(frozen=True)
class Sent:
    """The agreed value of a field has changed: what it was before, as a read may still show that.

    formers: every value of the last five minutes; None for absent; of EXISTS False, or the CreatedTimestamp (True where
    AWS has none). at: when it changed, in seconds. seen: a read has shown the new value. ours: we changed it, and AWS
    must keep it.
    """

    formers: tuple[Any, ...]
    at: float
    seen: bool = False
    ours: bool = True

    def is_fresh(self, now: float) -> bool:
        return now - self.at < VISIBLE_AFTER

    def may_be_hidden(self, now: float) -> bool:
        """Of a resource: whether a read that lacks what we created, or shows what we deleted, is but an old one."""
        is_shown = self.seen and False in self.formers
        return now - self.at < (SETTLED_AFTER if is_shown else VISIBLE_AFTER)


@dataclass(frozen=True)
class Suspect:
    """A value of AWS's that one read showed, not yet confirmed by a later one; at: when that was.

    after: when AWS was last read before that and had another value, 0 for never.
    """

    value: Any
    at: float
    after: float = 0


@dataclass(frozen=True)
class Memory:
    """What is known of one resource.

    base: the last value both sides agreed on, None before there was any. open: fields of it without agreement.
    theirs: fields that AWS decides: its values are taken over once read; ("keywords", "") is all keywords.
    read, read_at: AWS's side as last read, None where it was not there; when, in seconds.
    """

    base: State | None = None
    open: frozenset[Field] = frozenset()
    theirs: frozenset[Field] = frozenset()
    sent: Mapping[Field, Sent] = field(default_factory=dict)
    suspects: Mapping[Field, Suspect] = field(default_factory=dict)
    read: State | None = None
    read_at: float = 0


def imported(state: State, *, at: float) -> Memory:
    """Of what AWS has and has just been stored here."""
    return Memory(state, read=state, read_at=at)


def created(state: State, *, at: float) -> Memory:
    """Of what a step of ours created, as it was sent and answered.

    What AWS gave a pool, from its first number or by itself, is nobody's wish until it is read.
    """
    given = [(name, "") for name in SETTINGS[POOL]] if state.kind == POOL else []
    theirs = frozenset([*given, ALL_KEYWORDS] if given else [])
    return Memory(state, theirs=theirs, sent={EXISTS: Sent((False,), at)}, read=state, read_at=at)


def deleted(state: State, *, at: float) -> Memory:
    """Of what a step of ours deleted, as it was: a read may show it for a while."""
    return Memory(sent={EXISTS: Sent((state.created or True,), at)}, read_at=at)


def agreed(memory: Memory, which: Field, former: Any, value: Any, *, at: float, ours: bool = True) -> Memory:
    """Both sides have this value now: a step of ours was done, or AWS's was taken over (not `ours`).

    former: what AWS had before, as the step or the comparison says.
    """
    before = memory.sent.get(which)
    formers = [old for old in before.formers if old != former] if before and before.is_fresh(at) else []
    sent = Sent(tuple(old for old in (*formers, former) if old != value), at, seen=not ours, ours=ours)
    return replace(_settled(memory, which, value), sent={**memory.sent, which: sent})


def ours_kept(memory: Memory, which: Field, remote: Any) -> Memory:
    """The answer "Keep ours" to a conflict about AWS's value `remote`: from now on ours is a pending change."""
    # A former value in a read is no longer an old one, but what our wish starts from.
    memory = replace(memory, sent=without(memory.sent, [which]))
    if which == EXISTS:
        return replace(memory, base=memory.read, suspects=without(memory.suspects, [EXISTS]))
    return _settled(memory, which, remote)


def _settled(memory: Memory, which: Field, value: Any) -> Memory:
    return replace(
        memory,
        base=memory.base and with_field(memory.base, which, value),
        read=memory.read and with_field(memory.read, which, value),
        open=memory.open - {which},
        theirs=memory.theirs - {which},
        suspects=without(memory.suspects, [which]),
    )


def without(entries: Mapping[Field, Any], gone: Iterable[Field]) -> dict[Field, Any]:
    gone = set(gone)
    return {key: value for key, value in entries.items() if key not in gone}


def memory_to_json(memory: Memory) -> dict[str, Any]:
    return {
        "base": memory.base and to_json(memory.base),
        "open": sorted(map(list, memory.open)),
        "theirs": sorted(map(list, memory.theirs)),
        "sent": [[*key, plain(vars(sent))] for key, sent in sorted(memory.sent.items())],
        "suspects": [[*key, plain(vars(one))] for key, one in sorted(memory.suspects.items())],
        "read": memory.read and to_json(memory.read),
        "read_at": memory.read_at,
    }


def memory_from_json(stored: Mapping[str, Any]) -> Memory:
    sent = {
        (name, key): Sent(**{**one, "formers": tuple(_value(name, old) for old in one["formers"])})
        for name, key, one in stored["sent"]
    }
    suspects = {
        (name, key): Suspect(**one | {"value": _value(name, one["value"])})
        for name, key, one in stored["suspects"]
    }
    return Memory(
        base=stored["base"] and from_json(stored["base"]),
        open=frozenset(map(tuple, stored["open"])),
        theirs=frozenset(map(tuple, stored["theirs"])),
        sent=sent,
        suspects=suspects,
        read=stored["read"] and from_json(stored["read"]),
        read_at=stored["read_at"],
    )


def _value(name: str, stored: Any) -> Any:
    """JSON has no tuples, which is what a state has for a keyword."""
    return tuple(stored) if name == "keywords" and stored is not None else stored
