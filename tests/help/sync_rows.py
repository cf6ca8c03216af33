"""Rows of the sync's tables, made as the worker makes them: a link, resources in each standing, runs and steps."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pools.models import (
    Account,
    AwsChange,
    AwsLink,
    Mirror,
    PhoneNumber,
    Pool,
    RunKind,
    RunStatus,
    Standing,
    StepStatus,
    SyncRun,
    SyncStep,
    SyncWorker,
)
from pools.operations.engine.caller import Caller
from tests.help.factories import PhoneNumberFactory, PoolFactory


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


TOPIC = "arn:aws:sns:us-east-1:111122223333:"


def everything(caller: Caller) -> AwsLink:
    """A linked account and Region with a resource of each standing, a plan of eight steps and two that are blocked."""
    worker()
    found = link(caller, last_run_number=11, check_every=3600, next_check_timestamp=in_minutes(41.5))
    changed = {"changed_by": caller.user, "changed_timestamp": in_minutes(-20)}
    pools = {
        name: PoolFactory(account=caller.account, pool_id=f"pool-{name}", name=name)
        for name in (
            "order-updates",
            "weekly-offers",
            "spring-campaign",
            "fraud-alerts",
            "newsletter",
            "load-test",
        )
    }
    number = PhoneNumberFactory(
        account=caller.account, phone_number="+12065550172", phone_number_id="phone-172"
    )
    mirror(
        found,
        "pool",
        "pool-order-updates",
        Standing.CONFLICT,
        differences=[
            [
                "two_way_channel_arn",
                "",
                "conflict",
                "changed",
                None,
                f"{TOPIC}inbound-orders",
                f"{TOPIC}legacy",
            ],
            [
                "keywords",
                "INFO",
                "conflict",
                "changed",
                ["Order status: acme.example/o", "AUTOMATIC_RESPONSE"],
                ["Track your order at acme.example/track", "AUTOMATIC_RESPONSE"],
                None,
            ],
        ],
        **changed,
    )
    gone = ["", "", "conflict", "gone in AWS", True, True, False]
    mirror(found, "pool", "pool-weekly-offers", Standing.GONE, differences=[gone], **changed)
    mirror(found, "pool", "pool-spring-campaign", Standing.NEW, differences=[new_one()], **changed)
    mirror(
        found,
        "pool",
        "pool-fraud-alerts",
        Standing.PENDING,
        differences=[
            ["deletion_protection_enabled", "", "pending", "changed", False, True, False],
            ["two_way_enabled", "", "pending", "changed", False, True, False],
            ["two_way_channel_arn", "", "pending", "changed", None, f"{TOPIC}fraud", None],
            ["tags", "Team", "pending", "changed", None, "risk", None],
            ["shared_routes_enabled", "", "pending", "changed", True, False, True],
            ["opt_out_list_name", "", "pending", "changed", "Default", "Fraud", "Default"],
        ],
        **changed,
    )
    policy = '{"Statement": [{"Principal": {"AWS": "arn:aws:iam::444455556666:root"}}]}'
    mirror(
        found,
        "pool",
        "pool-load-test",
        Standing.DELETED,
        differences=[["", "", "pending", "changed", True, False, True]],
        memory={
            "read": {
                "kind": "pool",
                "key": "pool-load-test",
                "tags": {"Name": "load-test"},
                "facts": {"resource_policy": policy},
            }
        },
        **changed,
    )
    mirror(found, "pool", "pool-newsletter", Standing.LEFT_ALONE, reasons=[["", "", "RCS_AGENT"]])
    mirror(found, "phone-number", "phone-172", local_key=number.phone_number_id)
    AwsChange.objects.create(
        link=found,
        kind="pool",
        resource_key="pool-order-updates",
        name="shared_routes_enabled",
        cause="changed",
        was=True,
        now=False,
        seen_timestamp=in_minutes(-30),
    )
    run(found, RunKind.IMPORT, RunStatus.DONE, progress={"pool": [6, 6]}, made_by=caller.user)
    plan(found, caller)
    assert pools
    return found


def new_one() -> list:
    return ["", "", "pending", "changed", None, True, None]


def in_minutes(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def plan(link: AwsLink, caller: Caller, **columns: Any) -> SyncRun:
    """Of eight steps, two of which destroy, and two changes that are blocked."""
    usual = {
        "made_by": caller.user,
        "created_timestamp": in_minutes(-2),
        "cost": {
            "requests": 16,
            "seconds": 11.2,
            "steps": {"PutKeyword pool-spring-campaign PROMO": [2, 1.3]},
        },
    }
    made = run(link, RunKind.APPLY, RunStatus.READY, **usual | columns)
    spring, orders = ("pool", "pool-spring-campaign"), ("pool", "pool-order-updates")
    number = ("phone-number", "phone-172")
    step(
        made,
        "CreatePool",
        spring,
        [[*spring, "", "", False, True], [*number, "pool_id", "", None, spring[1]]],
        request={"OriginationIdentity": "phone-172", "MessageType": "PROMOTIONAL", "IsoCountryCode": "US"},
    )
    first = ["CreatePool pool-spring-campaign"]
    step(
        made,
        "AssociateOriginationIdentity",
        number,
        [[*number, "pool_id", "", None, spring[1]]],
        needs=first,
        request={"PoolId": {"ArnOf": ["pool", spring[1]]}, "OriginationIdentity": "phone-172"},
    )
    put_keyword = [[*spring, "keywords", "PROMO", None, ["20 % off", "AUTOMATIC_RESPONSE"]]]
    request = {"OriginationIdentity": spring[1], "Keyword": "PROMO", "KeywordMessage": "20 % off"}
    promo = "PutKeyword pool-spring-campaign PROMO"
    step(made, "PutKeyword", spring, put_keyword, needs=first, request=request, step_id=promo)
    changes = [
        [*orders, "deletion_protection_enabled", "", False, True],
        [*orders, "shared_routes_enabled", "", True, False],
    ]
    request = {"PoolId": orders[1], "DeletionProtectionEnabled": True, "SharedRoutesEnabled": False}
    step(made, "UpdatePool", orders, changes, request=request)
    fraud = ("pool", "pool-fraud-alerts")
    tags = {"ResourceArn": "arn", "Tags": [{"Key": "Team", "Value": "risk"}]}
    step(made, "TagResource", fraud, [[*fraud, "tags", "Team", None, "risk"]], request=tags)
    help_before, help_after = (["Reply STOP", "AUTOMATIC_RESPONSE"], ["Call us", "AUTOMATIC_RESPONSE"])
    change = [[*orders, "keywords", "HELP", help_before, help_after]]
    step(made, "PutKeyword", orders, change, request={"OriginationIdentity": orders[1], "Keyword": "HELP"})
    other = ("phone-number", "phone-172")
    letter = ("pool", "pool-newsletter")
    step(
        made,
        "DisassociateOriginationIdentity",
        other,
        [[*other, "pool_id", "", letter[1], None]],
        request={"PoolId": letter[1], "OriginationIdentity": "phone-172"},
    )
    load = ("pool", "pool-load-test")
    step(made, "DeletePool", load, [[*load, "", "", True, False]], request={"PoolId": load[1]})
    blocked = {"is_blocked": True, "status": StepStatus.BLOCKED}
    step(
        made,
        "AssociateOriginationIdentity",
        number,
        [[*number, "pool_id", "", None, orders[1]]],
        why="LOCAL_ONLY",
        way_out="REPLACE_NUMBER",
        **blocked,
    )
    step(made, "DeletePool", fraud, [[*fraud, "", "", True, False]], why="PROTECTED", **blocked)
    return made


# The number of each run that `walked` makes.
WALKED_RUNS = {"ready": "1", "running": "2", "reading": "3", "paused": "4", "failed": "5", "asked": "6"}


def walked(account: Account, region: str, pool: Pool, number: PhoneNumber) -> None:
    """A linked account with something at each address of the sync: a conflict, a wish, a change, and all runs."""
    now = timezone.now()
    if not SyncWorker.objects.exists():
        worker()
    found = AwsLink.objects.create(
        account=account,
        region=region,
        created_timestamp=now,
        imported_timestamp=now,
        read_timestamp=now,
        last_run_number=len(WALKED_RUNS),
    )
    here, theirs = ("pool", pool.pool_id), ("phone-number", number.phone_number_id)
    protection = ["deletion_protection_enabled", "", "conflict", "changed", False, True, False]
    international = ["international_sending_enabled", "", "pending", "changed", False, True, False]
    mirror(found, *here, Standing.CONFLICT, differences=[protection])
    mirror(found, *theirs, Standing.PENDING, differences=[international], changed_timestamp=now)
    AwsChange.objects.create(
        link=found,
        kind="pool",
        resource_key=pool.pool_id,
        name="shared_routes_enabled",
        cause="changed",
        was=True,
        now=False,
        seen_timestamp=now,
    )
    for name, kind, status, step_status in (
        ("ready", RunKind.APPLY, RunStatus.READY, StepStatus.READY),
        ("running", RunKind.APPLY, RunStatus.RUNNING, StepStatus.READY),
        ("reading", RunKind.REFRESH, RunStatus.RUNNING, None),
        ("paused", RunKind.CHECK, RunStatus.PAUSED, None),
        ("failed", RunKind.APPLY, RunStatus.FAILED, StepStatus.FAILED),
        ("asked", RunKind.APPLY, RunStatus.PAUSED, StepStatus.ASKED),
    ):
        made = SyncRun.objects.create(
            link=found,
            number=int(WALKED_RUNS[name]),
            kind=kind,
            status=status,
            created_timestamp=now,
            queued_timestamp=None if name == "ready" else now,
            engine_version="1",
            about={"asked": {"why": "ASKED"}, "paused": {"trouble": "EXPIRED"}}.get(name, {}),
        )
        if step_status:
            change = [*theirs, "international_sending_enabled", "", False, True]
            step(made, "UpdatePhoneNumber", theirs, [change], status=step_status)
