"""Plan n, later Run n: its steps and what is blocked, ticks and the word, what came of each step, and the end."""

from typing import Any

import pytest
from django.utils import timezone

from pools.models import RunKind, RunStatus, StepStatus, SyncRun, SyncStep
from tests.help.sync_rows import run, step
from tests.help.sync_states import ask_about_first, every_result
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db
PLAN = f"{URL}runs/13/"


@pytest.fixture
def plan(aws) -> SyncRun:
    return aws.runs.get(number=13)


def steps_of(plan: SyncRun) -> dict[int, Any]:
    return {one.position: one for one in plan.steps.filter(is_blocked=False)}


# The plan.


def test_a_plan_says_what_will_be_sent(client, plan, caller):
    text = words_of(client.get(PLAN))
    assert "Plan 13" in text
    assert (
        "8 steps are ready, 2 of them destroy Nothing has been sent to AWS. 16 requests, about 11 seconds."
        in text
    )
    assert "Made by" in text
    assert "Sends as role/console-sync, profile prod" in text
    for words in (
        "Create pool spring-campaign",
        "Made from none → +1 206-555-0172",
        "Message type none → Promotional",
        "Associate +1 206-555-0172 to pool spring-campaign After step 1",
        "Set keyword PROMO of pool spring-campaign",
        "Response none → “20 % off”",
        "PutKeyword 2 requests, 1.3 s",
        "Change pool order-updates",
        "Deletion protection Off → On",
        "Tag pool fraud-alerts",
        "Team none → risk",
        "Disassociate +1 206-555-0172 from pool newsletter",
        "The pool stops sending from this number right away.",
        "Disassociate this number",
        "Delete pool load-test",
        "Account 4444-5555-6666 sends through this pool (resource policy) and gets errors.",
        "Delete this pool",
        "aws pinpoint-sms-voice-v2 delete-pool --pool-id pool-load-test --region us-east-1",
    ):
        assert words in text, words


def test_what_is_blocked_has_a_way_out(client, plan):
    text = words_of(client.get(PLAN))
    assert "Blocked (2) Not part of the run. These stay pending." in text
    assert (
        "This number exists only here. AWS assigns the real one. Replace by a number of the account" in text
    )
    assert (
        "Deletion protection is on in AWS. It is never turned off by itself. Turn off deletion protection"
        in text
    )


def test_what_is_blocked_is_shown_a_page_at_a_time(client, plan):
    SyncStep.objects.bulk_create(
        SyncStep(
            run=plan,
            is_blocked=True,
            position=number,
            kind="pool",
            key=f"pool-{number}",
            operation="UpdatePool",
            planned={"changes": []},
            why="NEEDS",
        )
        for number in range(3, 453)
    )
    text = words_of(client.get(PLAN))
    assert "Also in this plan: 452 blocked" in text
    assert "Showing 1 to 25 of 452." in text
    text = words_of(client.get(f"{PLAN}?blocked=last"))
    assert "pool-452" in text
    assert "pool-3 " not in text
    assert "8 steps are ready" in text


def test_filters_are_links(client, plan):
    text = words_of(client.get(f"{PLAN}?show=destroy"))
    for words in ("All 8", "Create 1", "Change 5", "Destroy 2", "Delete pool load-test"):
        assert words in text
    assert "Tag pool fraud-alerts" not in text


def test_nothing_ticked_is_nothing_destroyed(client, plan):
    assert "6 of 8 steps will run Nothing is destroyed." in words_of(client.get(PLAN))
    assert client.post(f"{PLAN}apply/").status_code == 303
    plan.refresh_from_db()
    assert plan.status == RunStatus.QUEUED
    left = {position for position, one in steps_of(plan).items() if one.status == StepStatus.NOT_SENT}
    assert left == {7, 8}


def test_a_tick_wants_the_word_and_keeps_its_place(client, plan):
    answer = client.post(f"{PLAN}apply/", {"ticked": ["7"], "confirm": "aply"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Enter &quot;apply&quot; to confirm." in text
    assert "7 of 8 steps will run" in words_of(answer)
    assert 'value="7" id="tick-7" data-row checked' in " ".join(text.split())
    # The links of the page that was drawn there lead on, as does its address.
    for query in ("", "?show=destroy"):
        assert client.get(f"{PLAN}apply/{query}")["Location"] == f"{PLAN}{query}"
    client.post(f"{PLAN}apply/", {"ticked": ["7"], "confirm": "APPLY"})
    plan.refresh_from_db()
    assert plan.status == RunStatus.QUEUED
    assert steps_of(plan)[7].status == StepStatus.READY


def test_a_plan_of_nothing_is_no_plan(client, aws):
    nothing = run(aws, RunKind.APPLY, RunStatus.NOTHING)
    answer = client.get(f"{URL}runs/{nothing.number}/", follow=True)
    assert "Nothing to apply. Both sides are the same, as of" in answer.content.decode()


MOVED_HERE = {"side": "here", "by": "jo", "at": "2026-10-01T09:40:00+00:00"}
MOVED_THERE = {"side": "AWS", "at": "2026-10-01T09:40:00+00:00"}


def test_while_it_is_made_it_compares(client, aws):
    made = run(aws, RunKind.APPLY, RunStatus.COMPARING, progress={"pool": [3, 12]})
    assert "Comparing 12 resources" in words_of(client.get(f"{URL}runs/{made.number}/"))


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (
            {"why": "MOVED", "resources": [["pool", "pool-order-updates"]]},
            "Pool order-updates changed since this plan was made. Nothing was sent.",
        ),
        (
            {"why": "MOVED", "resources": [["pool", "pool-order-updates"]], "moved": MOVED_HERE},
            "Pool order-updates changed here since this plan was made, by jo at October 1, 09:40. Nothing was sent.",
        ),
        (
            {"why": "MOVED", "resources": [["pool", "pool-order-updates"]], "moved": MOVED_THERE},
            "Pool order-updates changed in AWS since this plan was made, seen at October 1, 09:40.",
        ),
        ({"why": "VERSION"}, "This plan was made by an earlier version. Nothing was sent."),
        ({"why": "REPLACED"}, "A newer plan has taken its place. Nothing was sent."),
    ],
    ids=["moved", "moved-here", "moved-there", "version", "replaced"],
)
def test_a_plan_out_of_date_says_why(client, plan, about, words):
    SyncRun.objects.filter(pk=plan.pk).update(status=RunStatus.OUT_OF_DATE, about=about)
    text = words_of(client.get(PLAN))
    assert f"Plan 13 is out of date {words}" in text
    assert "Make a new plan" in text


def test_a_plan_is_discarded(client, plan):
    client.post(f"{PLAN}discard/")
    assert "Plan 13 was discarded Nothing was sent to AWS." in words_of(client.get(PLAN))


# The run.


@pytest.fixture
def running(plan, caller) -> SyncRun:
    return every_result(plan, caller)


def test_a_run_says_what_came_of_each_step(client, running):
    text = words_of(client.get(PLAN))
    for words in (
        "Run 13",
        "1 done, 1 already so, 1 waiting, 1 failed",
        "nothing depends on the failed step",
        "Stop after this step",
        "Worker console-1, lease until",
        "Left out Step 8, not ticked",
        "· AWS had these values",
        "The number is Pending, which can take days. Next look in 25 minutes; the other steps go on.",
        "AWS is limiting requests. Third try",
        "AWS refused it: role/console-sync has no permission for sms-voice:TagResource. Line",
        "of the policy",
        "Retry",
        "Leave out",
        ", first try",
        "The connection ended before the answer. What needs this waits.",
    ):
        assert words in text, words


def test_it_asks_for_itself_until_it_ends(client, running):
    live = {"HX-Request": "true", "X-Live": "run"}
    assert client.get(PLAN, headers=live).status_code == 200
    SyncRun.objects.filter(pk=running.pk).update(status=RunStatus.DONE, ended_timestamp=timezone.now())
    assert client.get(PLAN, headers=live).status_code == 286
    assert client.get(PLAN, headers=live | {"X-Live": "plan"})["HX-Refresh"] == "true"


def test_a_failed_step_is_retried(client, running):
    client.post(f"{PLAN}steps/5/retry/")
    assert steps_of(running)[5].status == StepStatus.READY


def test_a_lost_answer_is_asked_about(client, running):
    ask_about_first(running)
    text = words_of(client.get(PLAN))
    assert (
        "AWS's answer to step 1 was lost. One of these may be the new pool. Steps 2 and 3 wait for this."
        in text
    )
    for words in ("pool-new", "This one is it", "Create it"):
        assert words in text
    client.post(f"{PLAN}steps/1/answer/", {"chosen": "pool-new"})
    assert steps_of(running)[1].chosen == "pool-new"
    assert "Answered. The worker goes on from it." in words_of(client.get(PLAN))


AT = "2026-10-01T09:40:00+00:00"
MOVED_IN_AWS = {
    "why": "MOVED",
    "resources": [["pool", "pool-order-updates"]],
    "before": 5,
    "changes": [["pool", "pool-order-updates", "two_way_enabled", "", False, True]],
}
ENDS = [
    ({"status": "DONE"}, "Run 13 is done:"),
    ({"status": "FAILED"}, "Run 13 ended with 1 failed step"),
    ({"status": "STOPPED", "stop_asked": True}, "Stopped after step"),
    (
        {
            "status": "STOPPED",
            "about": {"why": "MOVED", "resources": [["pool", "pool-order-updates"]], "before": 5},
        },
        "Stopped before step 5: pool order-updates was changed in AWS",
    ),
    (
        {"status": "STOPPED", "about": MOVED_IN_AWS | {"why": "MOVED_HERE", "changes": []}},
        "Stopped before step 5: pool order-updates was changed here",
    ),
    (
        {"status": "STOPPED", "about": MOVED_IN_AWS},
        "Stopped before step 5: pool order-updates was changed in AWS (Two-way SMS is On there now)",
    ),
    (
        {"status": "PAUSED", "about": {"why": "TROUBLE", "trouble": "EXPIRED", "before": 5, "at": AT}},
        "Paused before step 5: the credentials expired No step failed. They had ended by 09:40. aws sso login",
    ),
    (
        {"status": "PAUSED", "about": {"why": "FAULT"}},
        "Paused: the worker met a fault of its own The worker's log says more. No step failed.",
    ),
    (
        {"status": "PAUSED", "about": {"trouble": "EXPIRED"}},
        "aws sso login --profile prod Continue Stop this run",
    ),
]


@pytest.mark.parametrize(
    ("columns", "words"),
    ENDS,
    ids=["done", "failed", "stopped", "moved", "moved-here", "moved-to", "paused", "fault", "ways-on"],
)
def test_how_it_ends_is_said(client, running, columns, words):
    SyncRun.objects.filter(pk=running.pk).update(ended_timestamp=timezone.now(), **columns)
    assert words in words_of(client.get(PLAN))


def test_who_went_silent_is_named(client, running):
    told = [["console-1", "2026-11-29T09:41:20+00:00", "console-2", "2026-11-29T09:42:10+00:00"]]
    SyncRun.objects.filter(pk=running.pk).update(taken_over=told)
    assert "Worker console-1 went silent at 09:41:20; console-2 went on at 09:42:10." in words_of(
        client.get(PLAN)
    )


def test_a_plan_is_saved_as_json_without_the_link(client, plan):
    document = client.get(f"{PLAN}saved/").json()
    assert (len(document["steps"]), len(document["blocked"])) == (8, 2)
    assert document["number"] == 13


def test_a_reading_has_a_page_of_its_own(client, aws):
    text = words_of(client.get(f"{URL}runs/12/"))
    assert "Import 12 is done Nothing was changed in AWS." in text


def test_a_pool_that_is_gone_keeps_its_name(client, aws):
    one = run(aws, RunKind.APPLY, RunStatus.DONE, queued_timestamp=timezone.now())
    ref = ("pool", "pool-long-gone")
    changes = [[*ref, "", "", True, False], ["phone-number", "phone-172", "pool_id", "", ref[1], None]]
    found = step(one, "DeletePool", ref, changes, status="DONE", destroys=True)
    found.planned["name"] = "spring-sale"
    found.save()
    text = words_of(client.get(f"{URL}runs/{one.number}/"))
    assert "Delete pool spring-sale Pool 1 number → none" in text
    assert "pool-long-gone" not in text


def test_a_run_of_another_link_is_not_there(client, aws):
    assert client.get(f"{URL}runs/99/").status_code == 404


def test_a_plan_with_one_step_says_so(client, aws):
    one = run(aws, RunKind.APPLY, RunStatus.READY)
    step(one, "UpdatePool", ("pool", "pool-order-updates"), [])
    assert "1 step is ready" in words_of(client.get(f"{URL}runs/{one.number}/"))
