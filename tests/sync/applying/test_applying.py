"""A plan is applied: what is sent, in which order, and what both sides are afterwards."""

import json
from dataclasses import replace

import pytest

from pools.models import Mirror, Pool, RunStatus, StepStatus, SyncStep
from pools.operations.configuration_sets import create_configuration_set, set_default_sender_id
from pools.operations.keywords import delete_keyword, put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.sync import sending
from pools.sync.fields import MARKER
from pools.sync.remote import Remote
from tests.help.aws.weather import ANSWER_LOST, FAILED, FAILED_AFTER, REQUEST_LOST, THROTTLED
from tests.sync.linked import new_pool, of_aws, share_routes, statuses, writes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_is_sent_once_and_both_sides_are_the_same(linked, pool_id, behind):
    share_routes(linked, pool_id)
    run = linked.plan()
    assert (run.status, list(statuses(run).values())) == (RunStatus.READY, [StepStatus.READY])
    assert run.cost["requests"] == 2
    linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.DONE])
    assert writes(linked) == ["UpdatePool"]
    assert of_aws(behind, pool_id)["SharedRoutesEnabled"] is True
    assert linked.differences() == []
    assert linked.plan().status == RunStatus.NOTHING


def test_what_a_plan_writes_is_there_afterwards_and_the_next_plan_is_empty(linked, there, behind):
    first, second = there["pools"]
    share_routes(linked, first)
    put_keyword(linked.caller, origination_identity=first, keyword="NEW", keyword_message="New.")
    delete_keyword(linked.caller, origination_identity=first, keyword="OLD")
    delete_pool(linked.caller, pool_id=second)
    made = new_pool(linked, tags=[{"Key": "Name", "Value": "Offers"}])
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    other = new_pool(linked, there["numbers"][2], "US")
    create_configuration_set(linked.caller, configuration_set_name="orders")
    set_default_sender_id(linked.caller, configuration_set_name="orders", sender_id="ACME")
    run = linked.apply(linked.plan())
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    assert linked.differences() == []
    assert linked.plan().status == RunStatus.NOTHING
    pools = {pool["PoolId"]: pool for pool in behind.describe_pools()["Pools"]}
    names = {
        row.local_key: row.key for row in Mirror.objects.filter(kind="pool", local_key__in=[made, other])
    }
    assert {first, *names.values()} == pools.keys()
    assert made != names[made]
    assert Pool.objects.filter(pool_id=made).exists()
    tags = behind.list_tags_for_resource(ResourceArn=pools[names[made]]["PoolArn"])["Tags"]
    assert tags == [{"Key": "Name", "Value": "Offers"}]
    words = {one["Keyword"] for one in behind.describe_keywords(OriginationIdentity=names[made])["Keywords"]}
    assert words == {"HELP", "STOP", "INFO"}


def test_what_destroys_is_not_sent_without_a_tick_nor_is_what_needs_it(linked, there, pool_id):
    share_routes(linked, there["pools"][1])
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.apply(linked.plan(), ticked=[])
    assert statuses(run) == {
        f"UpdatePool {there['pools'][1]}": StepStatus.DONE,
        f"DeletePool {pool_id}": StepStatus.NOT_SENT,
    }
    assert writes(linked) == ["UpdatePool"]
    assert [row.step_id for row in linked.plan().steps.all()] == [f"DeletePool {pool_id}"]


def test_the_token_is_committed_before_the_request_goes_out(linked, monkeypatch):
    new_pool(linked)
    run, seen = linked.plan(), []
    call = sending.request_of

    def looked_at(row, step):
        request = call(row, step)
        seen.append((SyncStep.objects.get(pk=row.pk), request))
        return request

    monkeypatch.setattr(sending, "request_of", looked_at)
    linked.apply(run)
    row, request = seen[0]
    assert (row.status, row.client_token) == (StepStatus.SENDING, request["ClientToken"])
    assert {"Key": MARKER, "Value": row.marker} in request["Tags"]
    assert row.first_sent_timestamp


@pytest.mark.parametrize("fault", [REQUEST_LOST, ANSWER_LOST, FAILED, FAILED_AFTER, THROTTLED])
def test_nothing_is_lost_or_made_twice_whatever_befalls_a_request(linked, there, fault):
    new_pool(linked)
    new_pool(linked, there["numbers"][2], "US")
    share_routes(linked, there["pools"][0])
    delete_pool(linked.caller, pool_id=there["pools"][1])
    run = linked.plan()
    for operation in ("CreatePool", "UpdatePool", "DeletePool"):
        linked.aws.weather.next(operation, fault)
    linked.apply(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    assert len(linked.aws.log.made("CreatePool")) == 2
    assert linked.aws.log.doubles() == []
    assert linked.differences() == []
    assert linked.plan().status == RunStatus.NOTHING


def test_reads_from_the_past_neither_stop_a_run_nor_double_anything(linked, there):
    first, second = there["pools"]
    new_pool(linked)
    new_pool(linked, there["numbers"][2], "US")
    share_routes(linked, first)
    put_keyword(linked.caller, origination_identity=first, keyword="NEW", keyword_message="New.")
    delete_pool(linked.caller, pool_id=second)
    run = linked.plan()
    linked.aws.pin_past()
    linked.aws.weather.stale, linked.aws.weather.stale_seconds = 1.0, 1e9
    linked.aws.weather.next("UpdatePool", ANSWER_LOST)
    linked.apply(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    assert linked.differences() == []
    linked.aws.weather.stale = 0.0
    assert len(linked.aws.log.made("CreatePool")) == 2
    assert linked.differences() == []


def test_the_form_that_aws_gives_a_channel_is_ours_from_then_on(linked, pool_id, monkeypatch):
    ours, theirs = (f"arn:aws:sns:us-east-1:111122223333:{name}" for name in ("replies", "REPLIES"))
    call = Remote.call

    def rewritten(self, operation, request):
        answer = call(self, operation, request)
        return replace(answer, wire=json.loads(json.dumps(answer.wire).replace(ours, theirs)))

    monkeypatch.setattr(Remote, "call", rewritten)
    update_pool(linked.caller, pool_id=pool_id, two_way_enabled=True, two_way_channel_arn=ours)
    run = linked.apply(linked.plan())
    assert run.status == RunStatus.DONE
    assert Pool.objects.get(pool_id=pool_id).two_way_channel_arn == theirs
    assert linked.differences() == []
    assert linked.plan().status == RunStatus.NOTHING


def test_a_plan_for_one_resource_holds_that_and_what_it_needs(linked, there):
    first, second = there["pools"]
    share_routes(linked, first)
    share_routes(linked, second)
    run = linked.plan(only=[["pool", second]])
    assert list(statuses(run)) == [f"UpdatePool {second}"]
    linked.apply(run)
    assert list(statuses(linked.plan())) == [f"UpdatePool {first}"]


def test_a_plan_that_cannot_be_made_says_why(linked, pool_id):
    share_routes(linked, pool_id)
    Mirror.objects.update(seen_timestamp=None)
    linked.aws.weather.denied = {"DescribePools"}
    run = linked.plan()
    assert (run.status, run.about["trouble"], run.about["action"]) == (
        RunStatus.FAILED,
        "NO_PERMISSION",
        "sms-voice:DescribePools",
    )
    assert not run.steps.exists()
