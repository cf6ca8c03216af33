"""A linked account as tests need it, without a worker: its rows, and a plan that nobody has applied."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from pools.models import AwsLink, Mirror, RunKind, RunStatus, SyncRun, SyncStep
from pools.operations.engine.caller import Caller


def link_of(caller: Caller, **columns: Any) -> AwsLink:
    """A link whose import is complete."""
    now = timezone.now()
    given = {"created_timestamp": now, "imported_timestamp": now, "read_timestamp": now} | columns
    return AwsLink.objects.create(account=caller.account, region=caller.region, **given)


def run_of(link: AwsLink, status: RunStatus, kind: RunKind = RunKind.APPLY, **columns: Any) -> SyncRun:
    link.last_run_number += 1
    link.save()
    given = {"created_timestamp": timezone.now(), "number": link.last_run_number} | columns
    return SyncRun.objects.create(link=link, kind=kind, status=status, **given)


def step_of(run: SyncRun, operation: str, *, needs: Sequence[int | str] = (), **columns: Any) -> SyncStep:
    """The next step of a run, or what is blocked next; needs: positions, or the steps' own ids."""
    sent = run.steps.filter(is_blocked=False)
    position = run.steps.filter(is_blocked=columns.get("is_blocked", False)).count() + 1
    given = {
        "step_id": f"{operation} {position}",
        "kind": "pool",
        "key": f"pool-{position}",
        "planned": {},
        "needs": [sent.get(position=one).step_id if isinstance(one, int) else one for one in needs],
        "destroys": is_destroying(operation),
    } | columns
    return SyncStep.objects.create(run=run, position=position, operation=operation, **given)


def is_destroying(operation: str) -> bool:
    return operation.startswith(("Delete", "Disassociate"))


def mirror_of(link: AwsLink, key: str = "pool-1", **columns: Any) -> Mirror:
    given = {"kind": "pool", "local_key": key} | columns
    return Mirror.objects.create(link=link, key=key, **given)
