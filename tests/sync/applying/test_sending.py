"""What holds of every request: in no transaction, by whoever has the lease, in its order, with a token of its own."""

import pytest
from django.db import connection

from pools.models import RunStatus, StepStatus, SyncRequest, SyncRun
from pools.operations.keywords import put_keyword
from pools.operations.syncing.applying import retry_step
from pools.operations.syncing.asking import ask_to_test, look_up_opt_outs
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.operations.syncing.runs import refresh_from_aws
from pools.sync import limiter
from pools.sync.remote import Remote
from tests.help.aws.weather import ANSWER_LOST, REQUEST_LOST, TRANSIENT
from tests.sync.applying.refusing import FINAL, lost_creation
from tests.sync.linked import new_pool, share_routes, statuses, steps_of, writes
from tests.sync.working import SHARE, Console

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_request_goes_out_inside_a_transaction(linked, pool_id, monkeypatch):
    """Whatever a worker asks: SQLite's one lock for writing would be held for as long as AWS takes."""
    asked, outside = [], []

    def watched(name):
        real = getattr(Remote, name)

        def call(self, *arguments):
            asked.append(arguments[0] if arguments else name)
            outside.append(not connection.in_atomic_block)
            return real(self, *arguments)

        return call

    for name in ("call", "identity"):
        monkeypatch.setattr(Remote, name, watched(name))
    console = Console(linked.aws, linked.caller)
    type(linked.link).objects.update(share=SHARE)
    ask_to_test(linked.caller)
    look_up_opt_outs(linked.caller, opt_out_list="Default")
    refresh_from_aws(linked.caller)
    share_routes(linked, pool_id)
    new_pool(linked)
    console.work()
    run = make_plan(linked.caller)
    console.work()
    linked.aws.weather.next("CreatePool", ANSWER_LOST)
    linked.aws.weather.next("UpdatePool", ANSWER_LOST)
    apply_plan(linked.caller, number=run.number)
    console.work()
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert not SyncRequest.objects.filter(answered_timestamp=None).exists()
    assert {"identity", "DescribeOptedOutNumbers", "DescribePools", "CreatePool", "UpdatePool"} <= {*asked}
    assert all(outside)


def test_the_lease_is_looked_at_again_once_it_is_its_turn(linked, pool_id, monkeypatch):
    share_routes(linked, pool_id)
    run, take = linked.plan(), limiter.take

    def taken_over_meanwhile(lane, **more):
        if lane.operation == "UpdatePool":
            SyncRun.objects.filter(pk=run.pk).update(worker="console-2")
        return take(lane, **more)

    with monkeypatch.context() as patched:
        patched.setattr(limiter, "take", taken_over_meanwhile)
        linked.apply(run)
    assert writes(linked) == []
    # It is the other's, who cannot know that nothing went out.
    assert (run.status, list(statuses(run).values())) == (RunStatus.RUNNING, [StepStatus.SENDING])
    assert linked.go_on_with(run).status == RunStatus.DONE
    assert writes(linked) == ["UpdatePool"]


def test_no_step_of_a_resource_overtakes_another_one_of_it(linked, pool_id):
    for word in ("FIRST", "LAST"):
        put_keyword(linked.caller, origination_identity=pool_id, keyword=word, keyword_message="Ours.")
    run = linked.plan()
    linked.aws.weather.refuse(TRANSIENT["RESOURCE_NOT_ACCESSIBLE"], "PutKeyword", times=1)
    assert linked.apply(run).status == RunStatus.DONE
    assert [one.request["Keyword"] for one in linked.aws.log.of("PutKeyword")] == ["FIRST", "FIRST", "LAST"]


def test_nothing_is_created_while_nobody_knows_what_another_step_has_created(linked, there):
    made = {new_pool(linked), new_pool(linked, there["numbers"][2], "US")}
    run = lost_creation(linked, linked.plan(), REQUEST_LOST)
    lost = run.steps.get(status=StepStatus.ASKED)
    (other,) = made - {lost.key}
    assert run.status == RunStatus.PAUSED
    assert statuses(run)[f"CreatePool {other}"] == StepStatus.READY
    assert linked.aws.log.count("CreatePool") == 1


def test_a_token_is_for_one_plan(linked):
    made = new_pool(linked)
    linked.aws.weather.refuse(FINAL, "CreatePool", times=2)
    run = linked.apply(linked.plan())
    retry_step(linked.caller, number=run.number, position=1)
    linked.go_on_with(run)
    again = linked.apply(linked.plan())
    assert (again.status, list(statuses(again))) == (RunStatus.DONE, [f"CreatePool {made}"])
    tokens = [one.request["ClientToken"] for one in linked.aws.log.of("CreatePool")]
    assert len({*tokens}) == len(tokens) == 3


def test_a_refusal_is_kept_with_its_request_id(linked, pool_id, monkeypatch):
    share_routes(linked, pool_id)
    linked.aws.weather.refuse(FINAL, "UpdatePool", times=1)
    run = linked.apply(linked.plan())
    error = steps_of(run)[f"UpdatePool {pool_id}"].error
    assert (error["code"], error["reason"]) == (FINAL.code, FINAL.reason)
    assert error["request_id"]


def test_who_waits_for_aws_holds_no_lease(linked, there):
    """PENDING takes days: until the next look the run, and all else of the link, are anybody's."""
    put_keyword(
        linked.caller, origination_identity=there["numbers"][2], keyword="NEW", keyword_message="New."
    )
    console = Console(linked.aws, linked.caller)
    run = make_plan(linked.caller)
    console.work()
    linked.aws.control(pending=[there["numbers"][2]])
    linked.aws.weather.refuse(TRANSIENT["RESOURCE_NOT_ACTIVE"], "PutKeyword", times=1)
    apply_plan(linked.caller, number=run.number)
    console.work()
    run.refresh_from_db()
    assert (run.status, run.worker, run.lease_until) == (RunStatus.WAITING, "", None)
    link = linked.reloaded()
    assert (link.worker, link.lease_until) == ("", None)
