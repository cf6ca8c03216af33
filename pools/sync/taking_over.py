"""What AWS changed, and a later read has confirmed, becomes ours here, and is listed for people to see."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pools.models import AwsChange
from pools.operations.from_aws.naming import STORED_IN_ORDER
from pools.operations.tags import is_reserved
from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS, Field, fields, with_field
from pools.sync.house import House, is_stored
from pools.sync.judging import Cause, Difference, Status
from pools.sync.memory import Memory, agreed, imported
from pools.sync.mirror_rows import Mirrors
from pools.sync.state import (
    FACTS,
    PHONE_NUMBER,
    SENDER_ID,
    Ref,
    State,
    plain,
)

# No comparison is about these; of a registration our sender IDs know only whether it is through.
KNOWN = {
    kind: {*names}
    - {"pool_id", "opted_out_number_count"}
    - ({"registration_id"} if kind == SENDER_ID else set())
    for kind, names in FACTS.items()
}


def take_over(mirrors: Mirrors, house: House, found: Mapping[Ref, Comparison], now: float) -> bool:
    """Write all that is to be taken over into our rows, and list it. Returns whether there was any.

    How things stand then is to be compared again. What our rows have no place for, or not yet, is not agreed on.
    """
    taken = [*whole_ones(mirrors, house, found), *fields_of_others(mirrors, house, found, now)]
    if mirrors.link.imported_timestamp:
        AwsChange.objects.bulk_create(
            [change(mirrors, ref, drift, now) for ref, drift in taken if is_listed(drift)]
        )
    return bool(taken)


def drifts(found: Mapping[Ref, Comparison], *, whole: bool) -> list[tuple[Ref, Difference]]:
    """Each after what it names."""
    pairs = [(ref, drift) for ref, one in found.items() for drift in one.of(Status.DRIFT)]
    return sorted(
        [(ref, drift) for ref, drift in pairs if (drift.field == EXISTS) == whole],
        key=lambda pair: (STORED_IN_ORDER.index(pair[0].kind), pair[0]),
    )


def whole_ones(
    mirrors: Mirrors, house: House, found: Mapping[Ref, Comparison]
) -> Iterator[tuple[Ref, Difference]]:
    """Resources that came, or that vanished here; and those that are other ones by now, which are but listed."""
    pairs = drifts(found, whole=True)
    unkept = house.store([found[ref].remote for ref, drift in pairs if drift.cause != Cause.REPLACED])
    for ref, drift in pairs:
        if ref not in unkept:
            yield ref, drift
        elif is_stored(unkept[ref]):
            mirrors.memories[ref] = stored(found[ref], unkept[ref])
            yield ref, drift


def fields_of_others(
    mirrors: Mirrors, house: House, found: Mapping[Ref, Comparison], now: float
) -> Iterator[tuple[Ref, Difference]]:
    for ref, drift in drifts(found, whole=False):
        was = value_here(found[ref], drift.field)
        if house.set_field(ref, drift.field, drift.remote, was=was):
            memory = mirrors.memories[ref]
            mirrors.memories[ref] = agreed(memory, drift.field, drift.base, drift.remote, at=now, ours=False)
            yield ref, drift


def value_here(one: Comparison, which: Field) -> Any:
    """As our row has it: a wording of our own too, which for a comparison is none."""
    return fields(one.local).get(which) if one.local else None


def stored(one: Comparison, unkept: Collection[Field]) -> Memory:
    """Of what AWS has and is here now, but for what is not: that has no base, or it would look like a wish."""
    base = one.remote
    for which in unkept:
        base = with_field(base, which, None)
    return replace(imported(base, at=one.memory.read_at), read=one.remote)


def better_known(found: Iterable[Comparison]) -> list[State]:
    """AWS's side of those of which it says something else that is only known: a number is ACTIVE by now."""
    both = [one for one in found if one.local and one.remote and not one.is_left_alone]
    whole = [one for one in both if all(each.field != EXISTS for each in one.differences)]
    return [one.remote for one in whole if only_known(one.local) != only_known(one.remote)]


def only_known(side: State) -> list[Any]:
    """As far as our rows have a place for it."""
    facts = {name: value for name, value in side.facts.items() if name in KNOWN[side.kind]}
    status = side.status if side.kind == PHONE_NUMBER else ""
    return [facts, status, {key: value for key, value in (side.tags or {}).items() if is_reserved(key)}]


def is_listed(drift: Difference) -> bool:
    """What AWS gave by itself is no change of somebody's; but whose wording of ours it had agreed on, is."""
    if drift.cause != Cause.DECIDED:
        return True
    return drift.field[0] == "keywords" and drift.base not in (None, drift.remote)


def change(mirrors: Mirrors, ref: Ref, drift: Difference, now: float) -> AwsChange:
    name, key = drift.field
    return AwsChange(
        link=mirrors.link,
        kind=ref.kind,
        resource_key=ref.key,
        name=name,
        key=key,
        cause=drift.cause,
        was=None if drift.field == EXISTS else plain(drift.local),
        now=None if drift.field == EXISTS else plain(drift.remote),
        seen_timestamp=datetime.fromtimestamp(now, UTC),
    )
