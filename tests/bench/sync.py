"""`bin/bench`, fourth part: what the sync costs: a plan of a big account, and each call beside boto3 alone.

A plan is made in this process from rows of the database, of an account in which one resource in ten was changed.
Calls go to the stand-in for AWS that the tests have. boto3 alone sends the same calls once more, in the same order.
"""

import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ACCOUNT, REGION = "444455556666", "us-east-1"
SIZES = (1_000, 10_000)  # resources
CHANGED = 10  # one in so many
POOLS = 40  # that are imported; half of them are changed
PLAN = "plan, 1 in 10 changed"


def measure(rounds: int) -> dict[int, dict[str, dict[str, float]]]:
    """Figures by the number of resources; those of calls are the smallest size's. The database is empty."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    found = {size: {PLAN: plan(size, rounds)} for size in SIZES}
    found[SIZES[0]] |= calls(rounds)
    return found


def an_account(account_id: str) -> Any:
    """An Administrator of an account of its own, where the SMS channel is on."""
    from django.utils import timezone

    from pools import models
    from pools.operations.engine.caller import caller_for

    account = models.Account.objects.create(account_id=account_id, name="Bench of the sync")
    user = models.User.objects.create(username=f"sync-{account_id}")
    models.Membership.objects.create(account=account, user=user, role=models.Role.ADMINISTRATOR)
    models.Project.objects.create(
        account=account, name="Bench", sms_channel_enabled=True, created_timestamp=timezone.now()
    )
    return caller_for(user, account_id, REGION)


def remove(caller: Any) -> None:
    """The account with all that it holds: what is measured next begins as if there had been no sync."""
    caller.account.delete()
    caller.user.delete()


def plan(size: int, rounds: int) -> dict[str, float]:
    from pools.sync.mirroring import comparisons
    from pools.sync.plan import make_plan

    caller = an_account(ACCOUNT)
    link = a_linked_account(caller.account, size)
    figures = timed(lambda: make_plan(comparisons(link)), rounds)
    tracemalloc.start()
    made = make_plan(comparisons(link))
    figures["megabytes"] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    if len(made.steps) != size // CHANGED:
        raise SystemExit(f"The plan of {size} resources has {len(made.steps)} steps.")
    remove(caller)
    return figures


def a_linked_account(account: Any, size: int) -> Any:
    """Pools with a number each, so many in all, which AWS has as they were before tags of some were changed."""
    from django.utils import timezone

    from pools import models
    from pools.management.bulk import fill
    from pools.sync.here import states_here
    from pools.sync.memory import imported, memory_to_json

    now = timezone.now()
    fill(account, REGION, size // 2)
    link = models.AwsLink.objects.create(
        account=account, region=REGION, created_timestamp=now, imported_timestamp=now
    )
    models.Mirror.objects.bulk_create(
        [
            models.Mirror(
                link=link,
                kind=ref.kind,
                key=ref.key,
                local_key=ref.key,
                arn=f"arn:aws:sms-voice:{REGION}:{ACCOUNT}:{ref.kind}/{ref.key}",
                memory=memory_to_json(imported(state, at=now.timestamp())),
                seen_timestamp=now,
            )
            for ref, state in states_here(link).items()
        ],
        batch_size=200,
    )
    pools = models.Pool.objects.filter(account=account).order_by("pool_id").values_list("pk", flat=True)
    changed = list(pools)[: size // CHANGED]
    for start in range(0, len(changed), 200):
        rows = models.Tag.objects.filter(pool__in=changed[start : start + 200], key="Ticket")
        rows.update(value="changed")
    return link


def timed(act: Callable[[], Any], rounds: int) -> dict[str, float]:
    cpu, wall = [], []
    for _ in range(rounds):
        before = time.process_time(), time.perf_counter()
        act()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {"cpu": statistics.median(cpu) * 1000, "wall": statistics.median(wall) * 1000}


def calls(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of a call, of an import and of a plan that is made and applied."""
    from tests.help import aws
    from tests.sync.linked import linked_to

    with tempfile.TemporaryDirectory() as folder, aws.stand_in(Path(folder)) as there:
        os.environ.update(there.environment())
        there.control(room=True, pools=POOLS)
        caller, made = an_account(there.account_id), {}
        imported, reads = counted(there, lambda: made.update(linked=linked_to(there, caller)))
        change_pools(made["linked"])
        applied, writes = counted(there, lambda: plan_and_apply(made["linked"]))
        client = there.client(behind=False)
        found = {
            "import, per call": imported,
            "boto3, the same reads": alone(client, reads, rounds),
            "apply, per call": applied,
            "boto3, the same calls": alone(client, writes, rounds),
        }
        for name in there.environment():
            del os.environ[name]
    remove(caller)
    return found


def counted(there: Any, act: Callable[[], Any]) -> tuple[dict[str, float], list[Any]]:
    """What a call costs on average; and which calls there were."""
    there.log.entries.clear()
    figures, entries = timed(act, 1), list(there.log.entries)
    return {clock: value / len(entries) for clock, value in figures.items()}, entries


def change_pools(linked: Any) -> None:
    from pools import models
    from pools.operations.tags import tag_resource

    pools = models.Pool.objects.filter(account=linked.caller.account, region=linked.caller.region)
    for pool in pools.order_by("pool_id")[: POOLS // 2]:
        tag_resource(linked.caller, resource_arn=pool.pool_arn, tags=[{"Key": "Bench", "Value": "changed"}])


def plan_and_apply(linked: Any) -> None:
    from pools import models

    run = linked.apply(linked.plan())
    if run.status != models.RunStatus.DONE:
        raise SystemExit(f"The plan of {POOLS // 2} changes ended as {run.status}.")


def alone(client: Any, entries: Iterable[Any], rounds: int) -> dict[str, float]:
    from botocore import xform_name

    asked = [
        one for one in entries if one.operation != "GetCallerIdentity" and "NextToken" not in one.request
    ]

    def send() -> None:
        for one in asked:
            getattr(client, xform_name(one.operation))(**one.request)

    return {clock: value / len(asked) for clock, value in timed(send, rounds).items()}
