"""What people do about a plan that is being applied."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pools.errors import AccessDeniedException, ResourceNotFoundException
from pools.models import RunStatus, SyncRun, SyncStep
from pools.operations.syncing.applying import (
    answer_lost_step,
    continue_run,
    leave_out_step,
    retry_step,
    stop_run,
)
from pools.operations.syncing.links import link_to_aws, unlink_from_aws
from tests.help.linked import run_of, step_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db


def begun(link, status: str, **columns) -> SyncRun:
    return run_of(link, status, queued_timestamp=link.created_timestamp, **columns)


def of(run: SyncRun) -> list[tuple[str, str]]:
    return list(run.steps.order_by("position").values_list("status", "not_sent"))


@pytest.mark.parametrize("status", ["QUEUED", "PAUSED", "WAITING"])
def test_a_run_that_no_worker_has_in_hand_stops_at_once(caller, link, status):
    run = begun(link, status)
    step_of(run, "UpdatePool", status="DONE")
    for unsent in ("READY", "RETRYING", "WAITING"):
        step_of(run, "TagResource", status=unsent)
    assert stop_run(caller, number=run.number).status == RunStatus.STOPPED
    assert of(run) == [("DONE", ""), *[("NOT_SENT", "STOPPED")] * 3]


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "WAITING"])
def test_a_worker_is_told_to_stop_after_its_step(caller, link, status):
    run = begun(link, status, worker="w", lease_until=timezone.now() + timedelta(seconds=60))
    step_of(run, "TagResource")
    stopped = stop_run(caller, number=run.number)
    assert (stopped.stop_asked, stopped.stop_asked_by) == (True, caller.user)
    assert stopped.ended_timestamp is None
    assert of(run) == [("READY", "")]


def test_a_lease_counts_by_the_databases_clock(caller, link, monkeypatch):
    run = begun(link, RunStatus.WAITING, worker="w", lease_until=timezone.now() + timedelta(seconds=60))
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=10))
    assert stop_run(caller, number=run.number).status == RunStatus.QUEUED


@pytest.mark.parametrize("lost", ["SENDING", "LOOKING", "ASKED"])
def test_a_run_does_not_end_before_it_is_known_what_became_of_a_step(caller, link, lost):
    run = begun(link, RunStatus.PAUSED)
    step_of(run, "CreatePool", status=lost)
    stopped = stop_run(caller, number=run.number)
    assert (stopped.status, stopped.stop_asked) == (RunStatus.QUEUED, True)
    assert of(run) == [(lost, "")]


def test_a_run_that_has_ended_is_not_stopped_nor_one_that_was_not_applied(caller, link):
    with refused("ENDED", "Run 1"):
        stop_run(caller, number=begun(link, RunStatus.DONE).number)
    with refused("ENDED", "Plan 2"):
        stop_run(caller, number=run_of(link, RunStatus.READY).number)


def test_a_paused_run_goes_on(caller, link):
    run = begun(link, RunStatus.PAUSED, about={"trouble": "EXPIRED"})
    assert continue_run(caller, number=run.number).status == RunStatus.QUEUED
    assert SyncRun.objects.get().about == {}
    assert continue_run(caller, number=run.number).status == RunStatus.QUEUED


def test_a_failed_step_is_sent_again_with_what_needs_it(caller, link):
    run = begun(link, RunStatus.FAILED, ended_timestamp=timezone.now())
    step_of(run, "CreatePool", status="FAILED", error={"code": "x"}, attempts=3, client_token="t")
    step_of(run, "TagResource", needs=(1,), status="NOT_SENT", not_sent="NEEDS")
    step_of(run, "PutKeyword", needs=(2,), status="NOT_SENT", not_sent="NEEDS")
    step_of(run, "DeletePool", status="NOT_SENT", not_sent="NOT_TICKED")
    step_of(run, "UpdatePool", needs=(4,), status="NOT_SENT", not_sent="NEEDS")
    assert retry_step(caller, number=run.number, position=1).status == RunStatus.QUEUED
    ready, needs = ("READY", ""), ("NOT_SENT", "NEEDS")
    assert of(run) == [ready, ready, ready, ("NOT_SENT", "NOT_TICKED"), needs]
    step = SyncStep.objects.get(position=1)
    assert (step.error, step.attempts, step.client_token) == ({}, 0, "")


def test_a_step_of_a_run_that_a_new_plan_replaced_is_not_tried_again(caller, link):
    run = begun(link, RunStatus.STOPPED, next_run=run_of(link, RunStatus.READY))
    step_of(run, "CreatePool", status="FAILED")
    with refused("OUT_OF_DATE", f"Run {run.number}"):
        retry_step(caller, number=run.number, position=1)


def test_a_step_of_a_run_from_before_it_was_linked_again_is_not_tried_again(caller, link):
    run = begun(link, RunStatus.FAILED)
    step_of(run, "CreatePool", status="FAILED")
    unlink_from_aws(caller, confirm="unlink")
    link_to_aws(caller)
    with refused("OUT_OF_DATE", f"Run {run.number}"):
        retry_step(caller, number=run.number, position=1)


@pytest.mark.parametrize("status", ["READY", "SENDING", "LOOKING", "ASKED", "DONE", "ALREADY_SO", "NOT_SENT"])
def test_only_what_failed_is_tried_again(caller, link, status):
    run = begun(link, RunStatus.RUNNING)
    step_of(run, "CreatePool", status=status)
    with refused("STEP_MOVED", "Step 1"):
        retry_step(caller, number=run.number, position=1)
    with refused("STEP_MOVED"):
        leave_out_step(caller, number=run.number, position=1)


def test_what_failed_and_was_left_out_lets_the_run_be_done(caller, link):
    run = begun(link, RunStatus.FAILED, ended_timestamp=timezone.now())
    for _ in range(2):
        step_of(run, "UpdatePool", status="FAILED")
    assert leave_out_step(caller, number=run.number, position=1).status == RunStatus.FAILED
    assert leave_out_step(caller, number=run.number, position=2).status == RunStatus.DONE
    assert of(run) == [("NOT_SENT", "LEFT_OUT")] * 2


def test_what_waits_and_was_left_out_has_the_run_looked_at(caller, link):
    later = timezone.now() + timedelta(hours=1)
    run = begun(link, RunStatus.WAITING, next_look_timestamp=later)
    step_of(run, "UpdatePool", status="WAITING")
    assert leave_out_step(caller, number=run.number, position=1).status == RunStatus.QUEUED
    assert SyncRun.objects.get().next_look_timestamp is None


def test_a_lost_answer_is_answered_with_a_candidate_or_with_none_of_them(caller, link):
    run = begun(link, RunStatus.PAUSED)
    for _ in range(2):
        step_of(run, "CreatePool", status="ASKED", candidates=[{"key": "pool-new"}])
    with refused("NO_CANDIDATE", "Step 1"):
        answer_lost_step(caller, number=run.number, position=1, chosen="pool-other")
    answer_lost_step(caller, number=run.number, position=1, chosen="pool-new")
    answer_lost_step(caller, number=run.number, position=2, chosen="-")
    assert list(run.steps.order_by("position").values_list("chosen", flat=True)) == ["pool-new", "-"]
    assert SyncRun.objects.get().status == RunStatus.QUEUED


def test_a_step_that_is_not_there_is_named(caller, link):
    run = begun(link, RunStatus.RUNNING)
    with pytest.raises(ResourceNotFoundException, match="Step 7"):
        retry_step(caller, number=run.number, position=7)


def test_an_editor_decides_nothing_about_a_run(editor, link):
    number = begun(link, RunStatus.RUNNING).number
    acts = [
        lambda: stop_run(editor, number=number),
        lambda: continue_run(editor, number=number),
        lambda: retry_step(editor, number=number, position=1),
        lambda: leave_out_step(editor, number=number, position=1),
        lambda: answer_lost_step(editor, number=number, position=1, chosen="-"),
    ]
    for act in acts:
        with pytest.raises(AccessDeniedException):
            act()
