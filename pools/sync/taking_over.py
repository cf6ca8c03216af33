"""What AWS changed, and a later read has confirmed, becomes ours here, and is listed for people to see."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pools.models import AwsChange
from pools.sync.compare import Comparison
from pools.sync.fields import EXISTS
from pools.sync.house import House
from pools.sync.judging import Cause, Difference, Status
from pools.sync.memory import agreed, imported
from pools.sync.state import CONFIGURATION_SET, OPT_OUT_LIST, PHONE_NUMBER, POOL, SENDER_ID, Ref, plain

# So that what a resource names is there before it: the lists and sender IDs of a pool, the pool of a number.
IN_ORDER = (OPT_OUT_LIST, CONFIGURATION_SET, SENDER_ID, POOL, PHONE_NUMBER)


def take_over(house: House, found: Mapping[Ref, Comparison], now: float) -> list[tuple[Ref, Difference]]:
    """Write all that is to be taken over into our rows. Returns it; how things stand then is to be compared again."""
    taken = list(drifts(found))
    for ref, drift in taken:
        take_one(house, found[ref], drift, now)
    if house.mirrors.link.imported_timestamp:
        AwsChange.objects.bulk_create(
            [change(house, ref, drift, now) for ref, drift in taken if is_listed(drift)]
        )
    return taken


def drifts(found: Mapping[Ref, Comparison]) -> Iterator[tuple[Ref, Difference]]:
    """Whole resources first, each after what it names."""
    all_of_it = [(ref, drift) for ref, one in found.items() for drift in one.of(Status.DRIFT)]
    yield from sorted(
        all_of_it, key=lambda pair: (pair[1].field != EXISTS, IN_ORDER.index(pair[0].kind), *pair[:1])
    )


def take_one(house: House, one: Comparison, drift: Difference, now: float) -> None:
    """Take this one difference of AWS's, whoever decided so; both sides agree then."""
    memories, ref = house.mirrors.memories, one.ref
    if drift.field != EXISTS:
        house.set_field(ref, drift.field, drift.remote)
        memories[ref] = agreed(memories[ref], drift.field, drift.base, drift.remote, at=now, ours=False)
    elif drift.cause != Cause.REPLACED:
        house.store(one.remote)
        memories[ref] = imported(one.remote, at=one.memory.read_at)


def ask_about_unkept(
    house: House, taken: list[tuple[Ref, Difference]], found: Mapping[Ref, Comparison]
) -> bool:
    """Our rows may not have a place for all that AWS has: that they differ then is nobody's wish, so it is asked about.

    Returns whether there is such a thing.
    """
    unkept: dict[Ref, set] = {}
    for ref, drift in taken:
        one = found[ref]
        if one.local is None or one.remote is None or drift.cause == Cause.REPLACED:
            continue
        for wish in one.of(Status.PENDING):
            if drift.field in (EXISTS, wish.field):
                unkept.setdefault(ref, set()).add(wish.field)
    memories = house.mirrors.memories
    for ref, names in unkept.items():
        memories[ref] = replace(memories[ref], open=memories[ref].open | names)
    return bool(unkept)


def is_listed(drift: Difference) -> bool:
    """What AWS gave by itself is no change of somebody's; but whose wording of ours it had agreed on, is."""
    if drift.cause != Cause.DECIDED:
        return True
    return drift.field[0] == "keywords" and drift.base not in (None, drift.remote)


def change(house: House, ref: Ref, drift: Difference, now: float) -> AwsChange:
    name, key = drift.field
    return AwsChange(
        link=house.mirrors.link,
        kind=ref.kind,
        resource_key=ref.key,
        name=name,
        key=key,
        cause=drift.cause,
        was=None if drift.field == EXISTS else plain(drift.local),
        now=None if drift.field == EXISTS else plain(drift.remote),
        seen_timestamp=datetime.fromtimestamp(now, UTC),
    )
