"""What was created moments ago: AWS does not know it everywhere yet, and people delete it already."""

import pytest

from pools.models import ConfigurationSet, Mirror, Pool, RunStatus, StepStatus
from pools.operations.configuration_sets import create_configuration_set, delete_configuration_set
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.sync import sending, steps
from pools.sync.memory import SETTLED_AFTER
from pools.sync.mirroring import compare_and_store
from pools.sync.state import Ref
from tests.help.aws.weather import Refuses
from tests.sync.linked import new_pool, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def shown_since(linked, seconds):
    """As if what was created here had been seen in AWS, and that long ago."""
    linked.refresh()
    for row in Mirror.objects.filter(kind="pool"):
        for one in row.memory["sent"]:
            one[2]["at"] -= seconds
        row.save()


@pytest.mark.parametrize("in_between", ["look", "send"])
def test_a_pool_of_ours_that_somebody_deletes_soon_stops_the_run_and_fails_no_step(
    linked, behind, monkeypatch, in_between
):
    made = new_pool(linked)
    linked.apply(linked.plan())
    shown_since(linked, SETTLED_AFTER)
    key = Mirror.objects.get(local_key=made).key
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    run, request_of = linked.plan(), sending.request_of
    if in_between == "look":
        behind.delete_pool(PoolId=key)
    else:

        def meanwhile(row, step):
            behind.delete_pool(PoolId=key)
            return request_of(row, step)

        monkeypatch.setattr(sending, "request_of", meanwhile)
    linked.apply(run)
    assert (run.status, run.about["why"], list(statuses(run).values())) == (
        RunStatus.STOPPED,
        "MOVED",
        [StepStatus.NOT_SENT],
    )
    linked.go_on_with_plans()
    assert [row.why for row in run.next_run.steps.all()] == ["CONFLICT"]
    assert Mirror.objects.get(key=key).standing == "GONE"


def test_what_aws_does_not_know_everywhere_yet_is_tried_again(linked):
    made = new_pool(linked)
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    run = linked.plan()
    linked.aws.weather.refuse(Refuses("ResourceNotFoundException"), "PutKeyword", times=2)
    linked.apply(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})


@pytest.mark.parametrize("compared", [False, True])
@pytest.mark.parametrize("refreshed", [False, True])
@pytest.mark.parametrize("with_keyword", [False, True])
def test_what_is_deleted_here_while_it_is_created_is_to_be_deleted_there(
    linked, behind, monkeypatch, compared, refreshed, with_keyword
):
    made = new_pool(linked, tags=[{"Key": "Name", "Value": "Offers"}])
    if with_keyword:
        put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    run, made_of = linked.plan(), steps.made_of

    def meanwhile(step, answer):
        if step.operation == "CreatePool":
            delete_pool(linked.caller, pool_id=made)
        if compared:
            compare_and_store(linked.link, {}, [Ref("pool", made)])
        return made_of(step, answer)

    before = {pool["PoolId"] for pool in behind.describe_pools()["Pools"]}
    with monkeypatch.context() as patched:
        patched.setattr(steps, "made_of", meanwhile)
        linked.apply(run)
    assert run.status == RunStatus.DONE
    if refreshed:
        linked.refresh()
    assert not Pool.objects.present().filter(name="Offers").exists()
    plan = linked.plan()
    assert [row.operation for row in plan.steps.all()] == ["DeletePool"]
    linked.apply(plan)
    assert {pool["PoolId"] for pool in behind.describe_pools()["Pools"]} == before
    assert linked.differences() == []


def test_of_what_somebody_else_made_under_that_name_it_is_no_wish(linked, behind, monkeypatch):
    create_configuration_set(linked.caller, configuration_set_name="orders")
    run, send = linked.plan(), steps.send

    def meanwhile(*arguments, **more):
        delete_configuration_set(linked.caller, configuration_set_name="orders")
        behind.create_configuration_set(ConfigurationSetName="orders")
        return send(*arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(steps, "send", meanwhile)
        linked.apply(run)
    linked.refresh()
    assert list(linked.plan().steps.all()) == []
    assert ConfigurationSet.objects.filter(configuration_set_name="orders").exists()
