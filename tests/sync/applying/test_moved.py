"""What moved, here or in AWS, since a plan was made: nothing of that is sent, and who did it is said."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from pools.models import RunStatus, StepStatus, SyncRun
from pools.operations.configuration_sets import create_configuration_set
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.operations.syncing.applying import stop_run
from pools.operations.tags import tag_resource
from pools.sync import steps
from tests.sync.linked import of_aws, share_routes, statuses, writes

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_for_one_that_was_stopped_before_it_began_no_new_plan_is_made(linked, pool_id):
    share_routes(linked, pool_id)
    run = linked.plan()
    share_routes(linked, pool_id, on=False)
    linked.queue(run)
    SyncRun.objects.filter(pk=run.pk).update(worker="w", lease_until=timezone.now() + timedelta(seconds=60))
    stop_run(linked.caller, number=run.number)
    linked.go_on_with(run)
    assert (run.status, run.next_run) == (RunStatus.STOPPED, None)
    assert writes(linked) == []


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
