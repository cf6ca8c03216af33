"""Rows of the sync's tables as pages show them: a worker, a link that works, resources, runs and steps."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pools.models import AwsLink, Mirror, RunKind, RunStatus, Standing, SyncRun, SyncStep, SyncWorker
from pools.operations.engine.caller import Caller
from tests.help.linked import is_destroying, link_of, mirror_of, run_of, step_of


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
    """A link of an hour ago that was imported and read just now."""
    now = timezone.now()
    usual = {
        "profile": "prod",
        "linked_by": caller.user,
        "created_timestamp": now - timedelta(hours=1),
        "tested_timestamp": now,
        "endpoint": "sms-voice.us-east-1.amazonaws.com",
        "signed_in_as": "arn:aws:sts::111122223333:assumed-role/console-sync/prod",
    }
    return link_of(caller, **usual | columns)


def mirror(
    link: AwsLink, kind: str, key: str, standing: Standing = Standing.IN_SYNC, **columns: Any
) -> Mirror:
    """differences: as Mirror has them. local_key: the same as AWS's unless it is given."""
    return mirror_of(link, key, kind=kind, standing=standing, **{"seen_timestamp": timezone.now()} | columns)


def run(link: AwsLink, kind: RunKind, status: RunStatus, **columns: Any) -> SyncRun:
    return run_of(link, status, kind, **columns)


def step(run: SyncRun, operation: str, ref: tuple[str, str], changes: list, **columns: Any) -> SyncStep:
    """changes: as plain_step has them. What destroys is not ticked."""
    kind, key = ref
    step_id = columns.pop("step_id", f"{operation} {key}")
    planned = {
        "id": step_id,
        "operation": operation,
        "ref": [kind, key],
        "request": columns.pop("request", {}),
        "changes": changes,
        "needs": columns.pop("needs", []),
    }
    usual = {"planned": planned, "needs": planned["needs"], "is_ticked": not is_destroying(operation)}
    return step_of(run, operation, step_id=step_id, kind=kind, key=key, **usual | columns)


def in_minutes(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)
