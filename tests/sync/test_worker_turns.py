"""One run of a link at a time, and which: what a person waits for goes before what is only read."""

from dataclasses import replace

import pytest
from django.utils import timezone

from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.operations.pools import update_pool
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.plans import make_plan
from pools.sync import driving, refreshing, turns
from tests.sync.working import pool


class Order(list):
    """What a worker did, "read" or "plan", of which each is followed by an act of the test."""

    def after_read(self) -> None: ...

    def after_plan(self) -> None: ...


@pytest.fixture
def order(monkeypatch) -> Order:
    done, take_in, plan_run = Order(), refreshing.take_in, driving.plan_run

    def read(*arguments):
        done.append("read")
        take_in(*arguments)
        done.after_read()

    def plan(*arguments):
        done.append("plan")
        plan_run(*arguments)
        done.after_plan()

    monkeypatch.setattr(refreshing, "take_in", read)
    monkeypatch.setattr(driving, "plan_run", plan)
    return done


@pytest.fixture
def three_pools(console, behind, monkeypatch):
    """Read one at a time, with no turn that has to be over first."""
    for _ in range(3):
        pool(behind)
    console.imported()
    monkeypatch.setattr(refreshing, "AT_ONCE", 1)
    monkeypatch.setattr(turns, "TURN", 0.0)


def test_a_reading_gives_way_to_what_a_person_waits_for(console, behind, order):
    made = pool(behind)
    console.imported()
    update_pool(console.caller, pool_id=made, shared_routes_enabled=True)
    order.clear()
    order.after_read = lambda: make_plan(console.caller) if len(order) == 1 else None
    reading = console.refresh()
    assert order[:2] == ["read", "plan"]
    assert order.count("plan") == 1
    assert reading.status == RunStatus.DONE
    assert console.last_run().status == RunStatus.READY


def test_plans_one_after_the_other_leave_a_reading_its_turn(console, three_pools, order):
    """While it has read nothing more since it gave way, it goes on; to the very plan it gave way to it does again."""
    order.after_read = lambda: make_plan(console.caller) if len(order) == 1 else None
    order.after_plan = lambda: make_plan(console.caller) if order.count("plan") < 4 else None
    reading = console.refresh()
    assert reading.status == RunStatus.DONE
    assert order[:2] == ["read", "plan"]
    # Never two plans in a row while it had something to read.
    while_reading = order[: len(order) - order[::-1].index("read")]
    assert "plan plan" not in " ".join(while_reading)


def test_the_plan_of_another_link_waits_for_a_turn_of_a_reading(console, three_pools, order):
    elsewhere = replace(console.caller, region="eu-west-1")
    other = link_to_aws(elsewhere)
    SyncRun.objects.filter(link=other).update(status=RunStatus.DONE)
    AwsLink.objects.filter(pk=other.pk).update(imported_timestamp=timezone.now())
    order.after_read = lambda: make_plan(elsewhere) if len(order) == 1 else None
    assert console.refresh().status == RunStatus.DONE
    assert "plan read" in " ".join(order)
    assert order.count("plan") == 1


def applying(link, number, **columns):
    columns = {"kind": RunKind.APPLY, "status": RunStatus.COMPARING, **columns}
    return SyncRun.objects.create(link=link, number=number, created_timestamp=timezone.now(), **columns)


def test_a_reading_waits_for_the_run_it_gave_way_to_and_not_for_the_next(here):
    link_to_aws(here.caller)
    link = here.link
    one = applying(link, 8)
    run, held = driving.claim_run(link.pk, "one")
    assert run == one
    held.let_go()
    # The same plan, applied: it goes before again. Another one does not.
    applying(link, 9)
    run, held = driving.claim_run(link.pk, "one")
    assert run == one
    SyncRun.objects.filter(pk=one.pk).update(status=RunStatus.DONE)
    held.let_go()
    run, held = driving.claim_run(link.pk, "one")
    assert run.is_reading
    turn = turns.Turn(run)
    assert turn.gives_way_to(one)
    assert not turn.gives_way_to(SyncRun.objects.get(number=9))
    turn.began -= turns.TURN
    assert not turn.gives_way_to(SyncRun.objects.get(number=9))
    run.progress = {"pool": [1, 2]}
    assert turn.gives_way_to(SyncRun.objects.get(number=9))
    turns.had_its_turn(run)
    held.let_go()
    assert driving.claim_run(link.pk, "one")[0].number == 9


def test_one_run_of_a_link_at_a_time(here):
    link_to_aws(here.caller)
    link = here.link
    first = driving.claim_run(link.pk, "one")
    assert first
    SyncRun.objects.create(
        link=link, number=9, kind=RunKind.APPLY, status=RunStatus.COMPARING, created_timestamp=timezone.now()
    )
    assert driving.claim_run(link.pk, "two") is None
    first[1].let_go()
    run, _ = driving.claim_run(link.pk, "two")
    assert run.kind == RunKind.APPLY
