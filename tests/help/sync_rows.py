"""Rows of the sync's tables, made as the worker makes them: a link, resources in each standing, runs and steps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pools.models import (
    AwsLink,
    Mirror,
    RunKind,
    RunStatus,
    Standing,
    SyncRun,
    SyncStep,
    SyncWorker,
)
from pools.operations.engine.caller import Caller


def worker(*, silent: int = 0, profiles: tuple[str, ...] = ("prod",)) -> SyncWorker:
    """silent: for how many seconds it has given no sign."""
    now = timezone.now()
    return SyncWorker.objects.create(
        name="console-1",
        host="ops-box",
        user="pools",
        profiles=list(profiles),
        version="1",
        started_timestamp=now - timedelta(hours=1),
        seen_timestamp=now - timedelta(seconds=silent),
    )


def link(caller: Caller, **columns: Any) -> AwsLink:
    """A link that was imported and read just now."""
    now = timezone.now()
    usual = {
        "profile": "prod",
        "linked_by": caller.user,
        "created_timestamp": now,
        "imported_timestamp": now,
        "read_timestamp": now,
        "tested_timestamp": now,
        "endpoint": "sms-voice.us-east-1.amazonaws.com",
        "signed_in_as": "arn:aws:sts::111122223333:assumed-role/console-sync/prod",
    }
    return AwsLink.objects.create(account=caller.account, region=caller.region, **usual | columns)


def mirror(
    link: AwsLink, kind: str, key: str, standing: Standing = Standing.IN_SYNC, **columns: Any
) -> Mirror:
    """differences: as Mirror has them. local_key: the same as AWS's unless it is given."""
    usual = {"local_key": key, "seen_timestamp": timezone.now(), "memory": columns.pop("memory", {})}
    return Mirror.objects.create(link=link, kind=kind, key=key, standing=standing, **usual | columns)


def run(link: AwsLink, kind: RunKind, status: RunStatus, **columns: Any) -> SyncRun:
    link.last_run_number += 1
    link.save()
    columns = {"number": link.last_run_number, "created_timestamp": timezone.now()} | columns
    return SyncRun.objects.create(link=link, kind=kind, status=status, **columns)


def step(run: SyncRun, operation: str, ref: tuple[str, str], changes: list, **columns: Any) -> SyncStep:
    """changes: as plain_step has them."""
    kind, key = ref
    is_blocked = columns.get("is_blocked", False)
    position = run.steps.filter(is_blocked=is_blocked).count() + 1
    step_id = columns.pop("step_id", f"{operation} {key}")
    planned = {
        "id": step_id,
        "operation": operation,
        "ref": [kind, key],
        "request": columns.pop("request", {}),
        "changes": changes,
        "needs": columns.get("needs", []),
    }
    usual = {"destroys": operation.startswith(("Delete", "Disassociate")), "planned": planned}
    usual |= {"is_ticked": not usual["destroys"], "step_id": step_id, "kind": kind, "key": key}
    return SyncStep.objects.create(run=run, position=position, operation=operation, **usual | columns)
