"""What people decide: answers to conflicts, pending changes given up, what AWS changed put back.

Each request is carried out and answered in one transaction, so exactly once. Nothing goes to AWS by it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from pools.errors import ServiceError
from pools.models import AwsChange, AwsLink, SyncRequest, SyncRequestKind
from pools.models.leases import NOBODYS
from pools.models.request_turns import FromNow
from pools.sync import clock
from pools.sync.compare import Comparison
from pools.sync.deciding import Acts, decide, discard, put_back
from pools.sync.fields import Field
from pools.sync.house import House
from pools.sync.judging import Difference, Status
from pools.sync.mirror_rows import Mirrors, load
from pools.sync.mirroring import compared, locked, settle
from pools.sync.state import POOL, Ref, plain

Found = Mapping[Ref, Comparison]


def carry_out(request: SyncRequest) -> None:
    """Raises: AwsLink.DoesNotExist once the link is gone."""
    with transaction.atomic():
        link = locked(request.link)
        answer = ACTS[request.kind](request, link)
        close_request(request, answer)


def close_request(request: SyncRequest, answer: dict[str, Any]) -> None:
    # Not by clock.py, which asks a link: a test may come before there is any.
    rows = SyncRequest.objects.filter(pk=request.pk)
    rows.update(answer=answer, answered_timestamp=FromNow(), **NOBODYS)


def answer_conflicts(request: SyncRequest, link: AwsLink) -> dict[str, Any]:
    """Where AWS's value is no longer the one that the person saw, nothing is done: they are asked again."""
    answers = request.about["answers"]
    mirrors, found = loaded(link, {Ref(one["kind"], one["key"]) for one in answers})
    acts, moved, refused = acts_of(request, mirrors), [], []
    for one in answers:
        ref = Ref(one["kind"], one["key"])
        conflict = conflict_about(found, ref, (one["name"], one["part"]))
        if conflict is None or plain(conflict.remote) != one["saw"]:
            moved.append(one)
            continue
        refused += attempt(lambda ref=ref, c=conflict, one=one: decide(acts, found[ref], c, one["choice"]))
    settle(mirrors, {}, acts.house)
    return {"moved": moved, "refused": refused}


def discard_here(request: SyncRequest, link: AwsLink) -> dict[str, Any]:
    refs = {Ref(*pair) for pair in request.about["resources"]}
    mirrors, found = loaded(link, refs)
    acts, refused = acts_of(request, mirrors), []
    for one in (found[ref] for ref in found if ref in refs):
        refused += attempt(lambda one=one: discard(acts, one))
    settle(mirrors, {}, acts.house)
    return {"refused": refused}


def put_changes_back(request: SyncRequest, link: AwsLink) -> dict[str, Any]:
    """The changes count as seen then; what cannot be put back stays in the list."""
    rows = list(AwsChange.objects.filter(link=link, pk__in=request.about["changes"]).order_by("pk"))
    mirrors, found = loaded(link, {Ref(row.kind, row.resource_key) for row in rows})
    acts, refused = acts_of(request, mirrors), []
    for row in rows:
        ref = Ref(row.kind, row.resource_key)
        said = attempt(lambda row=row, ref=ref: put_back(acts, found.get(ref), row))
        refused += said
        if not said:
            seen = {"acknowledged_timestamp": acts.now, "acknowledged_by": request.asked_by}
            AwsChange.objects.filter(pk=row.pk).update(**seen)
    settle(mirrors, {}, acts.house)
    return {"refused": refused}


ACTS: dict[str, Callable[[SyncRequest, AwsLink], dict[str, Any]]] = {
    SyncRequestKind.ANSWER: answer_conflicts,
    SyncRequestKind.DISCARD: discard_here,
    SyncRequestKind.PUT_BACK: put_changes_back,
}


def acts_of(request: SyncRequest, mirrors: Mirrors) -> Acts:
    return Acts(mirrors, House(mirrors.link, request.asked_by), clock.now())


def attempt(act: Callable[[], None]) -> list[str]:
    """Do it as a whole or not at all. Returns the refusal in words, where there is one."""
    try:
        with transaction.atomic():
            act()
    except ServiceError as refusal:
        return [str(refusal)]
    return []


def loaded(link: AwsLink, refs: set[Ref]) -> tuple[Mirrors, Found]:
    """Those resources, and those that change with them: a pool's members, a number's pool; as they stand now."""
    found = compared(load(link, refs), {}, clock.seconds())
    mirrors = load(link, refs | {other for one in found.values() for other in related(one)})
    return mirrors, compared(mirrors, {}, clock.seconds())


def related(one: Comparison) -> set[Ref]:
    """By either side, or as both were last."""
    sides = [side for side in (one.local, one.remote, one.memory.base) if side]
    pools = {Ref(POOL, side.facts["pool_id"]) for side in sides if side.facts.get("pool_id")}
    return pools | {Ref(kind, key) for side in sides for key, kind in (side.members or {}).items()}


def conflict_about(found: Found, ref: Ref, which: Field) -> Difference | None:
    asked = found[ref].of(Status.CONFLICT) if ref in found else ()
    return next((one for one in asked if one.field == which), None)
