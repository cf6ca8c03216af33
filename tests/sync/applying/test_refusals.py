"""What AWS refuses while a plan is applied: again, wait, pause, fail; and what people decide then."""

from datetime import timedelta

import pytest
from django.db.models import F

from pools.models import Mirror, RunStatus, StepStatus, SyncRun, SyncStep
from pools.operations.associations import associate_origination_identity
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool
from pools.operations.syncing.applying import (
    answer_lost_step,
    continue_run,
    leave_out_step,
    retry_step,
    stop_run,
)
from pools.sync import refused, steps
from pools.sync.fields import IN_POOL, MARKER
from pools.sync.planned import Change, Step
from pools.sync.sending import new_marker
from pools.sync.state import PHONE_NUMBER, POOL, SENDER_ID, Ref
from tests.help.aws.weather import ANSWER_LOST, REQUEST_LOST, TRANSIENT, Refuses
from tests.sync.linked import new_pool, share_routes, statuses, steps_of, writes

pytestmark = pytest.mark.django_db(transaction=True)
FINAL = Refuses("ValidationException", "FIELD_VALIDATION_FAILED", "No.")
ELEVEN_MINUTES = timedelta(minutes=11)


def earlier(run, **columns):
    """As if all that had been a while ago."""
    moved = {
        name: F(name) - ELEVEN_MINUTES for name in columns or ("first_sent_timestamp", "next_try_timestamp")
    }
    SyncStep.objects.filter(run=run).exclude(**dict.fromkeys(moved)).update(**moved)


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


# --- An answer that was lost.


def lost_creation(linked, run, fault):
    """The request was sent, and then nothing: eleven minutes later somebody looks after it."""
    linked.aws.weather.next("CreatePool", fault)
    linked.go_on = lambda: not linked.aws.log.count("CreatePool")
    linked.apply(run)
    linked.go_on = lambda: True
    earlier(run)
    return linked.go_on_with(run)


def test_the_same_is_sent_again_with_its_token_within_ten_minutes(linked):
    new_pool(linked)
    linked.aws.weather.next("CreatePool", ANSWER_LOST)
    run = linked.apply(linked.plan())
    first, second = [one.request for one in linked.aws.log.of("CreatePool")]
    assert first == second
    assert run.status == RunStatus.DONE


def test_later_a_pool_of_a_sender_id_is_known_by_its_marker(linked, behind):
    made = new_pool(linked)
    run = lost_creation(linked, linked.plan(), ANSWER_LOST)
    assert (run.status, linked.aws.log.count("CreatePool")) == (RunStatus.DONE, 1)
    pool = Mirror.objects.get(local_key=made)
    assert pool.key in linked.aws.log.made("CreatePool")
    assert behind.list_tags_for_resource(ResourceArn=pool.arn)["Tags"] == []
    assert linked.differences() == []


def test_later_a_pool_of_a_number_is_known_by_the_number(linked, there):
    made = new_pool(linked, there["numbers"][2], "US")
    run = lost_creation(linked, linked.plan(), ANSWER_LOST)
    assert (run.status, linked.aws.log.count("CreatePool")) == (RunStatus.DONE, 1)
    assert Mirror.objects.get(local_key=made).key in linked.aws.log.made("CreatePool")
    assert linked.differences() == []


def test_where_there_is_none_people_say_create_it_and_nothing_that_needs_it_goes_before(linked, pool_id):
    made = new_pool(linked)
    put_keyword(linked.caller, origination_identity=made, keyword="INFO", keyword_message="Soon.")
    share_routes(linked, pool_id)
    run = lost_creation(linked, linked.plan(), REQUEST_LOST)
    asked = steps_of(run)[f"CreatePool {made}"]
    assert (run.status, run.about["why"], asked.status, asked.candidates) == (
        RunStatus.PAUSED,
        "ASKED",
        StepStatus.ASKED,
        [],
    )
    assert statuses(run)[f"PutKeyword {made} INFO"] == StepStatus.READY
    assert statuses(run)[f"UpdatePool {pool_id}"] == StepStatus.DONE
    answer_lost_step(linked.caller, number=run.number, position=asked.position, chosen="-")
    linked.go_on_with(run)
    assert (run.status, set(statuses(run).values())) == (RunStatus.DONE, {StepStatus.DONE})
    one, other = [one.request["ClientToken"] for one in linked.aws.log.of("CreatePool")]
    assert one != other
    assert linked.differences() == []


def test_of_two_candidates_people_say_which_it_is(linked, behind):
    made = new_pool(linked)
    run = linked.plan()
    linked.aws.weather.next("CreatePool", REQUEST_LOST)
    linked.go_on = lambda: not linked.aws.log.count("CreatePool")
    linked.apply(run)
    linked.go_on = lambda: True
    wish = {"OriginationIdentity": "ACME", "IsoCountryCode": "GB", "MessageType": "TRANSACTIONAL"}
    theirs = [behind.create_pool(**wish)["PoolId"] for _ in range(2)]
    earlier(run)
    linked.go_on_with(run)
    asked = steps_of(run)[f"CreatePool {made}"]
    assert {one["key"] for one in asked.candidates} == set(theirs)
    # Until somebody says, neither is taken over here.
    linked.refresh()
    assert not Mirror.objects.filter(key__in=theirs).exists()
    answer_lost_step(linked.caller, number=run.number, position=asked.position, chosen=theirs[0])
    # What was chosen stays chosen while AWS lets us wait.
    linked.aws.weather.refuse(TRANSIENT["ThrottlingException"], "DescribePools", times=1)
    linked.go_on_with(run)
    assert (run.status, Mirror.objects.get(local_key=made).key) == (RunStatus.DONE, theirs[0])
    linked.refresh()
    assert linked.differences() == []
    assert Mirror.objects.filter(key=theirs[1]).exists()


def test_of_other_calls_it_is_looked_at_and_sent_again_only_if_still_needed(linked, pool_id):
    share_routes(linked, pool_id)
    linked.aws.weather.next("UpdatePool", ANSWER_LOST)
    run = linked.apply(linked.plan())
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.DONE])
    assert linked.aws.log.count("UpdatePool") == 1


def test_a_marker_that_is_refused_is_left_out(linked):
    new_pool(linked)
    refusal = Refuses("AccessDeniedException", message="Denied by a tag policy", status=403)
    linked.aws.weather.refuse(refusal, "CreatePool", times=1)
    run = linked.apply(linked.plan())
    first, second = [one.request for one in linked.aws.log.of("CreatePool")]
    assert ([tag["Key"] for tag in first["Tags"]], "Tags" in second) == ([MARKER], False)
    assert first["ClientToken"] != second["ClientToken"]
    assert run.status == RunStatus.DONE


def test_a_worker_of_another_version_resolves_what_is_unknown_and_plans_anew(linked, there):
    made = new_pool(linked)
    share_routes(linked, there["pools"][0])
    run = linked.plan()
    linked.aws.weather.next("CreatePool", ANSWER_LOST)
    SyncStep.objects.filter(run=run, operation="UpdatePool").update(needs=[f"CreatePool {made}"])
    linked.go_on = lambda: not linked.aws.log.count("CreatePool")
    linked.apply(run)
    SyncRun.objects.filter(pk=run.pk).update(engine_version="0")
    linked.go_on = lambda: True
    linked.go_on_with(run)
    assert (run.status, run.about["why"]) == (RunStatus.STOPPED, "VERSION")
    assert sorted(statuses(run).values()) == [StepStatus.DONE, StepStatus.NOT_SENT]
    linked.go_on_with_plans()
    run.next_run.refresh_from_db()
    assert [row.step_id for row in run.next_run.steps.all()] == [f"UpdatePool {there['pools'][0]}"]


def test_who_lost_the_lease_writes_nothing_of_what_it_did(linked, pool_id, monkeypatch):
    share_routes(linked, pool_id)
    run = linked.plan()
    made_of = steps.made_of

    def too_late(step, answer):
        SyncRun.objects.filter(pk=run.pk).update(worker="console-2")
        return made_of(step, answer)

    with monkeypatch.context() as patch:
        patch.setattr(steps, "made_of", too_late)
        linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.RUNNING, [StepStatus.SENDING])
    linked.go_on_with(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.DONE])
    assert linked.aws.log.count("UpdatePool") == 1


def test_a_pool_that_is_gone_already_is_deleted(linked, pool_id, behind):
    delete_pool(linked.caller, pool_id=pool_id)
    run = linked.plan()
    behind.delete_pool(PoolId=pool_id)
    linked.apply(run)
    assert (run.status, list(statuses(run).values())) == (RunStatus.DONE, [StepStatus.ALREADY_SO])
    assert writes(linked) == []
    assert linked.differences() == []


@pytest.mark.parametrize(("tags", "has_one"), [(0, True), (49, True), (50, False)])
def test_where_there_is_no_room_for_a_marker_there_is_none(tags, has_one):
    pool = Ref(POOL, "pool-1")
    request = {"Tags": [{"Key": f"Key{number}", "Value": ""} for number in range(tags)]}
    joined = Change(pool, ("members", "ACME/GB"), None, SENDER_ID)
    step = Step("CreatePool pool-1", "CreatePool", pool, request, (joined,))
    assert bool(new_marker(step)) is has_one


def test_a_pool_of_a_number_needs_no_marker():
    pool, number = Ref(POOL, "pool-1"), Ref(PHONE_NUMBER, "phone-1")
    step = Step("CreatePool pool-1", "CreatePool", pool, {}, (Change(number, IN_POOL, None, pool.key),))
    assert new_marker(step) == ""
