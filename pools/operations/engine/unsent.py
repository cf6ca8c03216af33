"""What an act on a linked account leaves for the sync: which resources it changed, and what it deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT

from pools import clock
from pools.models import Activity, AwsLink, DirtyKey, Mirror, SyncStep
from pools.models.sync_runs import APPLYING_STATUSES
from pools.models.sync_steps import OVER_STATUSES
from pools.operations.engine.caller import Caller

# The door of what was taken over from AWS, which is no change of ours.
FROM_AWS = "aws"
# The kinds of which AWS has the same. A test holds this against the sync's own list.
IN_AWS = ("opt-out-list", "configuration-set", "sender-id", "phone-number", "pool")
# Of what the mirror remembers: what both sides agreed on, and what AWS was last seen to have.
SIDES = ("base", "read")

# Of a tombstone of what is only being made in AWS: when AWS made it is known once it answers.
NOT_YET = "not yet"
MAKING = ("CreatePool", "CreateConfigurationSet", "RequestSenderId")

# Kind and full ID, as in the rows of the log.
Resource = tuple[str, str]


def mark_unsent(caller: Caller, rows: Iterable[Activity], also: Iterable[Resource]) -> None:
    """In the act's transaction: a dirty key for each resource that it changed. Without a link, one query.

    rows: the act's of the log. also: what else it changed, as the numbers that joined a pool or left it.
    """
    changed = dict.fromkeys(also, False)
    for row in rows:
        if row.resource_type in IN_AWS and row.before:
            changed[row.resource_type, row.resource_id] = is_gone(row)
    if not changed or caller.door == FROM_AWS:
        return
    link = AwsLink.objects.for_caller(caller).first()
    if link is None:
        return
    now = clock.real_now()
    tombs = tombstones(caller, link, [resource for resource, gone in changed.items() if gone])
    keys = [
        DirtyKey(
            link=link,
            kind=kind,
            local_key=key,
            version=0,
            tombstone=tombs.get((kind, key)),
            changed_by=caller.user,
            changed_timestamp=now,
        )
        # In one order, so that of two acts neither waits for the other.
        for kind, key in sorted(changed)
    ]
    DirtyKey.objects.bulk_create(
        keys,
        update_conflicts=True,
        unique_fields=["link", "kind", "local_key"],
        update_fields=["tombstone", "changed_by", "changed_timestamp"],
    )
    # Whoever compares takes away only the version that it saw; the rows are this act's until it ends.
    of_keys(link, changed).update(version=F("version") + 1)


def is_gone(row: Activity) -> bool:
    """Whether the act ended the resource itself: only then is the time goes at which it began."""
    return row.before.get("created_timestamp") is not None and row.after.get("created_timestamp") is None


def tombstones(caller: Caller, link: AwsLink, gone: Iterable[Resource]) -> dict[Resource, dict[str, Any]]:
    """Who deleted what AWS is known to have, or may have soon. What it never had is of no wish to delete it there."""
    gone = list(gone)
    if not gone:
        return {}
    now = clock.real_now()
    sides = {
        f"{side}_{name}": KT(f"memory__{side}__{name}") for side in SIDES for name in ("kind", "created")
    }
    found = {resource: tombstone(caller, now, NOT_YET) for resource in being_made(link, gone)}
    for row in of_keys(link, gone, model=Mirror).annotate(**sides).values("kind", "local_key", *sides):
        known = [row[f"{side}_created"] or "" for side in SIDES if row[f"{side}_kind"]]
        if known:
            found[row["kind"], row["local_key"]] = tombstone(caller, now, known[0])
    return found


def tombstone(caller: Caller, when: datetime, created: str) -> dict[str, str]:
    """created: AWS's CreatedTimestamp of what was deleted, "" where it has none."""
    who = caller.user.get_username() if caller.user else ""
    return {"who": who, "when": when.isoformat(), "created": created}


def being_made(link: AwsLink, resources: Iterable[Resource]) -> set[Resource]:
    """Those that a plan which is being applied is to make, or may have made: nobody knows them by AWS's name yet."""
    applying = {"run__link": link, "run__status__in": APPLYING_STATUSES}
    rows = SyncStep.objects.in_run().filter(**applying, is_ticked=True, operation__in=MAKING)
    rows = rows.exclude(status__in=OVER_STATUSES)
    return {*rows.values_list("kind", "key")} & {*resources}


def of_keys(link: AwsLink, resources: Iterable[Resource], model: type = DirtyKey) -> QuerySet:
    by_kind: dict[str, list[str]] = {}
    for kind, key in resources:
        by_kind.setdefault(kind, []).append(key)
    rows = model.objects.none()
    for kind, keys in by_kind.items():
        rows |= model.objects.filter(link=link, kind=kind, local_key__in=keys)
    return rows
