"""What people give up while a plan is applied is not sent: a plan is not what somebody wants, but what they wanted."""

import pytest

from pools.models import Pool, RunStatus, StepStatus
from pools.operations.associations import associate_origination_identity, disassociate_origination_identity
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.operations.syncing.applying import retry_step
from pools.operations.syncing.asking import discard_here
from pools.sync import steps
from pools.sync.answering import carry_out
from tests.help.aws.weather import REQUEST_LOST
from tests.sync.applying.refusing import FINAL
from tests.sync.linked import new_pool, of_aws, share_routes, statuses, writes

pytestmark = pytest.mark.django_db(transaction=True)


def discard(linked, pool_id) -> None:
    carry_out(discard_here(linked.caller, resources=[["pool", pool_id]]))


def after_the_first_step(monkeypatch, act) -> None:
    done = steps.done

    def then(*arguments, **more):
        done(*arguments, **more)
        monkeypatch.setattr(steps, "done", done)
        act()

    monkeypatch.setattr(steps, "done", then)


def stopped_here(run, pool_id) -> bool:
    return (run.status, run.about["why"], run.about["resources"]) == (
        RunStatus.STOPPED,
        "MOVED_HERE",
        [["pool", pool_id]],
    )


def test_a_deletion_that_is_taken_back_on_the_way(linked, there, behind, monkeypatch):
    first, second = there["pools"]
    share_routes(linked, first)
    delete_pool(linked.caller, pool_id=second)
    run = linked.plan()
    after_the_first_step(monkeypatch, lambda: discard(linked, second))
    linked.apply(run)
    assert statuses(run) == {
        f"UpdatePool {first}": StepStatus.DONE,
        f"DeletePool {second}": StepStatus.NOT_SENT,
    }
    assert stopped_here(run, second)
    assert writes(linked) == ["UpdatePool"]
    assert of_aws(behind, second)["Status"] == "ACTIVE"
    assert Pool.objects.present().filter(pool_id=second).exists()
    linked.go_on_with_plans()
    run.next_run.refresh_from_db()
    assert run.next_run.status == RunStatus.NOTHING


def test_a_value_whose_step_has_failed(linked, there, behind):
    for pool_id in there["pools"]:
        share_routes(linked, pool_id)
    linked.aws.weather.refuse(FINAL, "UpdatePool", times=1)
    run = linked.apply(linked.plan())
    failed = run.steps.get(status=StepStatus.FAILED)
    discard(linked, failed.key)
    assert not Pool.objects.get(pool_id=failed.key).shared_routes_enabled
    retry_step(linked.caller, number=run.number, position=failed.position)
    linked.go_on_with(run)
    assert stopped_here(run, failed.key)
    assert linked.aws.log.count("UpdatePool") == 2
    assert of_aws(behind, failed.key)["SharedRoutesEnabled"] is False
    assert linked.differences() == []


def test_a_pool_that_was_deleted_here_before_it_was_created_there(linked, pool_id, monkeypatch):
    made = new_pool(linked)
    put_keyword(linked.caller, origination_identity=pool_id, keyword="NEW", keyword_message="New.")
    run = linked.plan()
    after_the_first_step(monkeypatch, lambda: delete_pool(linked.caller, pool_id=made))
    linked.apply(run)
    assert stopped_here(run, made)
    assert writes(linked) == ["PutKeyword"]


def test_what_may_have_been_sent_is_not_sent_again(linked, pool_id, behind):
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.plan()
    linked.aws.weather.next("DeletePool", REQUEST_LOST)
    linked.go_on = lambda: not linked.aws.log.count("DeletePool")
    linked.apply(run)
    discard(linked, pool_id)
    linked.go_on = lambda: True
    linked.go_on_with(run)
    assert stopped_here(run, pool_id)
    assert linked.aws.log.count("DeletePool") == 1
    assert of_aws(behind, pool_id)["Status"] == "ACTIVE"


def test_what_a_number_needs_to_join_its_pool_is_still_wanted(linked, there, pool_id):
    """Here it has what the pool has: that says nothing of what AWS's is to be before it joins."""
    number, second = there["numbers"][1], there["pools"][1]
    associate_origination_identity(
        linked.caller, pool_id=second, origination_identity=there["numbers"][2], iso_country_code="US"
    )
    wish = {"origination_identity": number, "iso_country_code": "US"}
    disassociate_origination_identity(linked.caller, pool_id=second, **wish)
    put_keyword(linked.caller, origination_identity=number, keyword="OLD", keyword_message="Old.")
    associate_origination_identity(linked.caller, pool_id=pool_id, **wish)
    run = linked.apply(linked.plan())
    assert f"PutKeyword {number} OLD" in statuses(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    assert linked.differences() == []


def test_a_plan_of_what_was_discarded_since_says_by_whom(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    discard(linked, pool_id)
    linked.apply(run)
    who = run.about["moved"]
    assert (who["side"], who["by"]) == ("here", linked.caller.user.username)
    assert writes(linked) == []
