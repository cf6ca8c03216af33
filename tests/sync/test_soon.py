"""A single change that is reviewed and applied, at AWS's own rate: its answer is there within two seconds."""

import time
from collections.abc import Iterator

import pytest

from pools.models import AwsLink, DirtyKey, RunStatus, SyncRun
from pools.models.aws_links import USUAL_SHARE
from pools.operations.pools import update_pool
from pools.operations.syncing.plans import apply_plan, make_plan
from tests.sync.working import Console, at_work, pool

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 2.0  # seconds
READS = 1.5  # seconds that a person takes to read a plan, at least


@pytest.fixture
def pool_id(aws_side) -> str:
    client = aws_side.client()
    made = pool(client)
    client.close()
    return made


@pytest.fixture
def console(aws_side, caller, pool_id) -> Iterator[Console]:
    """With a worker that looks for something to do, as in a process of its own."""
    found = Console(aws_side, caller).imported()
    AwsLink.objects.update(share=USUAL_SHARE)
    with at_work():
        yield found


def until(status: RunStatus, run: SyncRun) -> float:
    """Seconds until the run has that status."""
    began = time.monotonic()
    while SyncRun.objects.get(pk=run.pk).status != status and time.monotonic() - began < 30:
        time.sleep(0.02)
    return time.monotonic() - began


def test_a_single_change_is_answered_soon(console, pool_id):
    took = []
    for on in (True, False):
        update_pool(console.caller, pool_id=pool_id, shared_routes_enabled=on)
        while DirtyKey.objects.exists():
            time.sleep(0.02)
        plan = make_plan(console.caller, only=[("pool", pool_id)])
        until(RunStatus.READY, plan)
        time.sleep(READS)
        apply_plan(console.caller, number=plan.number)
        took.append(until(RunStatus.DONE, plan))
    assert max(took) < SOON, took
