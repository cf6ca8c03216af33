"""What a person decided about one difference, done to our rows and to what the mirror remembers."""

from dataclasses import dataclass
from datetime import datetime

from pools.errors import ConflictException
from pools.models import AwsChange
from pools.operations.engine.unsent import tombstone
from pools.operations.syncing.asking import OF_DELETED, OF_FIELDS, OF_UNKEPT
from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS, IN_POOL
from pools.sync.house import House, is_stored
from pools.sync.judging import Cause, Difference, Status
from pools.sync.memory import agreed, ours_kept
from pools.sync.mirror_rows import Mirrors
from pools.sync.state import PHONE_NUMBER, Ref
from pools.sync.taking_over import stored, value_here


@dataclass
class Acts:
    """Where decisions are written: our rows, and what is remembered; both in the caller's transaction."""

    mirrors: Mirrors
    house: House
    now: datetime


CREATE_AGAIN = "CREATE_AGAIN"
OURS = ("OURS", CREATE_AGAIN, "SEND_AGAIN")
THEIRS, DELETE_HERE, STOP_MANAGING = "THEIRS", "DELETE_HERE", "STOP_MANAGING"

# What can be answered: a setting that both sides changed is no reason to delete the resource here.
ANSWERS = {Cause.GONE: OF_DELETED, Cause.NOT_KEPT: (*OF_UNKEPT, *OF_FIELDS)}


def decide(acts: Acts, one: Comparison, conflict: Difference, choice: str) -> None:
    """Answer a conflict: ours becomes a pending change; AWS's is taken over now. Raises: ConflictException."""
    memories, ref = acts.mirrors.memories, one.ref
    must(ref, done=choice in ANSWERS.get(conflict.cause, OF_FIELDS))
    if choice == STOP_MANAGING:
        acts.mirrors.row(ref).is_managed = False
    elif choice == DELETE_HERE:
        must(ref, done=acts.house.remove(ref))
    elif choice == THEIRS:
        become_theirs(acts, one, conflict)
    elif choice in OURS:
        memories[ref] = ours_kept(memories[ref], conflict.field, conflict.remote)
        if conflict.field == EXISTS and not conflict.local:
            leave_tombstone(acts, one)
        if choice == CREATE_AGAIN:
            mark_asker(acts, ref)
            bring_numbers_back(acts, one)


def mark_asker(acts: Acts, ref: Ref) -> None:
    """What is pending of it is the wish of whoever asks."""
    row = acts.mirrors.row(ref)
    row.changed_by, row.changed_timestamp = acts.house.caller.user, acts.now


def bring_numbers_back(acts: Acts, one: Comparison) -> None:
    """AWS let a pool's numbers go with it, which was taken over, and it makes no pool of none.

    One that is in another pool by now stays there.
    """
    base = one.memory.base
    for key, kind in ((base and base.members) or {}).items():
        number = Ref(kind, key)
        if kind == PHONE_NUMBER and acts.house.set_field(number, IN_POOL, one.ref.key, was=None):
            mark_asker(acts, number)


def become_theirs(acts: Acts, one: Comparison, found: Difference) -> None:
    """AWS's value, or that AWS has it or not, here too."""
    memories, ref, house = acts.mirrors.memories, one.ref, acts.house
    if found.field != EXISTS:
        must(ref, done=house.set_field(ref, found.field, found.remote, was=value_here(one, found.field)))
        at = acts.now.timestamp()
        memories[ref] = agreed(memories[ref], found.field, found.base, found.remote, at=at, ours=False)
    elif one.remote is None:
        must(ref, done=house.remove(ref))
    else:
        unkept = house.store_again(one.remote)
        must(ref, done=is_stored(unkept))
        memories[ref] = stored(one, unkept)


def discard(acts: Acts, one: Comparison) -> None:
    """Give up all that is pending of it; a tombstone is taken back. Raises: ConflictException."""
    for wish in one.of(Status.PENDING):
        become_theirs(acts, one, wish)


def put_back(acts: Acts, one: Comparison | None, change: AwsChange) -> None:
    """Undo what AWS changed, as a pending change of whoever asks.

    Raises: ConflictException where there is nothing to undo it on, or no way.
    """
    ref, which = Ref(change.kind, change.resource_key), (change.name, change.key)
    is_whole = which == EXISTS
    must(ref, done=one is not None and one.local is not None)
    must(ref, done=not is_whole or change.cause == Cause.ADDED)
    mark_asker(acts, ref)
    if is_whole:
        must(ref, done=acts.house.remove(ref))
        leave_tombstone(acts, one)
    else:
        must(ref, done=acts.house.set_field(ref, which, change.was, was=value_here(one, which)))


def must(ref: Ref, *, done: bool) -> None:
    if not done:
        raise ConflictException("RESOURCE_MODIFICATION_NOT_ALLOWED", ref.kind, ref.key)


def leave_tombstone(acts: Acts, one: Comparison) -> None:
    row = acts.mirrors.row(one.ref)
    if not row.tombstone:
        created = one.remote.created if one.remote else ""
        row.tombstone = tombstone(acts.house.caller, acts.now, created)
