"""The mirror's rows as what the sync thinks in: memories and tombstones by Ref; read and stored in one transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from pools.models import AwsLink, DirtyKey, Mirror, Standing
from pools.sync.batches import by_kind
from pools.sync.compare import Comparison
from pools.sync.existence import Tombstone
from pools.sync.fields import EXISTS
from pools.sync.judging import Cause, Difference, Status
from pools.sync.memory import Memory, memory_from_json, memory_to_json
from pools.sync.state import PHONE_NUMBER, POOL, SENDER_ID, Ref, plain
from pools.sync.tombstones import is_forgettable, tombstone_of

# As many as all databases take in one query, and as are written in a moment.
CHUNK = 200
STORED = (
    *("local_key", "arn", "memory", "standing", "differences", "reasons", "tombstone", "is_managed"),
    *("is_unconfirmed", "changed_by", "changed_timestamp", "seen_timestamp"),
)


@dataclass
class Mirrors:
    """What is remembered of some resources, or of all; `store` writes what has become of it.

    dirty: what people changed here since the last comparison, by the resource's Ref.
    """

    link: AwsLink
    is_all: bool = False
    rows: dict[Ref, Mirror] = field(default_factory=dict)
    memories: dict[Ref, Memory] = field(default_factory=dict)
    dirty: dict[Ref, DirtyKey] = field(default_factory=dict)

    @property
    def tombstones(self) -> dict[Ref, Tombstone]:
        return {ref: Tombstone(**row.tombstone) for ref, row in self.rows.items() if row.tombstone}

    def row(self, ref: Ref) -> Mirror:
        """Its row, begun where there is none: a resource has one key on both sides until AWS gives another."""
        if ref not in self.rows:
            self.rows[ref] = Mirror(link=self.link, kind=ref.kind, key=ref.key, local_key=ref.key)
        return self.rows[ref]

    def local_key(self, ref: Ref) -> str:
        return self.rows[ref].local_key if ref in self.rows else ref.key

    def moved(self, found: Mapping[Ref, Comparison]) -> list[Ref]:
        """Which of them stand otherwise than their rows say. The rows here are of no use after."""
        return [ref for ref, one in found.items() if ref in self.dirty or self._is_moved(self.row(ref), one)]

    def _is_moved(self, row: Mirror, one: Comparison) -> bool:
        before = columns(row)
        set_columns(row, one, None)
        return row.pk is None or columns(row) != before or bool(one.of(Status.DRIFT))

    def store(self, found: Mapping[Ref, Comparison], reads: Collection[Ref], now: float) -> None:
        """Write how these stand, and take away the dirty keys that were seen."""
        new, kept, gone = [], [], []
        for ref, one in found.items():
            row = self.row(ref)
            before = columns(row)
            set_columns(row, one, datetime.fromtimestamp(now, UTC) if ref in reads else None)
            if is_forgettable(row, one, now):
                gone.append(row)
            elif row.pk is None:
                new.append(row)
            elif columns(row) != before:
                kept.append(row)
        Mirror.objects.filter(pk__in=[row.pk for row in gone if row.pk]).delete()
        Mirror.objects.bulk_create(new, batch_size=CHUNK)
        for row in kept:
            row.save(update_fields=STORED)
        # In the order in which acts write them, so that neither waits for the other.
        for row in sorted(self.dirty.values(), key=lambda row: (row.kind, row.local_key)):
            # One that was written meanwhile has a higher version, and is for the next comparison.
            DirtyKey.objects.filter(pk=row.pk, version=row.version).delete()


def load(link: AwsLink, refs: Collection[Ref] | None = None) -> Mirrors:
    """What is remembered of these resources and of those that they cannot be judged without, or of all."""
    mirrors = Mirrors(link, is_all=refs is None)
    if refs is None:
        keep(mirrors, link.mirrors.all())
        take_dirty(mirrors, link.dirty_keys.all())
        return mirrors
    wanted = set(refs)
    while wanted:
        for kind, keys in by_kind(wanted, CHUNK):
            keep(mirrors, link.mirrors.filter(kind=kind, key__in=keys))
        found = {ref: mirrors.memories.setdefault(ref, Memory()) for ref in wanted}
        wanted = {
            other for memory in found.values() for other in neighbours(memory)
        } - mirrors.memories.keys()
    locals_ = [Ref(ref.kind, mirrors.local_key(ref)) for ref in mirrors.memories]
    for kind, keys in by_kind(locals_, CHUNK):
        take_dirty(mirrors, link.dirty_keys.filter(kind=kind, local_key__in=keys))
    return mirrors


def keep(mirrors: Mirrors, rows: QuerySet[Mirror]) -> None:
    for row in rows:
        ref = Ref(row.kind, row.key)
        mirrors.rows[ref] = row
        mirrors.memories[ref] = memory_from_json(row.memory) if row.memory else Memory()


def take_dirty(mirrors: Mirrors, rows: QuerySet[DirtyKey]) -> None:
    """Who changed it, and the tombstone that a deletion left: none of what AWS was never known to have."""
    refs = {Ref(row.kind, row.local_key): ref for ref, row in mirrors.rows.items()}
    for dirty in rows:
        ref = refs.get(Ref(dirty.kind, dirty.local_key), Ref(dirty.kind, dirty.local_key))
        mirrors.dirty[ref] = dirty
        memory, row = mirrors.memories.setdefault(ref, Memory()), mirrors.row(ref)
        row.tombstone = tombstone_of(memory, dirty)
        row.changed_by_id, row.changed_timestamp = dirty.changed_by_id, dirty.changed_timestamp


def refs_of(link: AwsLink, rows: Iterable[DirtyKey]) -> set[Ref]:
    """By the keys that the mirror has for our own."""
    mine = {Ref(row.kind, row.local_key) for row in rows}
    known = {}
    for kind, keys in by_kind(mine, CHUNK):
        found = link.mirrors.filter(kind=kind, local_key__in=keys)
        known |= {Ref(kind, local): Ref(kind, key) for local, key in found.values_list("local_key", "key")}
    return {known.get(ref, ref) for ref in mine}


def neighbours(memory: Memory) -> set[Ref]:
    """Without knowing whether these rows vanished, nobody can tell what it means that they are not named."""
    base = memory.base
    if base and base.kind == PHONE_NUMBER and base.facts.get("pool_id"):
        return {Ref(POOL, base.facts["pool_id"])}
    return {Ref(kind, key) for key, kind in ((base and base.members) or {}).items() if kind == SENDER_ID}


def columns(row: Mirror) -> dict[str, Any]:
    return {name: getattr(row, f"{name}_id" if name == "changed_by" else name) for name in STORED}


def set_columns(row: Mirror, one: Comparison, read_at: datetime | None) -> None:
    row.memory = memory_to_json(one.memory)
    row.standing = standing_of(one)
    row.differences = [
        [*found.field, *map(plain, list(vars(found).values())[1:])] for found in one.differences
    ]
    row.reasons = [[reason.part, reason.key, reason.why] for reason in one.reasons]
    row.is_unconfirmed = bool(one.of(Status.UNCONFIRMED)) or is_unread(one)
    row.seen_timestamp = read_at or row.seen_timestamp
    row.arn = one.remote.arn if one.remote else ""
    if one.local is not None:
        row.tombstone = None


def is_unread(one: Comparison) -> bool:
    """Made by a step of ours, and no read has shown yet what AWS gave it by itself: keywords, to a pool."""
    made = one.memory.sent.get(EXISTS)
    return made is not None and False in made.formers and not made.seen and not one.of(Status.CONFLICT)


def standing_of(one: Comparison) -> Standing:
    """The gravest thing about it. What AWS may have changed is nothing yet: it is read again."""
    asked, wishes = one.of(Status.CONFLICT), one.of(Status.PENDING)
    if any(is_gone(found) for found in asked):
        return Standing.GONE
    if asked:
        return Standing.CONFLICT
    whole = next((found for found in wishes if found.field == EXISTS), None)
    if whole:
        return Standing.NEW if whole.local else Standing.DELETED
    if wishes:
        return Standing.PENDING
    # What AWS changed and our rows have no place for is drift still.
    return Standing.LEFT_ALONE if one.is_left_alone or one.of(Status.DRIFT) else Standing.IN_SYNC


def is_gone(found: Difference) -> bool:
    return found.cause == Cause.GONE
