"""A plan is applied: what is sent, in which order, what AWS's answers do, and what both sides are afterwards."""

import json
import time
from dataclasses import replace
from datetime import datetime

import pytest

from pools.models import ConfigurationSet, Mirror, Pool, RunStatus, StepStatus, SyncRun, SyncStep
from pools.operations.configuration_sets import (
    create_configuration_set,
    delete_configuration_set,
    set_default_sender_id,
)
from pools.operations.keywords import delete_keyword, put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.operations.tags import tag_resource
from pools.sync import sending, steps
from pools.sync.fields import MARKER
from pools.sync.memory import SETTLED_AFTER
from pools.sync.mirroring import compare_and_store
from pools.sync.remote import Remote
from pools.sync.state import Ref
from tests.help.aws.weather import (
    ANSWER_LOST,
    FAILED,
    FAILED_AFTER,
    REQUEST_LOST,
    THROTTLED,
    Refuses,
)
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


def test_a_plan_is_out_of_date_once_something_moved_here(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    share_routes(linked, pool_id, on=False)
    linked.apply(run)
    assert run.status == RunStatus.OUT_OF_DATE
    who = run.about["moved"]
    assert run.about == {"why": "MOVED", "resources": [["pool", pool_id]], "moved": who}
    assert (who["side"], who["by"], datetime.fromisoformat(who["at"]) > run.created_timestamp) == (
        "here",
        linked.caller.user.username,
        True,
    )
    assert writes(linked) == []
    assert run.next_run.status == RunStatus.COMPARING


def test_a_plan_that_a_change_in_aws_has_passed_says_so(linked, pool_id, behind):
    share_routes(linked, pool_id)
    run = linked.plan()
    behind.update_pool(PoolId=pool_id, DeletionProtectionEnabled=True)
    linked.refresh()
    linked.refresh()
    linked.apply(run)
    assert (run.status, run.about["moved"]["side"]) == (RunStatus.OUT_OF_DATE, "AWS")
    assert datetime.fromisoformat(run.about["moved"]["at"]) > run.created_timestamp


def test_a_plan_of_another_version_is_not_applied(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    SyncRun.objects.filter(pk=run.pk).update(engine_version="0")
    linked.apply(run)
    assert (run.status, run.about) == (RunStatus.OUT_OF_DATE, {"why": "VERSION"})
    assert writes(linked) == []


def test_a_run_stops_before_the_first_step_that_a_change_in_aws_touches(linked, pool_id, behind):
    for word in ("FIRST", "LAST"):
        put_keyword(linked.caller, origination_identity=pool_id, keyword=word, keyword_message="Ours.")
    run = linked.plan()
    behind.put_keyword(OriginationIdentity=pool_id, Keyword="LAST", KeywordMessage="Theirs.")
    linked.apply(run)
    first, last = f"PutKeyword {pool_id} FIRST", f"PutKeyword {pool_id} LAST"
    assert statuses(run) == {first: StepStatus.DONE, last: StepStatus.NOT_SENT}
    assert (run.status, run.about["resources"], run.about["before"]) == (
        RunStatus.STOPPED,
        [["pool", pool_id]],
        2,
    )
    assert [one.request["Keyword"] for one in linked.aws.log.of("PutKeyword")] == ["FIRST"]
    moved = ["pool", pool_id, "keywords", "LAST", None, ["Theirs.", "AUTOMATIC_RESPONSE"]]
    assert run.about["changes"] == [moved]
    linked.go_on_with_plans()
    assert [row.why for row in run.next_run.steps.all()] == ["CONFLICT"]


def test_what_aws_has_already_counts_as_done(linked, pool_id, behind):
    share_routes(linked, pool_id)
    run = linked.plan()
    behind.update_pool(PoolId=pool_id, SharedRoutesEnabled=True)
    linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.ALREADY_SO])
    assert writes(linked) == []
    assert linked.differences() == []


def test_what_is_deleted_has_not_grown_meanwhile(linked, pool_id, behind):
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.plan()
    behind.put_keyword(OriginationIdentity=pool_id, Keyword="MORE", KeywordMessage="More.")
    linked.apply(run)
    assert (run.status, writes(linked)) == (RunStatus.STOPPED, [])
    assert of_aws(behind, pool_id)["Status"] == "ACTIVE"


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


def test_what_was_changed_here_while_it_was_sent_is_the_next_wish(linked, pool_id, monkeypatch):
    share_routes(linked, pool_id)
    run, made_of = linked.plan(), steps.made_of

    def meanwhile(step, answer):
        share_routes(linked, pool_id, on=False)
        return made_of(step, answer)

    monkeypatch.setattr(steps, "made_of", meanwhile)
    linked.apply(run)
    assert run.status == RunStatus.DONE
    row = linked.plan().steps.get()
    assert (row.planned["changes"], row.step_id) == (
        [["pool", pool_id, "shared_routes_enabled", "", True, False]],
        f"UpdatePool {pool_id}",
    )


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


def test_another_one_of_the_same_name_is_not_written_to(linked, behind):
    create_configuration_set(linked.caller, configuration_set_name="orders")
    linked.apply(linked.plan())
    tag = [{"Key": "Team", "Value": "Sales"}]
    arn = "arn:aws:sms-voice:us-east-1:111122223333:configuration-set/orders"
    tag_resource(linked.caller, resource_arn=arn, tags=tag)
    run = linked.plan()
    behind.delete_configuration_set(ConfigurationSetName="orders")
    time.sleep(1.1)
    behind.create_configuration_set(ConfigurationSetName="orders")
    linked.apply(run)
    assert (run.status, run.about["resources"]) == (RunStatus.STOPPED, [["configuration-set", "orders"]])
    assert behind.list_tags_for_resource(ResourceArn=arn)["Tags"] == []


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
