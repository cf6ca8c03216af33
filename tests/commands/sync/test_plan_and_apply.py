"""manage.py sync plan, apply."""

import pytest
from django.core.management import CommandError
from django.utils import timezone

from pools.models import RunStatus, Standing, SyncRun, SyncStep
from pools.operations.pools import create_pool
from tests.help.factories import PhoneNumberFactory
from tests.help.linked import mirror_of, run_of, step_of

pytestmark = pytest.mark.django_db(transaction=True)


def with_steps(run: SyncRun) -> None:
    for operation in ("UpdatePool", "DeletePool"):
        step_of(run, operation, planned={"operation": operation, "ref": ["pool", "pool-1"]})
    blocked = {"operation": "ReleasePhoneNumber", "ref": ["phone-number", "phone-1"]}
    SyncStep.objects.create(
        run=run, position=1, is_blocked=True, planned=blocked, why="BY_HAND", way_out="RUN_COMMAND"
    )


def only_destroying(run: SyncRun) -> None:
    step_of(run, "DeletePool", planned={"operation": "DeletePool", "ref": ["pool", "pool-1"]})


def all_done(run: SyncRun) -> None:
    run.steps.filter(status="READY", is_blocked=False).update(status="DONE")


COST = {"requests": 4, "seconds": 2.5}


def test_a_plan_is_told_and_there_are_differences(link, sync, worker):
    worker.ends("COMPARING", "READY", with_steps, cost=COST)
    assert sync("plan")[0] == 2
    worker.ends("COMPARING", "READY", with_steps, cost=COST)
    assert sync("plan")[1] == (
        "Plan 2: 2 steps, 1 blocked, 4 requests, about 2 seconds\n"
        "   1 ~ UpdatePool  pool/pool-1\n"
        "   2 - DeletePool  pool/pool-1\n"
        "     blocked  ReleasePhoneNumber  phone-number/phone-1: BY_HAND, RUN_COMMAND\n"
    )


def test_a_plan_as_json_has_all_of_it(link, document, worker):
    worker.ends("COMPARING", "READY", with_steps, cost=COST, digest="d")
    code, found = document("plan")
    assert (code, found["status"], found["digest"], found["cost"]) == (2, "READY", "d", COST)
    assert [(step["position"], step["operation"], step["destroys"]) for step in found["steps"]] == [
        (1, "UpdatePool", False),
        (2, "DeletePool", True),
    ]
    assert [(one["operation"], one["why"]) for one in found["blocked"]] == [("ReleasePhoneNumber", "BY_HAND")]


def test_nothing_to_apply_is_zero_and_a_conflict_three(link, sync, worker):
    worker.ends("COMPARING", "NOTHING")
    assert sync("plan") == (0, "Nothing to apply: both sides are the same.\n")
    mirror_of(link, standing=Standing.CONFLICT)
    worker.ends("COMPARING", "NOTHING")
    assert sync("plan")[0] == 3


def test_a_plan_that_cannot_be_made_is_one(link, sync, worker):
    worker.ends("COMPARING", "FAILED", about={"trouble": "CLOCK", "minutes": 7})
    code, out = sync("plan")
    assert code == 1
    assert out.startswith("Plan 1 failed.\nThis machine's clock is off by 7 minutes,")
    worker.ends("COMPARING", "FAILED", about={"why": "FAULT"})
    assert "the worker's log has more" in sync("plan")[1]


def test_a_plan_is_for_the_resources_that_were_named(link, sync, worker):
    mirror_of(link, "pool-aws", local_key="pool-ours")
    mirror_of(link, "pool-2")
    worker.ends("COMPARING", "NOTHING")
    sync("plan", "pool-ours", "pool/pool-2")
    assert SyncRun.objects.get().only == [["pool", "pool-2"], ["pool", "pool-aws"]]
    with pytest.raises(CommandError, match="No resource pool-3 is known"):
        sync("plan", "pool-3")


@pytest.mark.parametrize("kind", ["", "pool/"])
def test_a_plan_may_be_for_what_was_made_a_moment_ago(link, sync, worker, caller, kind):
    """No worker has compared it yet."""
    identity = PhoneNumberFactory(account=caller.account).phone_number_id
    wish = {"message_type": "TRANSACTIONAL", "iso_country_code": "US"}
    made = create_pool(caller, origination_identity=identity, **wish).pool_id
    worker.ends("COMPARING", "NOTHING")
    sync("plan", f"{kind}{made}")
    assert SyncRun.objects.get().only == [["pool", made]]


def test_what_does_not_destroy_is_applied_and_what_is_left_is_said(link, sync, worker):
    worker.ends("COMPARING", "READY", with_steps)
    worker.ends("QUEUED", "DONE", all_done)
    code, out = sync("apply", "--yes")
    assert code == 2
    assert out == (
        "   1 DONE        UpdatePool  pool/pool-1\n   2 NOT_TICKED  DeletePool  pool/pool-1\nRun 1 is done.\n"
    )


def test_what_destroys_is_applied_where_that_is_allowed(link, document, worker):
    worker.ends("COMPARING", "READY", with_steps)
    worker.ends("QUEUED", "DONE", all_done)
    code, found = document("apply", "--yes", "--allow-destroy")
    assert code == 0
    assert [step["status"] for step in found["steps"]] == ["DONE", "DONE"]


def test_where_all_that_is_left_destroys_nothing_is_sent_and_nothing_failed(link, sync, worker):
    worker.ends("COMPARING", "READY", only_destroying)
    assert sync("apply", "--yes") == (
        2,
        "No step of Plan 1 would run: what destroys needs --allow-destroy. Nothing was sent.\n",
    )
    assert SyncRun.objects.get().status == RunStatus.READY


@pytest.mark.parametrize(("status", "code"), [("FAILED", 1), ("STOPPED", 1), ("PAUSED", 1), ("WAITING", 2)])
def test_how_a_run_ended_is_the_exit_code(link, sync, worker, status, code):
    worker.ends("COMPARING", "READY", with_steps)
    worker.ends("QUEUED", status)
    assert sync("apply", "--yes")[0] == code


def test_a_lost_answer_is_not_waited_for(link, sync, worker):
    worker.ends("COMPARING", "READY", with_steps)
    worker.ends("QUEUED", "PAUSED", lambda run: run.steps.filter(position=1).update(status="ASKED"))
    code, out = sync("apply", "--yes")
    assert code == 3
    assert out.endswith("Run 1 needs to know what became of a step: its page asks.\n")


def test_a_plan_that_was_made_before_is_applied_once(link, sync, worker):
    run = run_of(link, RunStatus.READY)
    with_steps(run)
    worker.ends("QUEUED", "DONE", all_done)
    told = sync("apply", "--yes", "--plan", "1")
    assert told[0] == 2
    assert sync("apply", "--yes", "--plan", "1") == told
    with pytest.raises(CommandError, match="There is no plan 7"):
        sync("apply", "--yes", "--plan", "7")


@pytest.mark.parametrize(("found", "to", "code"), [("COMPARING", "READY", 2), ("RUNNING", "DONE", 0)])
def test_a_plan_that_was_made_before_is_waited_for(link, sync, worker, found, to, code):
    run = run_of(link, found, queued_timestamp=timezone.now() if found == "RUNNING" else None)
    worker.ends(found, to)
    if found == "COMPARING":
        with_steps(run)
        worker.ends("QUEUED", "DONE", all_done)
    assert sync("apply", "--yes", "--plan", "1")[0] == code


def test_it_asks_for_the_word_at_a_terminal(link, sync, worker, terminal, capsys):
    for word in ("no", "apply"):
        worker.ends("COMPARING", "READY", with_steps)
        terminal(word)
        if word == "no":
            with pytest.raises(CommandError, match="Nothing was sent"):
                sync("apply")
            assert SyncRun.objects.get().status == RunStatus.READY
    worker.ends("QUEUED", "DONE", all_done)
    assert sync("apply")[0] == 2


def test_without_a_terminal_it_sends_nothing(link, sync, worker, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    worker.ends("COMPARING", "READY", with_steps)
    with pytest.raises(CommandError, match="--yes applies"):
        sync("apply")
    assert SyncRun.objects.get().status == RunStatus.READY
