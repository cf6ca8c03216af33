"""How a link can stand, each as the worker leaves it: what the head of AWS sync says of one, and what a run shows."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pools.models import AwsLink, RunKind, RunStatus, Standing, SyncRun, SyncStep
from pools.operations.engine.caller import Caller
from tests.help.sync_rows import in_minutes, link, mirror, run, step, worker


def in_sync(caller: Caller) -> AwsLink:
    worker()
    return link(caller, last_run_number=13)


def off(caller: Caller) -> None:
    worker(silent=14 * 60)
    link(caller)


def expired(caller: Caller) -> None:
    found = in_sync(caller)
    run(found, RunKind.APPLY, RunStatus.PAUSED, about={"why": "TROUBLE", "trouble": "EXPIRED", "before": 5})


def fault(caller: Caller) -> None:
    run(in_sync(caller), RunKind.APPLY, RunStatus.PAUSED, about={"why": "FAULT"})


def no_run(caller: Caller) -> None:
    worker()
    link(caller, trouble="UNREACHABLE")


def lost(caller: Caller) -> None:
    found = in_sync(caller)
    one = run(found, RunKind.APPLY, RunStatus.PAUSED, about={"why": "ASKED", "before": 3})
    step(one, "CreatePool", ("pool", "pool-a"), [["pool", "pool-a", "", "", False, True]], status="ASKED")


def answered(caller: Caller) -> None:
    """As the answer leaves it until the worker comes."""
    lost(caller)
    SyncRun.objects.update(status=RunStatus.QUEUED, about={}, queued_timestamp=timezone.now())
    SyncStep.objects.update(chosen="pool-b")


def vanished(caller: Caller) -> None:
    found = in_sync(caller)
    for key in ("pool-a", "pool-b"):
        gone = ["", "", "unconfirmed", "vanished here", True, None, True]
        mirror(found, "pool", key, is_unconfirmed=True, differences=[gone])


def one_conflict(caller: Caller) -> None:
    mirror(in_sync(caller), "pool", "pool-a", Standing.CONFLICT)


def pending(caller: Caller) -> None:
    found = in_sync(caller)
    at = timezone.now().replace(hour=8, minute=50)
    for key in ("pool-a", "pool-b"):
        mirror(found, "pool", key, Standing.PENDING, changed_by=caller.user, changed_timestamp=at)


def waiting(caller: Caller) -> None:
    found = in_sync(caller)
    look = timezone.now() + timedelta(minutes=25, seconds=10)
    one = run(found, RunKind.APPLY, RunStatus.WAITING, next_look_timestamp=look)
    step(one, "UpdatePool", ("pool", "pool-a"), [], status="WAITING")


def old(caller: Caller) -> None:
    found = in_sync(caller)
    found.read_timestamp = timezone.now() - timedelta(days=3)
    found.save()


def importing(caller: Caller) -> None:
    worker()
    found = link(caller, imported_timestamp=None, read_timestamp=None)
    progress = {"pool": [300, 1000], "phone-number": [512, 1340]}
    run(found, RunKind.IMPORT, RunStatus.RUNNING, progress=progress, started_timestamp=in_minutes(-1))


def canceled(caller: Caller) -> None:
    importing(caller)
    SyncRun.objects.update(status=RunStatus.STOPPED)


def every_result(plan: SyncRun, caller: Caller) -> SyncRun:
    """The plan of `everything` while it is applied: each of its steps has come to something else."""
    now = timezone.now()
    found: dict[int, dict[str, Any]] = {
        1: {"status": "DONE", "done_timestamp": now, "answer": {"key": "pool-9f3c71aa"}},
        2: {"status": "WAITING", "next_try_timestamp": now + timedelta(minutes=25, seconds=9)},
        3: {"status": "RETRYING", "attempts": 2, "error": {"code": "ThrottlingException"}},
        4: {"status": "ALREADY_SO", "done_timestamp": now},
        5: {"status": "FAILED", "error": {"missing_action": "sms-voice:TagResource"}},
        6: {"status": "SENDING", "sent_timestamp": now, "attempts": 1},
        7: {"status": "LOOKING"},
        8: {"status": "NOT_SENT", "not_sent": "NOT_TICKED", "is_ticked": False},
    }
    for position, columns in found.items():
        plan.steps.filter(is_blocked=False, position=position).update(**columns)
    plan.steps.filter(position=3).update(next_try_timestamp=now + timedelta(seconds=8, milliseconds=500))
    columns = {"status": RunStatus.RUNNING, "applied_by": caller.user, "worker": "console-1"}
    times = {"queued_timestamp": now, "started_timestamp": now, "lease_until": now + timedelta(seconds=60)}
    SyncRun.objects.filter(pk=plan.pk).update(**columns, **times)
    plan.refresh_from_db()
    return plan


def ask_about_first(plan: SyncRun, **more: Any) -> None:
    """AWS's answer to the first step was lost, and of two pools there either may be what it made."""
    found = [
        {
            "key": key,
            "created": "2026-11-29T09:41:00+00:00",
            "members": ["phone-172"],
            "tags": {"Name": key[5:]},
        }
        for key in ("pool-new", "pool-newer")
    ]
    plan.steps.filter(position=1, is_blocked=False).update(status="ASKED", candidates=found)
    columns = {"status": RunStatus.PAUSED, "about": {"why": "ASKED", "before": 1}, **more}
    SyncRun.objects.filter(pk=plan.pk).update(**columns)
