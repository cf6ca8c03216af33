"""An answer that was lost: how it is found out whether AWS did it, before anything is done twice."""

import pytest

from pools.models import Mirror, RunStatus, StepStatus, SyncRun, SyncStep
from pools.operations.keywords import put_keyword
from pools.operations.syncing.applying import answer_lost_step
from pools.sync import steps
from pools.sync.fields import IN_POOL, MARKER
from pools.sync.planned import Change, Step
from pools.sync.sending import new_marker
from pools.sync.state import PHONE_NUMBER, POOL, SENDER_ID, Ref
from tests.help.aws.weather import ANSWER_LOST, REQUEST_LOST, TRANSIENT, Refuses
from tests.sync.applying.refusing import earlier, lost_creation
from tests.sync.linked import new_pool, share_routes, statuses, steps_of

pytestmark = pytest.mark.django_db(transaction=True)


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
