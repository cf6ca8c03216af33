"""A plan is written down: what each step costs, and what becomes of the plans before it."""

import pytest

from pools.errors import ConflictException
from pools.models import Pool, RunStatus
from pools.operations.pools import delete_pool, update_pool
from pools.operations.tags import tag_resource
from tests.sync.linked import share_routes, steps_of, writes

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_step_has_its_cost(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    (step,) = steps_of(run)
    requests, seconds = run.cost["steps"][step]
    # The pool is looked at, and changed.
    assert requests == run.cost["requests"] == 2
    assert seconds == run.cost["seconds"]


def test_a_pool_that_a_plan_deletes_keeps_its_name(linked, pool_id):
    arn = Pool.objects.get(pool_id=pool_id).pool_arn
    tag_resource(linked.caller, resource_arn=arn, tags=[{"Key": "Name", "Value": "Old offers"}])
    linked.apply(linked.plan())
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.apply(linked.plan())
    step = run.steps.get(operation="DeletePool")
    assert (step.status, step.planned["name"]) == ("DONE", "Old offers")


def test_a_new_plan_takes_the_place_of_one_that_nobody_applied(linked, there):
    first, second = there["pools"]
    share_routes(linked, first)
    old = linked.plan()
    share_routes(linked, second)
    new = linked.plan(only=[("pool", second)])
    old.refresh_from_db()
    assert (old.status, old.next_run, new.status) == (RunStatus.OUT_OF_DATE, new, RunStatus.READY)
    with pytest.raises(ConflictException) as refused:
        linked.queue(old)
    assert refused.value.about.why == "OUT_OF_DATE"
    linked.apply(new)
    assert writes(linked) == ["UpdatePool"]


def test_a_plan_is_out_of_date_where_nothing_is_left_to_plan(linked, pool_id):
    share_routes(linked, pool_id)
    old = linked.plan()
    share_routes(linked, pool_id, on=False)
    assert linked.plan().status == RunStatus.NOTHING
    old.refresh_from_db()
    assert old.status == RunStatus.OUT_OF_DATE


def test_nothing_to_do_for_one_resource_leaves_the_plan_of_all(linked, there):
    first, second = there["pools"]
    share_routes(linked, first)
    old = linked.plan()
    assert linked.plan(only=[("pool", second)]).status == RunStatus.NOTHING
    old.refresh_from_db()
    assert old.status == RunStatus.READY


def test_a_plan_that_is_being_applied_goes_on(linked, there):
    first, second = there["pools"]
    share_routes(linked, first)
    queued = linked.plan()
    linked.queue(queued)
    update_pool(linked.caller, pool_id=second, deletion_protection_enabled=True)
    linked.plan(only=[("pool", second)])
    queued.refresh_from_db()
    assert queued.status == RunStatus.QUEUED
