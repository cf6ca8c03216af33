"""What AWS refuses while a plan is applied: again, wait, pause, fail; and what people decide then."""

from datetime import timedelta

import pytest

from pools.models import RunStatus, StepStatus, SyncStep
from pools.operations.associations import associate_origination_identity
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.operations.syncing.applying import continue_run, leave_out_step, retry_step, stop_run
from pools.sync import refused, steps
from tests.help.aws.weather import TRANSIENT
from tests.sync.applying.refusing import FINAL
from tests.sync.linked import new_pool, share_routes, statuses, steps_of, writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", TRANSIENT)
def test_a_refusal_that_passes_by_itself_is_tried_again(linked, pool_id, name):
    share_routes(linked, pool_id)
    linked.aws.weather.refuse(TRANSIENT[name], "UpdatePool", times=2)
    run = linked.apply(linked.plan())
    assert (run.status, steps_of(run)[f"UpdatePool {pool_id}"].attempts) == (RunStatus.DONE, 3)


def test_it_is_tried_until_a_deadline_and_then_it_has_failed(linked, pool_id, monkeypatch):
    monkeypatch.setattr(refused, "DEADLINE", timedelta(seconds=2))
    share_routes(linked, pool_id)
    linked.aws.weather.refuse(TRANSIENT["ThrottlingException"], "UpdatePool")
    run = linked.apply(linked.plan())
    step = steps_of(run)[f"UpdatePool {pool_id}"]
    assert (run.status, step.status, step.error["sort"]) == (RunStatus.FAILED, StepStatus.FAILED, "TRANSIENT")
    assert step.error["code"] == "ThrottlingException"


def test_while_one_is_tried_again_others_go_on(linked, there, monkeypatch):
    monkeypatch.setattr(refused, "FIRST_TRY", timedelta(seconds=2))
    first, second = there["pools"]
    share_routes(linked, first)
    share_routes(linked, second)
    linked.aws.weather.refuse(TRANSIENT["RESOURCE_NOT_ACCESSIBLE"], "UpdatePool", times=1)
    run = linked.apply(linked.plan())
    assert run.status == RunStatus.DONE
    sent = [one.request["PoolId"].rpartition("/")[2] for one in linked.aws.log.of("UpdatePool")]
    assert len(sent) == 3
    assert sent[0] == sent[2] != sent[1]


def test_what_is_refused_for_good_stops_what_needs_it_and_nothing_else(linked, there, pool_id):
    made = new_pool(linked)
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    share_routes(linked, pool_id)
    linked.aws.weather.refuse(FINAL, "CreatePool", times=1)
    run = linked.apply(linked.plan())
    create, keyword, update = f"CreatePool {made}", f"PutKeyword {made} INFO", f"UpdatePool {pool_id}"
    assert statuses(run) == {
        create: StepStatus.FAILED,
        keyword: StepStatus.NOT_SENT,
        update: StepStatus.DONE,
    }
    assert (run.status, steps_of(run)[keyword].not_sent) == (RunStatus.FAILED, "NEEDS")
    error = steps_of(run)[create].error
    assert (error["code"], error["reason"], error["sort"]) == (FINAL.code, FINAL.reason, "FINAL")
    retry_step(linked.caller, number=run.number, position=steps_of(run)[create].position)
    linked.go_on_with(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    assert linked.differences() == []


def test_what_is_left_out_stays_pending(linked, pool_id):
    share_routes(linked, pool_id)
    linked.aws.weather.refuse(FINAL, "UpdatePool")
    run = linked.apply(linked.plan())
    leave_out_step(linked.caller, number=run.number, position=1)
    assert (run.status, [row.step_id for row in linked.plan().steps.all()]) == (
        RunStatus.FAILED,
        [f"UpdatePool {pool_id}"],
    )


def test_a_number_that_is_pending_is_waited_for_and_the_rest_goes_on(linked, there):
    number, (other, pool_id) = there["numbers"][2], there["pools"]
    share_routes(linked, other)
    wish = {"pool_id": pool_id, "origination_identity": number, "iso_country_code": "US"}
    associate_origination_identity(linked.caller, **wish)
    run = linked.plan()
    linked.aws.control(pending=[number])
    linked.aws.weather.refuse(TRANSIENT["RESOURCE_NOT_ACTIVE"], "AssociateOriginationIdentity", times=1)
    linked.apply(run)
    join = f"AssociateOriginationIdentity {pool_id} {number}"
    assert (run.status, statuses(run)[join]) == (RunStatus.WAITING, StepStatus.WAITING)
    assert statuses(run)[f"UpdatePool {other}"] == StepStatus.DONE
    row = steps_of(run)[join]
    assert row.next_try_timestamp == run.next_look_timestamp
    first = row.next_try_timestamp - row.sent_timestamp
    assert timedelta(minutes=4) < first < timedelta(minutes=6)
    # Still so at the next look: nothing is sent, and the next but one is later.
    since = {**row.error, "since": (row.sent_timestamp - timedelta(hours=1)).isoformat()}
    SyncStep.objects.filter(pk=row.pk).update(next_try_timestamp=row.sent_timestamp, error=since)
    linked.go_on_with(run)
    row.refresh_from_db()
    assert row.next_try_timestamp - row.sent_timestamp > timedelta(minutes=59)
    assert linked.aws.log.count("AssociateOriginationIdentity") == 1
    linked.aws.control(active=[number])
    SyncStep.objects.filter(pk=row.pk).update(next_try_timestamp=row.sent_timestamp)
    linked.go_on_with(run)
    assert run.status == RunStatus.DONE
    assert linked.differences() == []


def test_expired_credentials_pause_the_run_and_no_step_fails(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    linked.aws.weather.expired = True
    linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.PAUSED, [StepStatus.READY])
    assert (run.about["trouble"], run.about["before"]) == ("EXPIRED", 1)
    linked.aws.weather.expired = False
    continue_run(linked.caller, number=run.number)
    assert linked.reloaded().trouble == "EXPIRED"
    assert linked.go_on_with(run).status == RunStatus.DONE
    assert linked.reloaded().trouble == ""


def test_credentials_of_another_account_pause_the_run_before_anything_is_sent(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    linked.aws.proxy.identity = ("444455556666", "arn:aws:iam::444455556666:user/other")
    linked.apply(run)
    assert (run.status, run.about["trouble"]) == (RunStatus.PAUSED, "OTHER_ACCOUNT")
    assert writes(linked) == []


def test_a_run_stops_after_the_step_in_hand(linked, there, monkeypatch):
    for one in there["pools"]:
        share_routes(linked, one)
    run = linked.plan()
    done = steps.done

    def then_stopped(work, row, step, **rest):
        done(work, row, step, **rest)
        stop_run(linked.caller, number=run.number)

    monkeypatch.setattr(steps, "done", then_stopped)
    linked.apply(run)
    assert sorted(statuses(run).values()) == [StepStatus.DONE, StepStatus.NOT_SENT]
    assert run.status == RunStatus.STOPPED
    assert len(writes(linked)) == 1


def test_a_worker_that_is_told_to_end_leaves_the_rest_to_the_next(linked, there):
    for one in there["pools"]:
        share_routes(linked, one)
    run = linked.plan()
    linked.go_on = lambda: not linked.aws.log.count("UpdatePool")
    linked.apply(run)
    assert (run.status, sorted(statuses(run).values())) == (
        RunStatus.RUNNING,
        [StepStatus.DONE, StepStatus.READY],
    )
    linked.go_on = lambda: True
    assert linked.go_on_with(run).status == RunStatus.DONE
    assert len(writes(linked)) == 2


def test_a_pool_that_is_gone_already_is_deleted(linked, pool_id, behind):
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.plan()
    behind.delete_pool(PoolId=pool_id)
    linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.ALREADY_SO])
    assert writes(linked) == []
    assert linked.differences() == []
